/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From packed parts to a version: sort, unite the parts of one name, add empty non-terminals,
 * find cuts and wildcards, let nodes grow by what only the whole zone tells (negative SOA, glue,
 * hashes), and index them.  Invariant: nodes are visited in canonical order, parents first.
 *
 * A small zone, and one whose names came in pieces, is copied into a region of its own, in order
 * and without gaps; a large one stays where it was packed.
 */

#include "dns/rrtype.h"
#include "server/zone/build.h"
#include "server/zone/builder.h"
#include "server/zone/compact.h"
#include "server/zone/expand.h"
#include "server/zone/find.h"
#include "server/zone/glue.h"
#include "server/zone/indexer.h"
#include "server/zone/link.h"
#include "server/zone/sig_expiry.h"

#include <assert.h>
#include <string.h>

struct finish {
	struct zone_builder *builder;
	struct zone_version *version;
	struct region region; /* the version's */
	struct zone_nodes names;
	struct zone_nodes nsec3;
	size_t united; /* parts of names that came in pieces */
	bool copies;   /* nodes move to the version's own region */
	bool is_small; /* and that is made to measure in the end */
};

static bool same_name(const struct zone_node *a, const struct zone_node *b)
{
	return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0;
}

/* Records of one kind that a part holds go back to the builder's open name. */
static void set_reopen(struct zone_builder *b, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	if (set->count == 0)
		return;
	while (rrset_next(&it, &rdata)) {
		builder_put(b, set->type, set->ttl, rdata);
		b->wire_size -= name_len(set->owner) + 10u + rdata.len;
	}
}

static void part_reopen(struct zone_builder *b, struct zone_node *node)
{
	struct zone_version apex = {.apex = node}; /* the walk needs the zone's name only */
	struct zone_sets it;
	zone_sets_init(&it, &apex, node);
	it.apex = b->apex.wire;
	while (zone_sets_next(&it)) {
		set_reopen(b, &it.data);
		set_reopen(b, &it.sigs);
	}
	zone_sets_deinit(&it);
}

/* Make one node of all parts of a name. */
static struct zone_node *parts_unite(struct zone_builder *b, struct zone_part *parts, size_t count)
{
	struct zone_node *first = parts[0].node;
	uint16_t flags = first->flags;
	b->open.len = first->name_len;
	memcpy(b->open.wire, first->name, first->name_len);
	for (size_t i = 0; i < count; i++) {
		part_reopen(b, parts[i].node);
		region_free(&b->staging, parts[i].node, parts[i].node->size);
	}
	struct pack_input in = {
		.name = b->open.wire,
		.name_len = b->open.len,
		.base = b->octets.items,
		.records = b->records.items,
		.count = b->records.count,
	};
	uint64_t wire_size;
	struct zone_node *node = zone_pack(b->packer, &b->staging, &in, &wire_size);
	node->flags = flags;
	b->wire_size += wire_size;
	b->open.len = 0;
	b->records.count = b->octets.count = 0;
	return node;
}

/* The node of the next name among sorted parts; *at moves behind its last part. */
static struct zone_node *part_take(struct finish *f, struct zone_part *parts, size_t count,
                                   size_t *at)
{
	size_t i = *at, end = i + 1;
	if (i + ZONE_NODE_AHEAD < count)
		zone_node_prefetch(parts[i + ZONE_NODE_AHEAD].node);
	while (end < count && parts[i].word == parts[end].word &&
	       same_name(parts[i].node, parts[end].node))
		end++;
	*at = end;
	if (end - i == 1)
		return parts[i].node;
	f->united += end - i;
	return parts_unite(f->builder, parts + i, end - i);
}

/* The chain of nodes from the apex to the last one visited. */
struct path {
	struct zone_node *nodes[NAME_MAX_LABELS + 1];
	size_t depth; /* index of the last */
	size_t apex_labels;
};

static struct zone_node *empty_node(struct zone_builder *b, const uint8_t *name)
{
	struct pack_input in = {.name = name, .name_len = (uint8_t)name_len(name)};
	uint64_t wire_size;
	return zone_pack(b->packer, &b->staging, &in, &wire_size);
}

/* Give a node its flags, and its parent the one for a wildcard child. */
static void node_set_flags(struct zone_node *n, struct zone_node *parent)
{
	n->flags = link_flags(n, parent);
	if (parent != NULL && (n->flags & NODE_WILDCARD) != 0)
		parent->flags |= NODE_HAS_WILDCARD;
}

/*
 * Visit the next node in order: put the empty non-terminals above it (RFC 4592 section 2.2.2) and
 * then itself on the list.  false when it has no ancestor: the apex is missing.
 */
