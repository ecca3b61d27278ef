/* SPDX-License-Identifier: BSD-2-Clause */
/* zone-check: zone files of configured zones, checked as the server would. */
#pragma once

#include "tools/knotc/settings.h"

/* words: zones; none or "--" means all. true when none has an error (with -f: nor a warning). */
bool zone_check_run(const struct settings *s, char *const *words, int count);
