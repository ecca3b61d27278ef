/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A record for the hash of every name that the zone speaks for, empty non-terminals included.
 * With opt-out, delegations that are not signed have none, nor non-terminals that lead to nothing
 * else (RFC 5155 section 7.1).
 *
 * Mending asks for each non-terminal touched whether it leads to anything signed: below a
 * non-terminal with nothing but unsigned delegations that is a walk over all of them.
 */

#include "base/base64.h"
#include "dns/rrtype.h"
#include "sec/nsec3.h"
#include "server/sign/chain.h"
#include "server/sign/chain_kind.h"
#include "server/sign/node_types.h"
#include "server/sign/ring.h"
#include "server/sign/set_put.h"
#include "server/sign/subtree.h"
#include "server/zone/expand.h"
#include "server/zone/find.h"

#include <stdlib.h>
#include <string.h>

enum {
	HASH_DIGITS = NSEC3_HASH_LEN * 8 / 5,
	RDATA_MAX = 6 + UINT8_MAX + NSEC3_HASH_LEN + 256 * 34
};

struct hashed {
	uint8_t hash[NSEC3_HASH_LEN];
	const struct zone_node *node;
};

struct nsec3_run {
	const struct zone_version *version;
	struct set_putter *putter;
	struct nsec3_params params;
	uint8_t flags;
	struct node_types types;
	struct rrset like; /* all but the owner */
	VEC(struct hashed) links;
	/* For mending: the records of the zone. */
	struct zone_expander memory;
	struct arena arena;
};

static void run_init(struct nsec3_run *run, struct zone_changeset *c, const struct zone_version *v,
                     const struct sign_policy *policy)
{
	*run = (struct nsec3_run){
		.version = v,
		.putter = set_putter_new(v, c),
		.params = {.algorithm = NSEC3_SHA1,
	                   .iterations = policy->iterations,
	                   .salt = policy->salt},
		.flags = policy->opt_out ? NSEC3_OPT_OUT : 0,
		.like = {.type = RR_NSEC3, .class_ = CLASS_IN, .ttl = chain_ttl(v)},
	};
	arena_init(&run->arena, 0);
}

static void run_deinit(struct nsec3_run *run)
{
	set_putter_free(run->putter);
	node_types_deinit(&run->types);
	VEC_FREE(&run->links);
	zone_expander_deinit(&run->memory);
	arena_deinit(&run->arena);
}

static void hash_of(const struct nsec3_run *run, const uint8_t *name, uint8_t *out)
{
	nsec3_name_hash(out, &run->params, name);
}

/* Node of the chain for a hash; NULL: none. */
static const struct zone_node *chain_node(const struct nsec3_run *run, const uint8_t *hash)
{
	const struct zone_node *covers;
	return zone_find_nsec3(run->version, hash, &covers);
}

static enum err record_put(struct nsec3_run *run, const uint8_t *hash, struct span rdata)
{
	struct name owner;
	TRY(nsec3_owner(&owner, hash, run->version->apex->name));
	struct rrset like = run->like;
	like.owner = owner.wire;
	set_put_one(run->putter, chain_node(run, hash), &like, rdata);
	return OK;
}

static enum err link_put(struct nsec3_run *run, const struct hashed *h, const uint8_t *next)
{
	uint8_t rdata[RDATA_MAX];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct nsec3_link link = {.flags = run->flags};
	node_types_make(&run->types, h->node, false);
	link.types = run->types.list.items;
	link.type_count = run->types.list.count;
	nsec3_write(&w, &run->params, &link, next);
	return record_put(run, h->hash, wire_written(&w));
}

/* ---- making ---- */

/* Names on the way to the one being visited, of those that are not yet known to be wanted. */
struct path {
	const struct zone_node *nodes[NAME_MAX_LABELS + 1];
	size_t count;
};

static void wanted_put(struct nsec3_run *run, const struct zone_node *node)
{
	struct hashed h = {.node = node};
	hash_of(run, node->name, h.hash);
	VEC_PUSH(&run->links, h);
}

