/* SPDX-License-Identifier: BSD-2-Clause */
/* What commands may have done to a zone. */
#pragma once

#include "server/control/ops.h"

struct zones;

/* What zone_trigger knows how to do, as ops_events.known. */
unsigned zone_triggers(void);

/* As ops_events.trigger. */
MUST_USE enum err zone_trigger(struct zones *z, const uint8_t *zone, const struct ctl_event *event);
