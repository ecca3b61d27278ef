/* SPDX-License-Identifier: BSD-2-Clause */
/* The counters of the running server, gathered from where they are counted. */
#pragma once

#include "server/control/ops.h"
#include "server/main/knotd.h"

typedef enum err (*statistics_each_fn)(void *ctx, const struct ctl_counter *counter);

/* Tell the counters of the server and of its global modules; any result of each but OK ends it. */
MUST_USE enum err statistics_tell_server(struct knotd *k, statistics_each_fn each, void *ctx);

/* The same for the modules of a zone. E_NOZONE */
MUST_USE enum err statistics_tell_zone(struct knotd *k, const uint8_t *zone,
                                       statistics_each_fn each, void *ctx);

/* The same for its contents: size and greatest TTL, found by a walk through it. E_NOZONE */
MUST_USE enum err statistics_tell_contents(struct knotd *k, const uint8_t *zone,
                                           statistics_each_fn each, void *ctx);

/* What the server counts itself begins anew: with a full reload. */
void statistics_reset(struct knotd *k);
