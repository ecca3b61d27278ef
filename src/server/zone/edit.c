/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records in and out.  The records of one name at a time are taken apart, changed, and packed anew
 * when another name comes.  Invariant: when no name is open, every ancestor of a name in the
 * draft's trie is in it, up to the apex; nodes that were changed are bare (no glue, no hash, no
 * negative SOA) and wait in `touched` to be linked.
 */

#include "server/zone/edit.h"

#include "dns/rrtype.h"
#include "server/zone/diff.h"
#include "server/zone/edit_inner.h"
#include "server/zone/expand.h"
#include "server/zone/sig_expiry.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void finding_ignore(void *ctx UNUSED, const uint8_t *name UNUSED, uint16_t type UNUSED,
                           bool too_large UNUSED, uint32_t ttl UNUSED)
{
}

struct zone_edit *zone_edit_new(struct zone_version *base)
{
	struct zone_edit *e = mem_zalloc(sizeof(*e));
	e->base = base;
	/* Pins are others' to change meanwhile, and what comes behind them is of retired ones. */
	e->draft = mem_zalloc(sizeof(*e->draft));
	memcpy(e->draft, base, offsetof(struct zone_version, pins));
	e->draft->retired = (struct cow_blocks){0};
	if (base->nsec3_param != NULL) /* its own */
		e->draft->nsec3_param = mem_dup(base->nsec3_param,
		                                sizeof(*base->nsec3_param) +
		                                        base->nsec3_param->salt_len);
	cow_init(&e->memory, zone_memory_region(base->memory));
	e->names = (struct qp_edit){.memory = &e->memory, .root = base->names};
	e->nsec3 = (struct qp_edit){.memory = &e->memory, .root = base->nsec3};
	e->packer = packer_new(zone_apex_name(base), finding_ignore, NULL);
	e->glue = glue_new(zone_apex_name(base));
	e->soa_body = mem_alloc(UINT16_MAX);
	arena_init(&e->arena, 0);
	return e;
}

static void edit_deinit(struct zone_edit *e)
{
	packer_free(e->packer);
	glue_free(e->glue);
	mem_free(e->soa_body);
	VEC_FREE(&e->open.records);
	VEC_FREE(&e->open.octets);
	edit_index_deinit(&e->open.index);
	arena_deinit(&e->arena);
	VEC_FREE(&e->touched);
	VEC_FREE(&e->sorted);
	mem_free(e);
}

void zone_edit_free(struct zone_edit *e)
{
	if (e == NULL)
		return;
	cow_abort(&e->memory);
	mem_free(e->draft->nsec3_param);
	mem_free(e->draft);
	edit_deinit(e);
}

const struct zone_node *edit_find(const struct qp_edit *trie, const uint8_t *name)
{
	struct name_key key;
	name_key_make(&key, name);
	const struct qp_twig *t = qp_nearest(&trie->root, key.symbols, key.len);
	if (t == NULL)
		return NULL;
	const struct zone_node *n = t->ptr;
	return name_equal(n->name, name) ? n : NULL;
}

void edit_put(struct qp_edit *trie, const struct zone_node *node)
{
	struct name_key key, near_key;
	const struct qp_twig leaf = {.word = node->flags, .ptr = node};
	name_key_make(&key, node->name);
	const struct qp_twig *near = qp_nearest(&trie->root, key.symbols, key.len);
	if (near == NULL) {
		qp_insert(trie, key.symbols, key.len, 0, 0, leaf);
		return;
	}
	name_key_make(&near_key, ((const struct zone_node *)near->ptr)->name);
	size_t common = name_key_common(&key, &near_key);
	if (common == key.len && common == near_key.len)
		qp_replace(trie, key.symbols, key.len, leaf);
	else
		qp_insert(trie, key.symbols, key.len, common, name_key_at(&near_key, common), leaf);
}

bool edit_has_children(const struct qp_edit *trie, const struct name_key *key)
{
	const struct qp_twig *t = &trie->root, *above = NULL;
	while (!qp_is_leaf(t)) {
		above = t;
		t = qp_step(t, key->symbols, key->len);
	}
	/* The name is the twig for the end of the key at the branch where those below part. */
	return above != NULL && qp_place(above) == key->len;
}

void edit_touch(struct zone_edit *e, const uint8_t *name, bool is_chain)
{
	struct edit_name t = {.is_chain = is_chain};
	t.name = arena_dup(&e->arena, name, name_len(name));
	VEC_PUSH(&e->touched, t);
}

