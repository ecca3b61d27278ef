/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interactive mode of tools: a prompt, one command a line.
 *
 * Built with libedit: line editing, history, settings in ~/.editrc.
 * Without it, plain lines.
 */
#pragma once

#include <stdbool.h>

struct prompt {
	const char *program; /* "knotc": the prompt is "knotc> " */
	const char *history; /* path of its file; NULL: ~/.PROGRAM_history */
	/* Run one line; false ends the mode. */
	bool (*line)(void *ctx, const char *text);
	/*
	 * TAB: what is to be put in behind the text before the cursor (the prompt's to free), or
	 * NULL; *shown: candidates were printed instead.  NULL: TAB does nothing.
	 */
	char *(*complete)(void *ctx, const char *before, bool *shown);
	void *ctx;
};

/* Read lines from standard input until `line` says so, or the end. */
void prompt_run(const struct prompt *p);
