/* SPDX-License-Identifier: BSD-2-Clause */
/* A record at every name with data that the zone speaks for; empty non-terminals have none. */

#include "dns/rrtype.h"
#include "sec/nsec.h"
#include "server/sign/chain.h"
#include "server/sign/chain_kind.h"
#include "server/sign/node_types.h"
#include "server/sign/ring.h"
#include "server/sign/set_put.h"
#include "server/zone/expand.h"
#include "server/zone/find.h"

enum { RDATA_MAX = NAME_MAX_LEN + 256 * 34 };

struct nsec_run {
	const struct zone_version *version;
	struct set_putter *putter;
	struct node_types types;
	struct rrset like; /* all but the owner */
	/* For mending: the records of the zone. */
	struct zone_expander memory;
	struct arena arena;
};

static void run_init(struct nsec_run *run, struct zone_changeset *c, const struct zone_version *v)
{
	*run = (struct nsec_run){.version = v, .putter = set_putter_new(v, c)};
	run->like = (struct rrset){.type = RR_NSEC, .class_ = CLASS_IN, .ttl = chain_ttl(v)};
	arena_init(&run->arena, 0);
}

static void run_deinit(struct nsec_run *run)
{
	set_putter_free(run->putter);
	node_types_deinit(&run->types);
	zone_expander_deinit(&run->memory);
	arena_deinit(&run->arena);
}

static void link_put(struct nsec_run *run, const struct zone_node *node, const uint8_t *next)
{
	uint8_t rdata[RDATA_MAX];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	node_types_make(&run->types, node, true);
	nsec_write(&w, next, run->types.list.items, run->types.list.count);
	run->like.owner = node->name;
	set_put_one(run->putter, node, &run->like, wire_written(&w));
}

void chain_make_nsec(struct zone_changeset *c, const struct zone_version *v)
{
	struct nsec_run run;
	const struct zone_node *before = NULL;
	struct zone_iter *it = mem_alloc(sizeof(*it));
	run_init(&run, c, v);
	zone_iter_init(it, v);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL && !it->is_nsec3;) {
		if (!node_has_data(node)) {
			set_clear(run.putter, node, RR_NSEC);
			continue;
		}
		if (before != NULL)
			link_put(&run, before, node->name);
		before = node;
	}
	if (before != NULL)
		link_put(&run, before, v->apex->name);
	mem_free(it);
	run_deinit(&run);
}

void chain_drop_nsec(struct zone_changeset *c, const struct zone_version *v)
{
	struct set_putter *p = set_putter_new(v, c);
	struct zone_iter *it = mem_alloc(sizeof(*it));
	zone_iter_init(it, v);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL && !it->is_nsec3;)
		set_clear(p, node, RR_NSEC);
	mem_free(it);
	set_putter_free(p);
}

/* ---- mending ---- */

static const uint8_t *source_next(void *ctx, const uint8_t *name)
{
	struct nsec_run *run = ctx;
	const struct zone_node *node = zone_version_find(run->version, name);
	struct rrset set;
	struct nsec nsec;
	if (node == NULL || !zone_expand_type(&run->memory, run->version, node, RR_NSEC, &set) ||
	    nsec_read(&nsec, node->name, rrset_first(&set)) != OK)
		return NULL;
	return arena_dup(&run->arena, nsec.next, name_len(nsec.next));
}

static const uint8_t *source_before(void *ctx, const uint8_t *name)
{
	struct nsec_run *run = ctx;
	struct zone_name *at = mem_alloc(sizeof(*at));
	zone_name_make(at, name);
	const struct zone_node *node = zone_find_nsec(run->version, at);
	mem_free(at);
	return node != NULL ? node->name : NULL;
}

static enum err name_mend(struct nsec_run *run, struct ring *ring, const uint8_t *name)
{
	const struct zone_node *node = zone_version_find(run->version, name);
	bool wanted = node != NULL && node_has_data(node), has = ring_has(ring, name);
	if (node != NULL && !wanted)
		set_clear(run->putter, node, RR_NSEC);
	if (wanted)
		return has ? ring_keep(ring, name) : ring_insert(ring, name);
	return has ? ring_remove(ring, name) : OK;
}

enum err chain_mend_nsec(struct zone_changeset *c, const struct zone_version *v,
                         const struct chain_names *names)
{
	struct nsec_run run;
	const struct ring_source source = {
		.cmp = name_cmp, .next = source_next, .before = source_before, .ctx = &run};
	struct ring ring = {.source = &source};
	enum err e = OK;
	run_init(&run, c, v);
	for (size_t i = 0; i < names->count && e == OK; i++)
		e = name_mend(&run, &ring, names->items[i]);
	if (e == OK && !ring_is_whole(&ring))
		e = E_NOTFOUND;
	for (size_t i = 0; i < ring.links.count && e == OK; i++) {
		const struct ring_link *l = &ring.links.items[i];
		const struct zone_node *node = zone_version_find(v, l->key);
		if (l->is_gone)
			continue;
		if (node == NULL || !node_has_data(node))
			e = E_NOTFOUND;
		else
			link_put(&run, node, l->next);
	}
	ring_deinit(&ring);
	run_deinit(&run);
	return e;
}