static bool node_visit(struct finish *f, struct path *path, struct zone_node *n)
{
	uint8_t labels[NAME_MAX_LABELS + 1];
	size_t count = 0, at = 0;
	for (; n->name[at] != 0; at += n->name[at] + 1u)
		labels[count++] = (uint8_t)at;
	labels[count] = (uint8_t)at;
	size_t depth = count - path->apex_labels;
	if (f->names.count == 0) {
		if (depth != 0)
			return false;
	} else {
		size_t above = MIN_OF(path->depth, depth - 1);
		for (;; above--) {
			assert(above < depth); /* the apex comes once, and first */
			const uint8_t *suffix = n->name + labels[depth - above];
			const struct zone_node *p = path->nodes[above];
			if ((size_t)(n->name + n->name_len - suffix) == p->name_len &&
			    memcmp(suffix, p->name, p->name_len) == 0)
				break;
		}
		while (++above < depth) {
			struct zone_node *e = empty_node(f->builder,
			                                 n->name + labels[depth - above]);
			node_set_flags(e, path->nodes[above - 1]);
			path->nodes[above] = e;
			VEC_PUSH(&f->names, e);
		}
	}
	node_set_flags(n, depth > 0 ? path->nodes[depth - 1] : NULL);
	path->nodes[depth] = n;
	path->depth = depth;
	VEC_PUSH(&f->names, n);
	return true;
}

/* Sort the parts of names and visit what they make; empty non-terminals come in between. */
static enum err names_link(struct finish *f)
{
	struct zone_builder *b = f->builder;
	size_t count = b->names.count;
	if (count == 0)
		return E_NOSOA;
	struct path *path = mem_zalloc(sizeof(*path));
	path->apex_labels = b->apex_labels;
	struct zone_part *spare = mem_alloc(count * sizeof(*spare));
	zone_parts_sort(b->names.items, count, b->apex_symbols, spare);
	/* What the sort has touched holds the list of nodes next. */
	f->names.items = (struct zone_node **)(void *)spare;
	f->names.cap = count * sizeof(*spare) / sizeof(*f->names.items);
	enum err e = OK;
	for (size_t at = 0; at < count && e == OK;) {
		if (!node_visit(f, path, part_take(f, b->names.items, count, &at)))
			e = E_NOSOA;
	}
	mem_free(path);
	VEC_FREE(&b->names);
	if (e == OK && zone_node_find(f->names.items[0], RR_SOA) == NULL)
		e = E_NOSOA;
	return e;
}

/* The NSEC3 chain has neither cuts nor empty non-terminals. */
static void chain_list(struct finish *f)
{
	struct zone_builder *b = f->builder;
	size_t count = b->nsec3.count;
	if (count == 0)
		return;
	struct zone_part *spare = mem_alloc(count * sizeof(*spare));
	zone_parts_sort(b->nsec3.items, count, b->apex_symbols, spare);
	mem_free(spare);
	for (size_t at = 0; at < count;) {
		struct zone_node *node = part_take(f, b->nsec3.items, count, &at);
		VEC_PUSH(&f->nsec3, node);
	}
	VEC_FREE(&b->nsec3);
}

/* Give a node its final form and place. */
static struct zone_node *node_settle(struct finish *f, struct zone_node *n,
                                     struct pack_growth *growth, uint8_t hash[ZONE_HASH_LEN])
{
	struct zone_version *v = f->version;
	if (link_is_hashed(v, n) && (n->flags & NODE_NSEC3) == 0) {
		zone_hash_name(v, n->name, hash);
		growth->hash = hash;
	}
	if (!f->copies && growth->extra == NULL && growth->hash == NULL)
		return n;
	return zone_node_grow(&f->region, n, growth);
}

static void node_count(struct zone_version *v, const struct zone_node *n)
{
	const struct zone_set *sets = zone_node_sets(n);
	for (unsigned i = 0; i < n->set_count; i++)
		v->record_count += (uint64_t)sets[i].count + sets[i].sig_count;
	v->name_count += n->set_count > 0;
	sig_expiry_note(v, n);
}

/* The sorted nodes, and the one that is being settled. */
struct near_node {
	struct zone_node *const *nodes;
	size_t count, from;
};

/* The node of a name, searched from a node that sorts before it: near in most zones. */
static const struct zone_node *node_search(void *ctx, const uint8_t *name)
{
	const struct near_node *near = ctx;
	struct zone_node *const *nodes = near->nodes;
	size_t count = near->count, step = 1, low = near->from, high;
	while (low + step < count && name_cmp(nodes[low + step]->name, name) <= 0) {
		low += step;
		step *= 2;
	}
	high = MIN_OF(low + step, count);
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (name_cmp(nodes[middle]->name, name) <= 0)
			low = middle;
		else
			high = middle;
	}
	return name_equal(nodes[low]->name, name) ? nodes[low] : NULL;
}

