/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linking what an edit changed, in two passes over the touched names.  First flags, parents before
 * children: where a name begins or ceases to hide what is below it, all of that is flagged anew.
 * Then what a node grows by: glue of the cuts at and above what was touched, hashes, the negative
 * SOA.  Invariant: a node is made bare before its flags are set, and grows last.
 *
 * New NSEC3 parameters change the hash of every name (RFC 5155 section 3.1): then all are touched.
 */

#include "server/zone/edit.h"

#include "dns/rrtype.h"
#include "server/zone/edit_inner.h"
#include "server/zone/find.h"
#include "server/zone/link.h"
#include "server/zone/sig_expiry.h"

#include <stdlib.h>
#include <string.h>

/* Names to link, in the edit's arena. */
struct names {
	VEC(const uint8_t *) list;
};

static bool has_wildcard(const struct zone_edit *e, const uint8_t *name)
{
	struct name child;
	return name_prepend(&child, span_str("*"), name) == OK &&
	       edit_find(&e->names, child.wire) != NULL;
}

/* The node of a name as one the edit may write to, without growth. */
static struct zone_node *node_bare(struct zone_edit *e, const uint8_t *name,
                                   const struct zone_node *n)
{
	if (!cow_is_fresh(&e->memory, n) || (n->flags & (NODE_EXTRA | NODE_HASHED)) != 0) {
		edit_open(e, name, false);
		e->open.changed = true;
		edit_close(e);
		n = edit_find(&e->names, name);
	}
	return (struct zone_node *)(uintptr_t)n;
}

/* Set a name's flags; false when what is below it has to follow. */
static bool name_flag(struct zone_edit *e, const uint8_t *name)
{
	const struct zone_node *n = edit_find(&e->names, name), *parent = NULL;
	if (n == NULL)
		return true; /* it is gone, and so is all below it */
	if (n->name_len > e->base->apex->name_len) {
		parent = edit_find(&e->names, name_parent(name));
		if (parent == NULL)
			return true;
	}
	uint16_t flags = link_flags(n, parent);
	if (has_wildcard(e, name))
		flags |= NODE_HAS_WILDCARD;
	bool was_hiding = (n->flags & LINK_HIDES) != 0;
	struct zone_node *bare = node_bare(e, name, n);
	bare->flags = flags;
	edit_put(&e->names, bare);
	return was_hiding == ((flags & LINK_HIDES) != 0);
}

/* All names below one, in order. */
static void names_below(struct zone_edit *e, const uint8_t *name, struct names *out)
{
	struct name_key key;
	name_key_make(&key, name);
	/* The subtree: descend as long as branches decide within the name's own key. */
	const struct qp_twig *t = &e->names.root;
	while (!qp_is_leaf(t) && qp_place(t) < key.len)
		t = qp_step(t, key.symbols, key.len);
	struct qp_iter *it = mem_alloc(sizeof(*it));
	qp_iter_init(it, t);
	while ((t = qp_next(it)) != NULL) {
		const struct zone_node *n = t->ptr;
		if (name_is_under(n->name, name) && !name_equal(n->name, name))
			VEC_PUSH(&out->list, arena_dup(&e->arena, n->name, n->name_len));
	}
	mem_free(it);
}

/* First pass.  Names that follow others are put behind the ones given. */
static void names_flag(struct zone_edit *e, struct names *work)
{
	size_t given = work->list.count;
	for (size_t i = 0; i < given; i++) {
		if (name_flag(e, work->list.items[i]))
			continue;
		size_t from = work->list.count;
		names_below(e, work->list.items[i], work);
		for (size_t k = from; k < work->list.count; k++)
			(void)name_flag(e, work->list.items[k]);
	}
}

static int name_ptr_cmp(const void *a, const void *b)
{
	return name_cmp(*(const uint8_t *const *)a, *(const uint8_t *const *)b);
}

static void names_unite(struct names *n)
{
	size_t kept = 0;
	if (n->list.count == 0)
		return;
	qsort(n->list.items, n->list.count, sizeof(n->list.items[0]), name_ptr_cmp);
	for (size_t i = 0; i < n->list.count; i++) {
		if (kept == 0 || !name_equal(n->list.items[kept - 1], n->list.items[i]))
			n->list.items[kept++] = n->list.items[i];
	}
	n->list.count = kept;
}