static void node_count(struct zone_version *v, const struct zone_node *n, int sign)
{
	const struct zone_set *sets = zone_node_sets(n);
	int64_t records = 0;
	for (unsigned i = 0; i < n->set_count; i++)
		records += sets[i].count + sets[i].sig_count;
	v->record_count += (uint64_t)(sign * records);
	v->name_count += (uint64_t)(sign * (n->set_count > 0));
}

static void open_put(struct edit_open *o, const struct rrset *set, uint16_t covered)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	if (set->count == 0)
		return;
	while (rrset_next(&it, &rdata)) {
		struct pack_record r = {
			.at = (uint32_t)o->octets.count,
			.ttl = set->ttl,
			.seq = o->seq++,
			.len = (uint16_t)rdata.len,
			.type = covered,
			.is_sig = set->type == RR_RRSIG,
		};
		VEC_PUSH(&o->records, r);
		VEC_RESERVE(&o->octets, o->octets.count + rdata.len + 1);
		memcpy(o->octets.items + o->octets.count, rdata.data, rdata.len);
		o->octets.count += rdata.len;
		o->wire_size += o->name.len + 10u + rdata.len;
	}
}

void edit_open(struct zone_edit *e, const uint8_t *name, bool is_chain)
{
	struct edit_open *o = &e->open;
	if (o->name.len > 0 && o->is_chain == is_chain && name_equal(o->name.wire, name))
		return;
	edit_close(e);
	name_copy(&o->name, name);
	o->is_chain = is_chain;
	o->changed = false;
	o->seq = 0;
	o->wire_size = 0;
	o->records.count = o->octets.count = 0;
	edit_index_reset(&o->index);
	const struct zone_node *n = edit_find(is_chain ? &e->nsec3 : &e->names, name);
	if (n == NULL)
		return;
	struct zone_sets it;
	zone_sets_init(&it, e->base, n);
	while (zone_sets_next(&it)) {
		open_put(o, &it.data, it.data.type);
		open_put(o, &it.sigs, it.data.type);
	}
	zone_sets_deinit(&it);
}

/* Blocks that others cut from the region become the edit's. */
static struct zone_node *node_adopt(struct zone_edit *e, struct zone_node *n)
{
	cow_adopt(&e->memory, n, n->size);
	return n;
}

static struct zone_node *node_empty(struct zone_edit *e, const uint8_t *name)
{
	uint64_t wire_size;
	struct pack_input in = {.name = name, .name_len = (uint8_t)name_len(name)};
	return node_adopt(e, zone_pack(e->packer, e->memory.region, &in, &wire_size));
}

/* What a wildcard's parent says of it has to be found out anew. */
static void wildcard_touch(struct zone_edit *e, const uint8_t *name)
{
	if (name_is_wildcard(name) && name_len(name) > e->base->apex->name_len)
		edit_touch(e, name_parent(name), false);
}

/* Empty non-terminals for a new name (RFC 4592 section 2.2.2). */
static void ancestors_add(struct zone_edit *e, const uint8_t *name)
{
	size_t apex_len = e->base->apex->name_len;
	for (name = name_parent(name); name_len(name) > apex_len; name = name_parent(name)) {
		if (edit_find(&e->names, name) != NULL)
			return;
		edit_put(&e->names, node_empty(e, name));
		edit_touch(e, name, false);
		wildcard_touch(e, name);
	}
}

static void node_delete(struct zone_edit *e, struct qp_edit *trie, const struct zone_node *n,
                        const struct name_key *key)
{
	qp_delete(trie, key->symbols, key->len);
	cow_drop(&e->memory, n, n->size);
}

/* A name lost its last record: it goes, and so do empty ancestors that only it held. */
static void names_clear(struct zone_edit *e, const struct zone_node *n)
{
	struct name name;
	struct name_key key;
	size_t apex_len = e->base->apex->name_len;
	name_copy(&name, n->name);
	for (const uint8_t *at = name.wire;; at = name_parent(at)) {
		n = edit_find(&e->names, at);
		if (n == NULL || (at != name.wire && n->set_count > 0))
			return;
		name_key_make(&key, at);
		if (name_len(at) == apex_len || edit_has_children(&e->names, &key)) {
			if (at != name.wire)
				return;
			struct zone_node *empty = node_empty(e, at);
			empty->flags = n->flags & (uint16_t) ~(NODE_EXTRA | NODE_HASHED);
			edit_put(&e->names, empty);
			cow_drop(&e->memory, n, n->size);
			return;
		}
		edit_touch(e, at, false);
		wildcard_touch(e, at);
		node_delete(e, &e->names, n, &key);
	}
}

