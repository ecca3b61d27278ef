/* SPDX-License-Identifier: BSD-2-Clause */
/* Running a command of the server: words to requests, answers to lines. */
#pragma once

#include "control/channel.h"
#include "tools/knotc/commands.h"

struct request_options {
	bool blocking;
	bool force;
	bool extended; /* show empty fields */
	bool colour;
};

/*
 * Are the words good for the command?  What is wrong goes to standard error.
 */
bool request_check(const struct command *command, const struct request_options *options,
                   char *const *words, int count);

/*
 * Run a command over a connection and print what comes back; errors go to standard error.
 *
 * words   behind the command, checked before
 * returns true when all went well
 */
bool request_run(struct ctl_channel *channel, const struct command *command,
                 const struct request_options *options, char *const *words, int count);
