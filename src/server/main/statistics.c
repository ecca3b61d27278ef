/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of counters are those of knotc's `stats` and `zone-stats`. */

#include "server/main/statistics.h"

/* Modules tell without an end; this one stops listening. */
struct telling {
	statistics_each_fn each;
	void *ctx;
	enum err e;
};

static void tell_module(void *ctx, const char *module, const char *name, const char *id,
                        uint64_t value)
{
	struct telling *t = ctx;
	const struct ctl_counter counter = {
		.section = module, .item = name, .id = id, .value = value};
	if (t->e == OK)
		t->e = t->each(t->ctx, &counter);
}

static enum err tell(statistics_each_fn each, void *ctx, const char *section, const char *item,
                     uint64_t value)
{
	const struct ctl_counter counter = {.section = section, .item = item, .value = value};
	return each(ctx, &counter);
}

enum err statistics_tell_server(struct knotd *k, statistics_each_fn each, void *ctx)
{
	struct serve_counters *c = &k->counters;
	struct telling modules = {each, ctx, OK};
	TRY(tell(each, ctx, "server", "zone-count", zones_count(k->zones)));
	TRY(tell(each, ctx, "server", "tcp-io-timeout", atomic_load(&c->tcp.io)));
	TRY(tell(each, ctx, "server", "tcp-idle-timeout", atomic_load(&c->tcp.idle)));
	TRY(tell(each, ctx, "server", "transfers-abandoned", atomic_load(&c->transfers_abandoned)));
	zones_counters(k->zones, NULL, tell_module, &modules);
	return modules.e;
}

/* The greatest TTL of a version: a walk over all of it, since nobody asks often. */
static uint32_t max_ttl(const struct zone_version *v)
{
	struct zone_iter *it = mem_alloc(sizeof(*it));
	const struct zone_node *n;
	uint32_t most = 0;
	zone_iter_init(it, v);
	while ((n = zone_next(it)) != NULL) {
		const struct zone_set *sets = zone_node_sets(n);
		for (unsigned i = 0; i < n->set_count; i++)
			most = MAX_OF(most, zone_set_ttl(n, &sets[i]));
	}
	mem_free(it);
	return most;
}

enum err statistics_tell_contents(struct knotd *k, const uint8_t *zone, statistics_each_fn each,
                                  void *ctx)
{
	struct unit *u = zones_take(k->zones, zone);
	if (u == NULL)
		return E_NOZONE;
	struct zone_version *v = unit_pin(u);
	zones_give(k->zones, u);
	if (v == NULL)
		return OK;
	enum err e = tell(each, ctx, "zone", "size", v->wire_size);
	if (e == OK)
		e = tell(each, ctx, "zone", "max-ttl", max_ttl(v));
	zone_version_unpin(v);
	return e;
}

enum err statistics_tell_zone(struct knotd *k, const uint8_t *zone, statistics_each_fn each,
                              void *ctx)
{
	struct unit *u = zones_take(k->zones, zone);
	struct telling modules = {each, ctx, OK};
	if (u == NULL)
		return E_NOZONE;
	zones_counters(k->zones, u, tell_module, &modules);
	zones_give(k->zones, u);
	return modules.e;
}

void statistics_reset(struct knotd *k)
{
	atomic_store(&k->counters.tcp.io, 0);
	atomic_store(&k->counters.tcp.idle, 0);
	atomic_store(&k->counters.transfers_abandoned, 0);
}
