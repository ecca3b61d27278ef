/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console on standard input, when that is a terminal: a session (session.h) with its replies on
 * standard output.
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "resolver/script/script.h"

struct console;

/* NULL when standard input cannot be watched. */
struct console *console_new(uv_loop_t *loop, struct script *script, bool quiet);

/* Memory is freed when the loop has closed it. */
void console_close(struct console *c);
