/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From records to a node's block.  Each set is first tried as a fragment; one that does not fit
 * in ZONE_FRAGMENT_MAX octets becomes plain records.  Invariant: a fragment needs nothing but its
 * three bases (own place, owner, apex) to be right at any place in a message.  The owner is no
 * target in fragments of wildcards, whose owner in a message is another name; its proper suffixes
 * below the apex are none anywhere, since an owner that is itself compressed has no such octets.
 */

#include "server/zone/pack.h"

#include "base/vec.h"
#include "dns/rdata.h"

#include <stdlib.h>
#include <string.h>

enum {
	SUFFIXES_MAX = 128, /* remembered as targets within one fragment */
	RR_FIXED = 12,      /* owner pointer to rdata length */
	POINTER = 0xc0,
};

/* A name's suffix that stands literally in the fragment. */
struct suffix {
	const uint8_t *name; /* uncompressed, in the input */
	uint16_t offset;
	uint8_t len;
};

struct fragment {
	size_t len;
	size_t reloc_count, suffix_count;
	struct zone_reloc relocs[ZONE_FRAGMENT_MAX / RR_FIXED * RDATA_MAX_NAMES];
	uint16_t places[ZONE_FRAGMENT_MAX / RR_FIXED + 1];
	struct suffix suffixes[SUFFIXES_MAX];
	uint8_t data[2 * (ZONE_FRAGMENT_MAX + 1)];
};

struct packer {
	const uint8_t *apex;
	size_t apex_len;
	pack_finding_fn finding;
	void *ctx;
	const struct pack_input *in;
	VEC(struct zone_set) sets;
	VEC(uint8_t) bodies;
	struct fragment fragment;
};

struct packer *packer_new(const uint8_t *apex, pack_finding_fn finding, void *ctx)
{
	struct packer *p = mem_alloc(sizeof(*p));
	memset(p, 0, offsetof(struct packer, fragment));
	p->apex = apex;
	p->apex_len = name_len(apex);
	p->finding = finding;
	p->ctx = ctx;
	return p;
}

void packer_free(struct packer *p)
{
	if (p == NULL)
		return;
	VEC_FREE(&p->sets);
	VEC_FREE(&p->bodies);
	mem_free(p);
}

static int record_cmp(const struct pack_record *a, const struct pack_record *b, const uint8_t *base)
{
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->is_sig != b->is_sig)
		return a->is_sig ? 1 : -1;
	int d = memcmp(base + a->at, base + b->at, MIN_OF(a->len, b->len));
	return d != 0 ? d : (int)a->len - (int)b->len;
}

static int record_qsort_cmp(const void *a, const void *b, void *base)
{
	return record_cmp(a, b, base);
}

static void records_sort(const struct pack_input *in)
{
	struct pack_record *r = in->records;
	if (in->count > 32) {
		qsort_r(r, in->count, sizeof(*r), record_qsort_cmp, (void *)(uintptr_t)in->base);
		return;
	}
	for (size_t i = 1; i < in->count; i++) {
		size_t j = i;
		if (record_cmp(&r[i - 1], &r[i], in->base) <= 0)
			continue;
		struct pack_record moving = r[i];
		for (; j > 0 && record_cmp(&r[j - 1], &moving, in->base) > 0; j--)
			r[j] = r[j - 1];
		r[j] = moving;
	}
}

/*
 * Make a run of sorted records of one type a set: unique (RFC 2181 section 5), at most 65535, with
 * one TTL, the last that came (RFC 2181 section 5.2).  Returns how many are left.
 */
static size_t run_unite(struct packer *p, struct pack_record *run, size_t count)
{
	size_t kept = 0, last = 0;
	bool differ = false;
	for (size_t i = 0; i < count; i++) {
		if (run[i].ttl != run[0].ttl)
			differ = true;
		if (run[i].seq > run[last].seq)
			last = i;
	}
	uint32_t ttl = run[last].ttl;
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && record_cmp(&run[kept - 1], &run[i], p->in->base) == 0)
			continue;
		run[kept++] = run[i];
	}
	if (differ) {
		p->finding(p->ctx, p->in->name, run->is_sig ? RR_RRSIG : run->type, false, ttl);
		for (size_t i = 0; i < kept; i++)
			run[i].ttl = ttl;
	}
	if (kept > UINT16_MAX) {
		p->finding(p->ctx, p->in->name, run->is_sig ? RR_RRSIG : run->type, true, ttl);
		kept = UINT16_MAX;
	}
	return kept;
}

/* Where in a message could the name stand?  Returns false if nowhere. */
static bool target_find(const struct packer *p, const uint8_t *name, size_t len, uint16_t *target)
{
	const struct pack_input *in = p->in;
	if (len == in->name_len && !name_is_wildcard(in->name) &&
	    memcmp(name, in->name, len) == 0) {
		*target = TARGET_OWNER;
		return true;
	}
	if (len <= p->apex_len && memcmp(name, p->apex + p->apex_len - len, len) == 0) {
		*target = (uint16_t)(TARGET_APEX | (256 - len));
		return true;
	}
	const struct fragment *f = &p->fragment;
	for (size_t i = 0; i < f->suffix_count; i++) {
		if (f->suffixes[i].len == len && memcmp(f->suffixes[i].name, name, len) == 0) {
			*target = (uint16_t)(TARGET_FRAGMENT | f->suffixes[i].offset);
			return true;
		}
	}
	return false;
}

