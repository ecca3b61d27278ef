/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that need the configuration only: conf-init, -check, -import, -export, zone-check. */
#pragma once

#include "tools/knotc/settings.h"

/* Run one of them; words were checked. true when all went well. */
bool local_run(const struct settings *s, const struct command *command, char *const *words,
               int count);
