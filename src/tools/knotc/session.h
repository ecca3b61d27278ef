/* SPDX-License-Identifier: BSD-2-Clause */
/* One command from its words to its exit status; used by the command line and interactively. */
#pragma once

#include "tools/knotc/settings.h"

/*
 * Run a command given as words, options -b and -f behind its name included.
 *
 * returns true when all went well; what is wrong was told
 */
bool session_run(const struct settings *s, char *const *words, int count);

/*
 * Ask for a list (conf-list) and hand each row's text on; for completion, so that failures are
 * silent.
 */
void session_list(const struct settings *s, const char *section, const char *item,
                  const char *filter, void (*each)(void *ctx, const struct ctl_unit *unit),
                  void *ctx);
