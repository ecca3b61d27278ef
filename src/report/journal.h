/* SPDX-License-Identifier: BSD-2-Clause */
/* journald, when the process runs under it and the library was there at build time. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

/*
 * Send one structured entry: MESSAGE, PRIORITY and, when zone is not NULL, ZONE.
 *
 * returns false when there is no journal to send to: the caller uses syslog
 */
bool journal_send(const char *ident, int priority, const char *zone, const char *message);