static void nodes_settle(struct finish *f)
{
	struct zone_version *v = f->version;
	struct zone_node **names = f->names.items;
	struct glue *glue = glue_new(f->builder->apex.wire);
	struct near_node near = {.nodes = names, .count = f->names.count};
	const struct glue_hosts hosts = {.find = node_search, .ctx = &near};
	/* Nodes that stay in place are indexed while they are at hand; of those that move, all
	 * come first and the trie behind them. */
	struct zone_indexer *indexer = f->copies ? NULL : zone_indexer_new(&f->region);
	uint8_t *soa_body = mem_alloc(UINT16_MAX);
	uint8_t hash[ZONE_HASH_LEN];
	for (size_t i = 0; i < f->names.count; i++) {
		struct pack_growth growth = {0};
		bool needs_lookup = false;
		struct zone_node *old = names[i];
		if (i + ZONE_NODE_AHEAD < f->names.count)
			zone_node_prefetch(names[i + ZONE_NODE_AHEAD]);
		near.from = i;
		if (i == 0)
			link_negative_soa(v, old, soa_body, &growth);
		else if ((old->flags & NODE_CUT) != 0)
			glue_collect(glue, old, &hosts, &growth, &needs_lookup);
		names[i] = node_settle(f, old, &growth, hash);
		if (needs_lookup)
			names[i]->flags |= NODE_GLUE_LOOKUP;
		if (names[i] != old && !f->copies)
			region_free(&f->region, old, old->size);
		node_count(v, names[i]);
		if (indexer != NULL)
			zone_indexer_add(indexer, names[i]);
	}
	for (size_t i = 0; i < f->nsec3.count; i++) {
		struct pack_growth growth = {0};
		f->nsec3.items[i] = node_settle(f, f->nsec3.items[i], &growth, hash);
		node_count(v, f->nsec3.items[i]);
	}
	if (indexer != NULL)
		v->names = zone_indexer_finish(indexer);
	mem_free(soa_body);
	glue_free(glue);
}

/* Decide where the version lives, and open its region. */
static void region_choose(struct finish *f)
{
	struct zone_builder *b = f->builder;
	struct zone_version *v = f->version;
	size_t names = f->names.count;
	f->copies = v->denial == ZONE_NSEC3 || b->staging.used < ZONE_FIT_BELOW ||
	            f->united > (names + f->nsec3.count) / 8;
	if (!f->copies) {
		f->region = b->staging;
		region_init(&b->staging, MEM_ZONE, 0);
		return;
	}
	size_t first = 0;
	f->is_small = b->staging.used < ZONE_FIT_BELOW;
	if (f->is_small) {
		/* Twigs are below 24 octets a name; growth is rare but for hashes. */
		first = b->staging.used + 24 * (names + f->nsec3.count) + 256;
		if (v->denial == ZONE_NSEC3)
			first += 24 * names;
	}
	region_init(&f->region, MEM_ZONE, first);
}

static void tries_make(struct finish *f)
{
	struct zone_version *v = f->version;
	if (f->copies)
		v->names = zone_nodes_index(&f->region, &f->names);
	v->nsec3 = zone_nodes_index(&f->region, &f->nsec3);
}

/*
 * Move a small zone to a region without an octet to spare, now that its size is known: where there
 * are ten thousand, what each has to spare is what all of them cost.
 */
static void region_fit(struct finish *f)
{
	struct region loose = f->region;
	zone_move(f->version, &f->region, loose.used, &f->names, &f->nsec3);
	region_deinit(&loose);
}

enum err zone_builder_finish(struct zone_builder *b, struct zone_version **out)
{
	builder_close_name(b);
	if (b->names.count == 0 && b->nsec3.count == 0)
		return E_EMPTYZONE;
	struct finish f = {.builder = b};
	enum err e = names_link(&f);
	if (e == OK) {
		chain_list(&f);
		struct zone_version *v = f.version = mem_zalloc(sizeof(*v));
		link_read_soa(v, b->apex.wire, f.names.items[0]);
		link_read_denial(v, b->apex.wire, f.names.items[0], f.nsec3.count > 0);
		region_choose(&f);
		nodes_settle(&f);
		tries_make(&f);
		if (f.is_small)
			region_fit(&f);
		v->apex = f.names.items[0];
		v->wire_size = b->wire_size;
		link_note_denials(v);
		v->memory = zone_memory_new(&f.region);
		*out = v;
	}
	VEC_FREE(&f.names);
	VEC_FREE(&f.nsec3);
	region_deinit(&b->staging);
	return e;
}
