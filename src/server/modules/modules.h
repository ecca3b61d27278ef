/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The modules of a configuration.
 *
 * Owner: the caller of modules_new; immutable but for what modules count.  Lifetime: a grace period
 * beyond the last view and slot that refer to its lists.
 */
#pragma once

#include "server/conf/conf.h"
#include "server/modules/module.h"

struct modules;

/*
 * Make all modules that a configuration asks for.  What could be wrong with them was checked with
 * it (server/conf/check_modules.c).
 *
 * conf  borrowed as long as the modules live
 */
struct modules *modules_new(const struct conf *conf);
void modules_free(struct modules *m);

/* Hooks for all queries, and for those of conf->zones[zone]; NULL: none. */
const struct hook_list *modules_global(const struct modules *m);
const struct hook_list *modules_zone(const struct modules *m, size_t zone);

/* Called for each counter: "mod-stats", "server-operation", "query", 7. id may be NULL. */
typedef void (*modules_counter_fn)(void *ctx, const char *module, const char *name, const char *id,
                                   uint64_t value);

/* Walk over the counters of the global modules, or of those of conf->zones[zone]. */
void modules_counters_global(const struct modules *m, modules_counter_fn each, void *ctx);
void modules_counters_zone(const struct modules *m, size_t zone, modules_counter_fn each,
                           void *ctx);
