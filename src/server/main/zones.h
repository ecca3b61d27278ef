/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The zones of a running server: slots, the table, and which file each version came from.  Turns a
 * configuration into slots and loading jobs; publishes views.
 *
 * Thread: configuring is for one thread at a time (main's lock); jobs run on the pool.
 */
#pragma once

#include "server/conf/conf.h"
#include "server/control/ops.h"
#include "server/main/reclaim.h"
#include "server/modules/modules.h"
#include "server/schedule/pool.h"
#include "server/serve/view.h"

struct zones;

struct zones *zones_new(struct serve_env *env, struct pool *pool, struct reclaim *reclaim);
/* Workers must be gone, the pool idle. */
void zones_free(struct zones *z);

/*
 * Take a configuration over: make slots for new zones, keep those that stay, drop the rest, queue
 * loading of zones that are new, have another file, or whose file changed; publish a view.
 *
 * conf  owned by the zones from now on; freed when the next one has replaced it
 */
void zones_configure(struct zones *z, struct conf *conf);

/* The configuration in force; until the next zones_configure. */
const struct conf *zones_conf(const struct zones *z);

/* Load one zone again. wait: return when it is done, with its result. E_NOZONE */
MUST_USE enum err zones_reload(struct zones *z, const uint8_t *name, bool wait);

/* As ops_zones.describe. */
MUST_USE enum err zones_describe(struct zones *z, const uint8_t *name,
                                 enum err (*each)(void *ctx, const struct ctl_zone *zone),
                                 void *ctx);