/* The delegation above a name carries glue that may be the name's. */
static void cuts_above(struct zone_edit *e, struct names *work)
{
	size_t given = work->list.count, apex_len = e->base->apex->name_len;
	for (size_t i = 0; i < given; i++) {
		const uint8_t *name = name_parent(work->list.items[i]);
		for (; name_len(name) > apex_len; name = name_parent(name)) {
			const struct zone_node *n = edit_find(&e->names, name);
			if (n == NULL || (n->flags & NODE_CUT) == 0)
				continue;
			(void)name_flag(e, name); /* bare, to grow anew */
			VEC_PUSH(&work->list, name);
			break;
		}
	}
}

static const struct zone_node *host_find(void *ctx, const uint8_t *name)
{
	return edit_find(&((const struct zone_edit *)ctx)->names, name);
}

/* Second pass: a bare node becomes what look-ups want. */
static void name_grow(struct zone_edit *e, const uint8_t *name)
{
	struct pack_growth growth = {0};
	bool needs_lookup = false;
	uint8_t hash[ZONE_HASH_LEN];
	const struct zone_node *n = edit_find(&e->names, name);
	const struct glue_hosts hosts = {.find = host_find, .ctx = e};
	if (n == NULL)
		return;
	if ((n->flags & NODE_APEX) != 0)
		link_negative_soa(e->draft, n, e->soa_body, &growth);
	else if ((n->flags & NODE_CUT) != 0)
		glue_collect(e->glue, n, &hosts, &growth, &needs_lookup);
	if (link_is_hashed(e->draft, n)) {
		zone_hash_name(e->draft, n->name, hash);
		growth.hash = hash;
	}
	if (growth.extra == NULL && growth.hash == NULL && !needs_lookup)
		return;
	struct zone_node *grown = zone_node_grow(e->memory.region, n, &growth);
	cow_adopt(&e->memory, grown, grown->size);
	if (needs_lookup)
		grown->flags |= NODE_GLUE_LOOKUP;
	edit_put(&e->names, grown);
	cow_drop(&e->memory, n, n->size);
}

/* Parameters before and after; NULL: names were, or are, not hashed. */
static bool same_hashing(const struct zone_nsec3_param *a, const struct zone_nsec3_param *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->iterations == b->iterations && a->salt_len == b->salt_len &&
	       memcmp(a->salt, b->salt, a->salt_len) == 0;
}

static void names_all(struct zone_edit *e, struct names *out)
{
	struct qp_iter *it = mem_alloc(sizeof(*it));
	const struct qp_twig *t;
	qp_iter_init(it, &e->names.root);
	out->list.count = 0;
	while ((t = qp_next(it)) != NULL) {
		const struct zone_node *n = t->ptr;
		VEC_PUSH(&out->list, arena_dup(&e->arena, n->name, n->name_len));
	}
	mem_free(it);
}

/* What the apex says of the whole zone. */
static void zone_read(struct zone_edit *e, const struct zone_node *apex, struct names *work)
{
	struct zone_version *v = e->draft;
	struct zone_nsec3_param *before = v->nsec3_param;
	link_read_soa(v, zone_apex_name(e->base), apex);
	link_read_denial(v, zone_apex_name(e->base), apex, e->nsec3.root.word != 0);
	if (!same_hashing(before, v->nsec3_param)) {
		names_all(e, work);
		names_flag(e, work);
	}
	mem_free(before);
}

enum err zone_edit_settle(struct zone_edit *e)
{
	struct names work = {0};
	edit_close(e);
	for (size_t i = e->settled; i < e->touched.count; i++) {
		if (!e->touched.items[i].is_chain)
			VEC_PUSH(&work.list, e->touched.items[i].name);
	}
	names_unite(&work);
	const struct zone_node *apex = edit_find(&e->names, zone_apex_name(e->base));
	if (apex == NULL || zone_node_find(apex, RR_SOA) == NULL) {
		VEC_FREE(&work.list);
		return E_NOSOA;
	}
	names_flag(e, &work);
	zone_read(e, edit_find(&e->names, zone_apex_name(e->base)), &work);
	cuts_above(e, &work);
	names_unite(&work);
	for (size_t i = 0; i < work.list.count; i++)
		name_grow(e, work.list.items[i]);
	VEC_FREE(&work.list);
	e->settled = e->touched.count;
	e->draft->names = e->names.root;
	e->draft->nsec3 = e->nsec3.root;
	e->draft->apex = edit_find(&e->names, zone_apex_name(e->base));
	link_note_denials(e->draft);
	if (e->sigs_unknown)
		sig_expiry_find(e->draft);
	e->sigs_unknown = false;
	return OK;
}
