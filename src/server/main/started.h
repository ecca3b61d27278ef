/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The moment when all zones have contents for the first time, secondaries included: told once on
 * the bus ("started").  Asked after each event that may fill a zone, so it looks at one zone only:
 * the last that was empty.
 *
 * One per process; any thread.
 */
#pragma once

#include "server/main/zones.h"

/* Begin to watch; says so at once when no zone is empty. */
void started_watch(struct zones *z);

/* A zone may have been filled, or dropped. */
void started_check(void);

/* No more; before the zones are freed. */
void started_forget(void);
