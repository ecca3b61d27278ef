/* SPDX-License-Identifier: BSD-2-Clause */
/* The interactive mode: one command a line until "exit" or the end of input. */
#pragma once

#include "tools/knotc/settings.h"

/*
 * Read and run commands; errors do not end it.
 *
 * Built with libedit: line editing, completion with TAB, history in ~/.knotc_history, settings in
 * ~/.editrc.  Without it, plain lines.
 */
void interactive_run(const struct settings *s);

/* Run one line of it; false at "exit". */
bool interactive_line(const struct settings *s, const char *text);