/* Put a packed node in the place of the one before; its flags are kept to see what changes. */
static void node_install(struct zone_edit *e, struct qp_edit *trie, const struct zone_node *old,
                         struct zone_node *fresh)
{
	fresh->flags = old != NULL ? old->flags & (uint16_t) ~(NODE_EXTRA | NODE_HASHED) : 0;
	if (e->open.is_chain) {
		fresh->flags = NODE_NSEC3;
	} else if (old == NULL) {
		ancestors_add(e, fresh->name);
		wildcard_touch(e, fresh->name);
	}
	edit_put(trie, fresh);
	if (old != NULL)
		cow_drop(&e->memory, old, old->size);
}

void edit_close(struct zone_edit *e)
{
	struct edit_open *o = &e->open;
	if (o->name.len == 0)
		return;
	if (o->changed) {
		struct qp_edit *trie = o->is_chain ? &e->nsec3 : &e->names;
		const struct zone_node *old = edit_find(trie, o->name.wire);
		uint64_t wire_size = 0;
		if (old != NULL) {
			node_count(e->draft, old, -1);
			e->sigs_unknown |= sig_expiry_drop(e->draft, old);
		}
		if (o->records.count > 0) {
			struct pack_input in = {
				.name = o->name.wire,
				.name_len = o->name.len,
				.base = o->octets.items,
				.records = o->records.items,
				.count = o->records.count,
			};
			struct zone_node *n = node_adopt(
				e, zone_pack(e->packer, e->memory.region, &in, &wire_size));
			node_count(e->draft, n, 1);
			sig_expiry_note(e->draft, n);
			node_install(e, trie, old, n);
		} else if (old != NULL && o->is_chain) {
			struct name_key key;
			name_key_make(&key, o->name.wire);
			node_delete(e, trie, old, &key);
		} else if (old != NULL) {
			names_clear(e, old);
		}
		e->draft->wire_size += wire_size - o->wire_size;
	}
	o->name.len = 0;
}

/* Open the name of a record and find the record in it; -1: it is not there. */
static ssize_t record_find(struct zone_edit *e, const struct zone_record *r, uint16_t *type)
{
	struct edit_open *o = &e->open;
	*type = r->type == RR_RRSIG ? wire_get_u16(r->rdata.data) : r->type; /* RFC 4034 3.1.1 */
	edit_open(e, r->owner, *type == RR_NSEC3);
	const struct edit_records in = {o->records.items, o->records.count, o->octets.items};
	const struct pack_record like = {
		.type = *type, .is_sig = r->type == RR_RRSIG, .len = (uint16_t)r->rdata.len};
	return edit_index_find(&o->index, &in, &like, r->rdata.data);
}

static bool is_in_zone(const struct zone_edit *e, const struct zone_record *r)
{
	return name_is_under(r->owner, zone_apex_name(e->base)) &&
	       (r->type != RR_RRSIG || r->rdata.len >= 2);
}

/* The first change of an open name makes it one to be linked. */
static void open_change(struct zone_edit *e)
{
	if (!e->open.changed)
		edit_touch(e, e->open.name.wire, e->open.is_chain);
	e->open.changed = true;
}

enum err zone_edit_add(struct zone_edit *e, const struct zone_record *record)
{
	struct edit_open *o = &e->open;
	uint16_t type;
	if (!is_in_zone(e, record))
		return E_OUTOFZONE;
	ssize_t at = record_find(e, record, &type);
	if (at >= 0 && o->records.items[at].ttl == record->ttl)
		return E_HASRECORD;
	open_change(e);
	if (at >= 0) {
		o->records.items[at].ttl = record->ttl;
		o->records.items[at].seq = o->seq++;
		return OK;
	}
	struct pack_record r = {
		.at = (uint32_t)o->octets.count,
		.ttl = record->ttl,
		.seq = o->seq++,
		.len = (uint16_t)record->rdata.len,
		.type = type,
		.is_sig = record->type == RR_RRSIG,
	};
	VEC_PUSH(&o->records, r);
	VEC_RESERVE(&o->octets, o->octets.count + r.len + 1u);
	memcpy(o->octets.items + o->octets.count, record->rdata.data, r.len);
	o->octets.count += r.len;
	return OK;
}

enum err zone_edit_remove(struct zone_edit *e, const struct zone_record *record)
{
	struct edit_open *o = &e->open;
	uint16_t type;
	if (!is_in_zone(e, record))
		return E_OUTOFZONE;
	ssize_t at = record_find(e, record, &type);
	if (at < 0)
		return E_NORECORD;
	open_change(e);
	const struct edit_records in = {o->records.items, o->records.count, o->octets.items};
	edit_index_remove(&o->index, &in, (size_t)at);
	o->records.items[at] = o->records.items[--o->records.count];
	return OK;
}