static void name_put(struct packer *p, const uint8_t *name, size_t len)
{
	struct fragment *f = &p->fragment;
	size_t at = 0;
	uint16_t target;
	while (name[at] != 0) {
		if (target_find(p, name + at, len - at, &target)) {
			struct zone_reloc r = {.place = (uint16_t)(f->len + at), .target = target};
			f->relocs[f->reloc_count++] = r;
			break;
		}
		at += name[at] + 1u;
	}
	bool found = name[at] != 0;
	/* Only suffixes in front of the pointer stand here literally. */
	for (size_t s = 0; s < at && f->suffix_count < SUFFIXES_MAX; s += name[s] + 1u) {
		f->suffixes[f->suffix_count++] = (struct suffix){
			.name = name + s,
			.offset = (uint16_t)(f->len + s),
			.len = (uint8_t)(len - s),
		};
	}
	memcpy(f->data + f->len, name, at);
	f->len += at;
	if (found) {
		f->data[f->len++] = POINTER;
		f->data[f->len++] = 0;
	} else {
		f->data[f->len++] = 0;
	}
}

/* Is the data of a type nothing but a name that may be compressed?  Of the frequent ones. */
static bool is_one_name(uint16_t type)
{
	return type == RR_NS || type == RR_CNAME || type == RR_PTR;
}

/* Append a record; false when the fragment would be too long. */
static bool rr_put(struct packer *p, const struct pack_record *r, bool has_names)
{
	struct fragment *f = &p->fragment;
	struct span rdata = span_of(p->in->base + r->at, r->len);
	if (rdata.len > ZONE_FRAGMENT_MAX - RR_FIXED)
		return false;
	uint8_t *head = f->data + f->len;
	head[0] = POINTER;
	head[1] = 0;
	wire_set_u16(head + 2, r->is_sig ? RR_RRSIG : r->type);
	wire_set_u16(head + 4, CLASS_IN);
	wire_set_u32(head + 6, r->ttl);
	f->len += RR_FIXED;
	size_t done = 0;
	if (has_names && is_one_name(r->type)) {
		name_put(p, rdata.data, rdata.len);
		done = rdata.len;
	} else if (has_names) {
		struct rdata_name names[RDATA_MAX_NAMES];
		size_t n = rdata_names(names, r->type, rdata);
		for (size_t i = 0; i < n; i++) {
			if (!names[i].compress)
				continue;
			memcpy(f->data + f->len, rdata.data + done, names[i].pos - done);
			f->len += names[i].pos - done;
			name_put(p, rdata.data + names[i].pos, names[i].len);
			done = (size_t)names[i].pos + names[i].len;
		}
	}
	memcpy(f->data + f->len, rdata.data + done, rdata.len - done);
	f->len += rdata.len - done;
	wire_set_u16(head + 10, (uint16_t)(f->data + f->len - head - RR_FIXED));
	return f->len <= ZONE_FRAGMENT_MAX;
}

static uint8_t *body_reserve(struct packer *p, size_t len)
{
	VEC_RESERVE(&p->bodies, p->bodies.count + len + 4);
	uint8_t *at = p->bodies.items + p->bodies.count;
	p->bodies.count += len;
	return at;
}

static void body_align(struct packer *p, size_t to)
{
	while (p->bodies.count % to != 0)
		*body_reserve(p, 1) = 0;
}

static bool set_put_fragment(struct packer *p, struct zone_set *set, const struct pack_record *run)
{
	struct fragment *f = &p->fragment;
	f->len = f->reloc_count = f->suffix_count = 0;
	size_t place_count = 0;
	bool has_names = rdata_type_has_names(run->type);
	for (size_t i = 0; i < (size_t)set->count + set->sig_count; i++) {
		if (i > 0 || set->count == 0)
			f->places[place_count++] = (uint16_t)f->len;
		if (!rr_put(p, run + i, has_names && i < set->count))
			return false;
		if (i + 1 == set->count)
			set->data_len = (uint16_t)f->len;
	}
	set->sig_len = (uint16_t)(f->len - set->data_len);
	set->reloc_count = (uint16_t)f->reloc_count;
	body_align(p, 2);
	set->at = (uint32_t)p->bodies.count;
	size_t relocs = f->reloc_count * sizeof(f->relocs[0]);
	size_t places = place_count * sizeof(f->places[0]);
	uint8_t *body = body_reserve(p, relocs + places + f->len);
	memcpy(body, f->relocs, relocs);
	memcpy(body + relocs, f->places, places);
	memcpy(body + relocs + places, f->data, f->len);
	return true;
}

