/* SPDX-License-Identifier: BSD-2-Clause */
/* Events of zones: which job carries one out, and what is planned. */
#pragma once

#include "server/control/ops.h"
#include "server/jobs/unit.h"

struct zones;

/* Carry out an event. Errors of the jobs. */
MUST_USE enum err zone_event_run(struct job *job, enum zone_event event);

/* As ops_zones.describe. */
MUST_USE enum err zone_describe(struct zones *z, const uint8_t *name,
                                enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
                                void *each_ctx);
