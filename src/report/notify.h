/* SPDX-License-Identifier: BSD-2-Clause */
/* Telling the service manager where we are (sd_notify protocol); harmless without one. */
#pragma once

#include "base/attr.h"

/*
 * Send a state such as "READY=1" or "STATUS=Waiting..." to the socket that NOTIFY_SOCKET names.
 * The protocol is one datagram, so no library is needed.
 */
void notify_state(const char *state);

/*
 * Ask the service manager for more time while a zone is loaded: as many seconds as the
 * environment's KNOT_ZONE_LOAD_TIMEOUT_SEC says, 60 without it; 0 asks for nothing.
 */
void notify_zone_load(void);
