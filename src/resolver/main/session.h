/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A dialogue in text: commands in lines, each answered by a text (configuration contract section
 * 2).  Octets come and go by the caller; shared by the control socket and the console.
 *
 * Owner: the caller of session_init.  Thread: the script's.
 */
#pragma once

#include "base/text.h"
#include "resolver/script/script.h"

enum { SESSION_LINE_MAX = 1 << 20 }; /* octets of a command */

struct session {
	struct script *script;
	struct text line; /* of a command that is not complete */
	bool quiet;
};

/* quiet  no prompts */
void session_init(struct session *s, struct script *script, bool quiet);
void session_deinit(struct session *s);

/* What to send first. */
void session_greet(struct session *s, struct text *reply);

/*
 * Octets have come: carry out the commands that they complete, and append what they give.
 *
 * returns false when a line is too long: the dialogue is over
 */
bool session_take(struct session *s, struct span octets, struct text *reply);

/* No more octets will come: a last command without line end is carried out. */
void session_finish(struct session *s, struct text *reply);
