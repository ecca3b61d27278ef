/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of knsupdate. */
#pragma once

#include "tools/knsupdate/session.h"

/*
 * Run a line; empty ones and comments (";") do nothing.
 *
 * E_INVALID  it failed; that was printed
 */
MUST_USE enum err commands_run(struct session *s, const char *line);

/* What goes on behind the first letters of a command; NULL: nothing, or several may. To be freed.
 */
char *commands_complete(const char *before);
