/* SPDX-License-Identifier: BSD-2-Clause */
/* The rehearsal of a zone's rollovers. The function is a command (commands.h). */
#pragma once

#include "tools/keymgr/context.h"

/*
 * simulate TO [confirm=DURATION|never] [ds-ttl=DURATION]: print what would happen to the zone's
 * keys from now on, a line per event.  Nothing is changed.
 */
bool keymgr_simulate(struct keymgr *k, char **args, int count);
