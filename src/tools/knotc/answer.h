/* SPDX-License-Identifier: BSD-2-Clause */
/* Printing answers. Scripts read them: the forms are those of the manual, octet by octet. */
#pragma once

#include "control/frame.h"
#include "tools/knotc/commands.h"

#include <stdio.h>

struct answer {
	const struct command *command;
	bool extended; /* show empty fields */
	bool colour;
	bool in_line;   /* a line is open */
	bool has_field; /* of a zone's status, on that line */
	bool failed;
	bool had_data;
};

/* One unit of an answer: data to standard output, an error to standard error. */
void answer_unit(struct answer *a, const struct ctl_unit *unit);

/* The answer is complete: close an open line. */
void answer_end(struct answer *a);

/* section[id].item */
void answer_print_item(FILE *out, const struct ctl_unit *u);