static void name_visit(struct nsec3_run *run, struct path *path, const struct zone_node *node)
{
	while (path->count > 0 && !name_is_under(node->name, path->nodes[path->count - 1]->name))
		path->count--;
	if ((node->flags & NODE_BELOW) != 0)
		return;
	if (!node_has_data(node) && run->flags != 0) {
		path->nodes[path->count++] = node; /* as what is below it turns out */
		return;
	}
	if (run->flags != 0 && node_is_insecure_cut(node))
		return;
	for (size_t i = 0; i < path->count; i++)
		wanted_put(run, path->nodes[i]);
	path->count = 0;
	wanted_put(run, node);
}

static int hashed_cmp(const void *a, const void *b)
{
	return memcmp(((const struct hashed *)a)->hash, ((const struct hashed *)b)->hash,
	              NSEC3_HASH_LEN);
}

/* Is there a link for a node of the chain that the zone has? */
static bool is_link(const struct nsec3_run *run, const struct zone_node *node)
{
	struct hashed h = {.node = NULL};
	size_t len;
	if (node->name[0] != HASH_DIGITS ||
	    node->name_len != 1 + HASH_DIGITS + run->version->apex->name_len ||
	    base32hex_parse(h.hash, &len, span_of(node->name + 1, HASH_DIGITS)) != OK)
		return false;
	return run->links.count > 0 &&
	       bsearch(&h, run->links.items, run->links.count, sizeof(h), hashed_cmp) != NULL;
}

/*
 * A name without data stays one only as long as there is something below it: what has nothing but
 * an NSEC left is on its way out with that.
 */
static void names_visit(struct nsec3_run *run)
{
	struct path path = {.count = 0};
	struct zone_iter *it = mem_alloc(sizeof(*it));
	zone_iter_init(it, run->version);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL && !it->is_nsec3;) {
		if (node_has_data(node) || subtree_has_data(run->version, node))
			name_visit(run, &path, node);
	}
	mem_free(it);
	if (run->links.count > 0)
		qsort(run->links.items, run->links.count, sizeof(run->links.items[0]), hashed_cmp);
}

static void strangers_clear(struct nsec3_run *run)
{
	struct zone_iter *it = mem_alloc(sizeof(*it));
	*it = (struct zone_iter){.version = run->version, .is_nsec3 = true};
	qp_iter_init(&it->nodes, &run->version->nsec3);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL;) {
		if (!is_link(run, node))
			set_clear(run->putter, node, RR_NSEC3);
	}
	mem_free(it);
}

enum err chain_make_nsec3(struct zone_changeset *c, const struct zone_version *v,
                          const struct sign_policy *policy)
{
	struct nsec3_run run;
	enum err e = OK;
	run_init(&run, c, v, policy);
	names_visit(&run);
	size_t count = run.links.count;
	for (size_t i = 1; i < count && e == OK; i++) {
		if (hashed_cmp(&run.links.items[i - 1], &run.links.items[i]) == 0)
			e = E_EXISTS;
	}
	for (size_t i = 0; i < count && e == OK; i++) {
		size_t next = i + 1 < count ? i + 1 : 0;
		e = link_put(&run, &run.links.items[i], run.links.items[next].hash);
	}
	if (e == OK)
		strangers_clear(&run);
	run_deinit(&run);
	return e;
}

void chain_drop_nsec3(struct zone_changeset *c, const struct zone_version *v)
{
	const struct sign_policy none = {.lifetime_s = 0};
	struct nsec3_run run;
	run_init(&run, c, v, &none);
	strangers_clear(&run);
	run_deinit(&run);
}

/* ---- mending ---- */

static int hash_cmp(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, NSEC3_HASH_LEN);
}

/* The record that the zone has for a hash. */
static bool record_get(struct nsec3_run *run, const uint8_t *hash, struct nsec3 *out)
{
	struct rrset set;
	const struct zone_node *node = chain_node(run, hash);
	return node != NULL && zone_expand_type(&run->memory, run->version, node, RR_NSEC3, &set) &&
	       nsec3_read(out, node->name, rrset_first(&set)) == OK;
}

static const uint8_t *source_next(void *ctx, const uint8_t *hash)
{
	struct nsec3_run *run = ctx;
	struct nsec3 record;
	if (!record_get(run, hash, &record))
		return NULL;
	return arena_dup(&run->arena, record.next, NSEC3_HASH_LEN);
}