enum err zone_edit_apply(struct zone_edit *e, const struct zone_changeset *c, bool benevolent)
{
	struct zone_record r;
	struct zone_records_iter it = zone_records_iter_of(&c->removed);
	while (zone_records_next(&it, &r)) {
		enum err err = zone_edit_remove(e, &r);
		if (err != OK && !(benevolent && err == E_NORECORD))
			return err;
	}
	it = zone_records_iter_of(&c->added);
	while (zone_records_next(&it, &r)) {
		enum err err = zone_edit_add(e, &r);
		if (err != OK && !(benevolent && err == E_HASRECORD))
			return err;
	}
	return OK;
}

const struct zone_node *zone_edit_node(struct zone_edit *e, const uint8_t *name)
{
	edit_close(e);
	return edit_find(&e->names, name);
}

static void each_open(struct zone_edit *e, const uint8_t *name, bool is_chain,
                      zone_edit_record_fn *each, void *ctx)
{
	const struct edit_open *o = &e->open;
	if (edit_find(is_chain ? &e->nsec3 : &e->names, name) == NULL)
		return;
	edit_open(e, name, is_chain);
	for (size_t i = 0; i < o->records.count; i++) {
		const struct pack_record *p = &o->records.items[i];
		const struct zone_record r = {
			.owner = name,
			.rdata = span_of(o->octets.items + p->at, p->len),
			.ttl = p->ttl,
			.type = p->is_sig ? (uint16_t)RR_RRSIG : p->type,
		};
		each(ctx, &r);
	}
}

void zone_edit_each(struct zone_edit *e, const uint8_t *name, zone_edit_record_fn *each, void *ctx)
{
	/* Packed, so that each set has one TTL. */
	edit_close(e);
	each_open(e, name, true, each, ctx);
	each_open(e, name, false, each, ctx);
}

bool zone_edit_has_below(struct zone_edit *e, const uint8_t *name)
{
	struct name_key key;
	edit_close(e);
	name_key_make(&key, name);
	return edit_find(&e->names, name) != NULL && edit_has_children(&e->names, &key);
}

const struct zone_version *zone_edit_view(const struct zone_edit *e)
{
	assert(e->settled == e->touched.count && e->open.name.len == 0);
	return e->draft;
}

static int touched_cmp(const void *a, const void *b)
{
	const struct edit_name *x = a, *y = b;
	if (x->is_chain != y->is_chain)
		return x->is_chain ? 1 : -1;
	return name_cmp(x->name, y->name);
}

/* Sort what was touched and keep each name once. */
static void touched_unite(struct zone_edit *e)
{
	size_t kept = 0;
	if (e->touched.count == 0)
		return;
	qsort(e->touched.items, e->touched.count, sizeof(e->touched.items[0]), touched_cmp);
	for (size_t i = 0; i < e->touched.count; i++) {
		if (kept > 0 && touched_cmp(&e->touched.items[kept - 1], &e->touched.items[i]) == 0)
			continue;
		e->touched.items[kept++] = e->touched.items[i];
	}
	e->touched.count = e->settled = kept;
}

void zone_edit_changes(struct zone_edit *e, struct zone_changeset *c)
{
	struct zone_diff_nodes n = {
		.apex = zone_apex_name(e->base), .old = e->base->apex, .fresh = e->draft->apex};
	const struct qp_edit old_names = {.root = e->base->names},
			     old_chain = {.root = e->base->nsec3};
	touched_unite(e);
	zone_diff_node(c, &n, true);
	for (size_t i = 0; i < e->touched.count; i++) {
		const struct edit_name *t = &e->touched.items[i];
		n.old = edit_find(t->is_chain ? &old_chain : &old_names, t->name);
		n.fresh = edit_find(t->is_chain ? &e->nsec3 : &e->names, t->name);
		zone_diff_node(c, &n, false);
	}
}

const uint8_t *const *zone_edit_names(struct zone_edit *e, size_t *count)
{
	touched_unite(e);
	e->sorted.count = 0;
	for (size_t i = 0; i < e->touched.count && !e->touched.items[i].is_chain; i++)
		VEC_PUSH(&e->sorted, e->touched.items[i].name);
	*count = e->sorted.count;
	return e->sorted.items;
}

bool zone_edit_has_hashes(const struct zone_edit *e)
{
	for (size_t i = 0; i < e->touched.count; i++) {
		if (e->touched.items[i].is_chain)
			return true;
	}
	return false;
}

struct zone_version *zone_edit_finish(struct zone_edit *e)
{
	struct zone_version *v = e->draft;
	assert(e->settled == e->touched.count && e->open.name.len == 0);
	cow_finish(&e->memory, &e->base->retired);
	zone_memory_join(v->memory);
	edit_deinit(e);
	return v;
}
