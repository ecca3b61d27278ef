/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A family's samples have to stand together, so what is told once is kept as one text per family
 * and put together in the end.  A page costs time in proportion to its length, which is bounded by
 * METRICS_ZONES_MAX.
 */

#include "server/control/metrics_page.h"

#include "base/mem.h"
#include "build_config.h"
#include "dns/name.h"
#include "observe/metrics_text.h"

#include <string.h>

#define EVENTS      "knotd_events_total"
#define MODULE      "knotd_module_total"
#define ZONE_MODULE "knotd_zone_module_total"
#define LOADED      "knotd_zone_loaded"
#define SERIAL      "knotd_zone_serial"

struct page {
	const struct ctl_ops *ops;
	struct text modules, zone_modules, loaded, serials;
	uint64_t zones, left_out;
	const char *zone; /* of the zone whose counters are told */
};

static enum err put_server(void *ctx, const struct ctl_counter *c)
{
	struct page *p = ctx;
	struct text *out = strcmp(c->section, "server") == 0 ? &p->loaded : &p->modules;
	if (out == &p->loaded) {
		if (strcmp(c->item, "zone-count") == 0)
			return OK; /* the zones are counted here */
		metrics_sample(out, EVENTS,
		               (struct metrics_label[]){{"event", c->item}, {NULL, NULL}},
		               c->value);
		return OK;
	}
	const struct metrics_label labels[] = {
		{"module", c->section}, {"counter", c->item}, {"id", c->id}, {NULL, NULL}};
	metrics_sample(out, MODULE, labels, c->value);
	return OK;
}

static enum err put_zone_module(void *ctx, const struct ctl_counter *c)
{
	struct page *p = ctx;
	const struct metrics_label labels[] = {{"zone", p->zone},
	                                       {"module", c->section},
	                                       {"counter", c->item},
	                                       {"id", c->id},
	                                       {NULL, NULL}};
	if (c->value > 0)
		metrics_sample(&p->zone_modules, ZONE_MODULE, labels, c->value);
	return OK;
}

static enum err put_zone(void *ctx, const struct ctl_zone *z)
{
	struct page *p = ctx;
	struct name name;
	const struct metrics_label labels[] = {{"zone", z->name}, {NULL, NULL}};
	p->zones++;
	if (p->zones > METRICS_ZONES_MAX) {
		p->left_out++;
		return OK;
	}
	metrics_sample(&p->loaded, LOADED, labels, z->loaded);
	if (z->loaded)
		metrics_sample(&p->serials, SERIAL, labels, z->serial);
	if (p->ops->stats.tell == NULL || name_parse_str(&name, z->name) != OK)
		return OK;
	name_lower(name.wire, name.len);
	p->zone = z->name;
	/* A zone that went away meanwhile has none. */
	enum err e = p->ops->stats.tell(p->ops->stats.ctx, name.wire, put_zone_module, p);
	(void)e;
	return OK;
}

static void put_family(struct text *out, const char *name, const char *type, const char *help,
                       struct text *samples)
{
	if (samples->len > 0) {
		metrics_family(out, name, type, help);
		text_put_octets(out, samples->buf, samples->len);
	}
	text_deinit(samples);
}

static void put_server_part(struct text *out, struct page *p)
{
	const struct metrics_label version[] = {{"version", BOWLINE_VERSION}, {NULL, NULL}};
	metrics_family(out, "knotd_build_info", "gauge", "The version that runs.");
	metrics_sample(out, "knotd_build_info", version, 1);
	metrics_family(out, "knotd_memory_bytes", "gauge", "Memory by what it is for.");
	for (int i = 0; i < MEM_KINDS; i++) {
		const struct metrics_label kind[] = {{"kind", mem_kind_name((enum mem_kind)i)},
		                                     {NULL, NULL}};
		metrics_sample(out, "knotd_memory_bytes", kind,
		               (uint64_t)MAX_OF(mem_accounted((enum mem_kind)i), (int64_t)0));
	}
	if (p->ops->stats.tell == NULL)
		return;
	enum err e = p->ops->stats.tell(p->ops->stats.ctx, NULL, put_server, p);
	(void)e; /* put_server has none */
	put_family(out, EVENTS, "counter", "What the server did of itself, by kind.", &p->loaded);
	put_family(out, MODULE, "counter", "Counters of global modules.", &p->modules);
}

void metrics_page(struct text *out, const struct ctl_ops *ops)
{
	struct page p = {.ops = ops};
	text_init(&p.modules);
	text_init(&p.zone_modules);
	text_init(&p.loaded);
	text_init(&p.serials);
	put_server_part(out, &p);
	text_init(&p.loaded);
	if (ops->zones.describe != NULL) {
		enum err e = ops->zones.describe(ops->zones.ctx, NULL, put_zone, &p);
		(void)e; /* put_zone has none */
	}
	metrics_family(out, "knotd_zones", "gauge", "Configured zones.");
	metrics_sample(out, "knotd_zones", NULL, p.zones);
	metrics_family(out, "knotd_zones_without_samples", "gauge",
	               "Zones beyond the limit, of which this page says nothing more.");
	metrics_sample(out, "knotd_zones_without_samples", NULL, p.left_out);
	put_family(out, LOADED, "gauge", "Has the zone contents?", &p.loaded);
	put_family(out, SERIAL, "gauge", "The serial of the zone's SOA.", &p.serials);
	put_family(out, ZONE_MODULE, "counter", "Counters of a zone's modules.", &p.zone_modules);
}