static const uint8_t *source_before(void *ctx, const uint8_t *hash)
{
	struct nsec3_run *run = ctx;
	uint8_t at[NSEC3_HASH_LEN];
	const struct zone_node *covers = NULL;
	size_t len, i = NSEC3_HASH_LEN;
	memcpy(at, hash, sizeof(at));
	while (i > 0 && at[--i]-- == 0) /* the hash before this one, or what covers it */
		;
	const struct zone_node *node = zone_find_nsec3(run->version, at, &covers);
	node = node != NULL ? node : covers;
	if (node == NULL || node->name[0] != HASH_DIGITS ||
	    base32hex_parse(at, &len, span_of(node->name + 1, HASH_DIGITS)) != OK)
		return NULL;
	return arena_dup(&run->arena, at, sizeof(at));
}

static bool is_wanted(const struct nsec3_run *run, const struct zone_node *node)
{
	if (node == NULL || (node->flags & NODE_BELOW) != 0)
		return false;
	if (!node_has_data(node))
		return run->flags != 0 ? subtree_has_signed(run->version, node)
		                       : subtree_has_data(run->version, node);
	return run->flags == 0 || !node_is_insecure_cut(node);
}

static enum err name_mend(struct nsec3_run *run, struct ring *ring, const uint8_t *name)
{
	struct hashed h = {.node = zone_version_find(run->version, name)};
	bool wanted = is_wanted(run, h.node);
	hash_of(run, name, h.hash);
	bool has = ring_has(ring, h.hash);
	const uint8_t *key = arena_dup(&run->arena, h.hash, sizeof(h.hash));
	if (wanted) {
		VEC_PUSH(&run->links, h);
		return has ? ring_keep(ring, key) : ring_insert(ring, key);
	}
	if (!has)
		return OK;
	const struct zone_node *node = chain_node(run, key);
	if (node != NULL)
		set_clear(run->putter, node, RR_NSEC3);
	return ring_remove(ring, key);
}

/* A link whose name did not change gets another hash behind it, no more. */
static enum err next_put(struct nsec3_run *run, const struct ring_link *l)
{
	uint8_t rdata[RDATA_MAX];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	const struct nsec3_link none = {.flags = run->flags};
	struct nsec3 record;
	if (!record_get(run, l->key, &record) || record.params.flags != run->flags ||
	    !nsec3_params_equal(&record.params, &run->params))
		return E_NOTFOUND;
	nsec3_write(&w, &run->params, &none, l->next);
	wire_write_span(&w, record.types);
	return record_put(run, l->key, wire_written(&w));
}

static enum err links_put(struct nsec3_run *run, const struct ring *ring)
{
	if (run->links.count > 0)
		qsort(run->links.items, run->links.count, sizeof(run->links.items[0]), hashed_cmp);
	for (size_t i = 0; i < ring->links.count; i++) {
		const struct ring_link *l = &ring->links.items[i];
		struct hashed h = {.node = NULL};
		if (l->is_gone)
			continue;
		memcpy(h.hash, l->key, sizeof(h.hash));
		const struct hashed *own = NULL;
		if (run->links.count > 0)
			own = bsearch(&h, run->links.items, run->links.count, sizeof(h),
			              hashed_cmp);
		TRY(own != NULL ? link_put(run, own, l->next) : next_put(run, l));
	}
	return OK;
}

enum err chain_mend_nsec3(struct zone_changeset *c, const struct zone_version *v,
                          const struct sign_policy *policy, const struct chain_names *names)
{
	struct nsec3_run run;
	const struct ring_source source = {
		.cmp = hash_cmp, .next = source_next, .before = source_before, .ctx = &run};
	struct ring ring = {.source = &source};
	enum err e = OK;
	run_init(&run, c, v, policy);
	for (size_t i = 0; i < names->count && e == OK; i++)
		e = name_mend(&run, &ring, names->items[i]);
	if (e == OK && !ring_is_whole(&ring))
		e = E_NOTFOUND;
	if (e == OK)
		e = links_put(&run, &ring);
	ring_deinit(&ring);
	run_deinit(&run);
	return e;
}
