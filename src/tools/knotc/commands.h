/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of knotc: how their words become a request, and how answers are printed. */
#pragma once

#include "control/channel.h"

enum command_flag {
	COMMAND_ZONES = 1,  /* takes zones; none means all */
	COMMAND_DETAIL = 2, /* takes one word, sent as type */
	COMMAND_BLOCKS = 4, /* honours -b */
	COMMAND_LATER = 8,  /* known, and not available in this version */
};

struct command {
	const char *name;
	unsigned flags;
	const char *done;    /* printed on success; NULL: nothing */
	const char *filters; /* "role=r serial=s ..."; NULL: takes none */
};

/* NULL when there is no such command. */
const struct command *command_find(const char *name);

struct command_options {
	bool blocking;
	bool force;
	bool extended; /* show empty fields */
};

/*
 * Run a command over a connection and print what comes back; errors go to standard error.
 *
 * words   behind the command: filters, zones, details
 * returns true when all went well
 */
bool command_run(struct ctl_channel *channel, const struct command *command,
                 const struct command_options *options, char *const *words, int count);