static uint32_t run_put_long(struct packer *p, const struct pack_record *run, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++) {
		uint8_t *at = body_reserve(p, 2u + run[i].len);
		wire_set_u16(at, run[i].len);
		memcpy(at + 2, p->in->base + run[i].at, run[i].len);
		size += 2u + run[i].len;
	}
	return (uint32_t)size;
}

static void set_put_long(struct packer *p, struct zone_set *set, const struct pack_record *run)
{
	body_align(p, 4);
	set->reloc_count = ZONE_SET_LONG;
	set->data_len = set->sig_len = 0;
	set->at = (uint32_t)p->bodies.count;
	struct zone_long l = {
		.ttl = set->count > 0 ? run[0].ttl : 0,
		.sig_ttl = set->sig_count > 0 ? run[set->count].ttl : 0,
	};
	body_reserve(p, sizeof(l));
	l.data_size = run_put_long(p, run, set->count);
	l.sig_size = run_put_long(p, run + set->count, set->sig_count);
	memcpy(p->bodies.items + set->at, &l, sizeof(l));
}

static void sets_put(struct packer *p, uint64_t *wire_size)
{
	const struct pack_input *in = p->in;
	struct pack_record *r = in->records;
	for (size_t i = 0; i < in->count;) {
		size_t sigs = i, end;
		while (sigs < in->count && r[sigs].type == r[i].type && !r[sigs].is_sig)
			sigs++;
		for (end = sigs; end < in->count && r[end].type == r[i].type;)
			end++;
		struct zone_set set = {.type = r[i].type};
		set.count = (uint16_t)(sigs > i ? run_unite(p, r + i, sigs - i) : 0);
		set.sig_count = (uint16_t)(end > sigs ? run_unite(p, r + sigs, end - sigs) : 0);
		if (set.count < sigs - i)
			memmove(r + i + set.count, r + sigs, set.sig_count * sizeof(*r));
		for (size_t k = i; k < i + set.count + set.sig_count; k++)
			*wire_size += in->name_len + 10u + r[k].len;
		if (!set_put_fragment(p, &set, r + i))
			set_put_long(p, &set, r + i);
		VEC_PUSH(&p->sets, set);
		i = end;
	}
}

struct zone_node *zone_pack(struct packer *p, struct region *region, const struct pack_input *in,
                            uint64_t *wire_size)
{
	p->in = in;
	p->sets.count = p->bodies.count = 0;
	*wire_size = 0;
	records_sort(in);
	sets_put(p, wire_size);

	size_t heads_at = (offsetof(struct zone_node, name) + in->name_len + 3) & ~(size_t)3;
	size_t heads = p->sets.count * sizeof(struct zone_set);
	size_t size = heads_at + heads + p->bodies.count;
	struct zone_node *node = region_alloc(region, size);
	uint8_t *block = (uint8_t *)node;
	memset(block + heads_at - 4, 0, 4);
	node->size = (uint32_t)size;
	node->flags = 0;
	node->set_count = (uint16_t)p->sets.count;
	node->name_len = in->name_len;
	memcpy(node->name, in->name, in->name_len);
	for (size_t i = 0; i < p->sets.count; i++)
		p->sets.items[i].at += (uint32_t)(heads_at + heads);
	if (heads > 0)
		memcpy(block + heads_at, p->sets.items, heads);
	if (p->bodies.count > 0)
		memcpy(block + heads_at + heads, p->bodies.items, p->bodies.count);
	return node;
}

struct zone_node *zone_node_grow(struct region *region, const struct zone_node *node,
                                 const struct pack_growth *growth)
{
	size_t added = growth->extra != NULL ? sizeof(struct zone_set) : 0;
	size_t body_at = (node->size + added + 3) & ~(size_t)3;
	size_t end = growth->extra != NULL ? body_at + growth->extra_len : node->size;
	size_t size = end + (growth->hash != NULL ? (size_t)ZONE_HASH_LEN : 0);
	struct zone_node *grown = region_alloc(region, size);
	uint8_t *block = (uint8_t *)grown;
	const uint8_t *heads = (const uint8_t *)zone_node_sets(node);
	size_t head = (size_t)(heads - (const uint8_t *)node) +
	              node->set_count * sizeof(struct zone_set);
	memcpy(block, node, head);
	memcpy(block + head + added, (const uint8_t *)node + head, node->size - head);
	grown->size = (uint32_t)size;
	if (growth->extra != NULL) {
		struct zone_set *sets =
			(struct zone_set *)(void *)(block + (heads - (const uint8_t *)node));
		for (unsigned i = 0; i < node->set_count; i++)
			sets[i].at += (uint32_t)added;
		sets[node->set_count] = *growth->extra;
		sets[node->set_count].at = (uint32_t)body_at;
		memset(block + node->size + added, 0, body_at - node->size - added);
		memcpy(block + body_at, growth->extra_body, growth->extra_len);
		grown->flags |= NODE_EXTRA;
	}
	if (growth->hash != NULL) {
		memcpy(block + end, growth->hash, ZONE_HASH_LEN);
		grown->flags |= NODE_HASHED;
	}
	return grown;
}
