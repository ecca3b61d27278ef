/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making images.  Invariant: each name is in the table of the builder once for each scope; what was
 * said of it last holds.
 */

#include "resolver/rules/image_build.h"

#include "base/mem.h"
#include "base/vec.h"
#include "dns/rrtype.h"

enum { NONE = 0 }; /* places are counted from 1 */

/* One record of a name's data. */
struct datum {
	uint32_t next;
	uint32_t ttl;
	uint32_t rdata_at; /* in octets */
	uint16_t len;
	uint16_t type;
};

struct entry {
	uint64_t hash;
	uint32_t name_at; /* in octets */
	uint32_t first;   /* datum */
	uint32_t last;
	uint16_t records;
	uint8_t name_len;
	uint8_t scopes;
	uint8_t action;
};

struct image_builder {
	uint64_t seed;
	VEC(struct entry) entries;
	VEC(struct datum) data;
	VEC(uint8_t) octets; /* names and rdata */
	VEC(uint8_t) notes;
	uint32_t *table; /* places of entries, 0: none */
	uint32_t mask;
	uint64_t bloom, exact[2], below[2];
};

struct image_builder *image_builder_new(uint64_t seed)
{
	struct image_builder *b = mem_zalloc(sizeof(*b));
	b->seed = seed;
	b->mask = 1023;
	b->table = mem_calloc(b->mask + 1, sizeof(*b->table));
	return b;
}

void image_builder_free(struct image_builder *b)
{
	if (b == NULL)
		return;
	VEC_FREE(&b->entries);
	VEC_FREE(&b->data);
	VEC_FREE(&b->octets);
	VEC_FREE(&b->notes);
	mem_free(b->table);
	mem_free(b);
}

static uint64_t hash_name(const uint8_t *name, uint64_t seed)
{
	const uint8_t *labels[NAME_MAX_LABELS + 1];
	size_t count = 0;
	for (; name[0] != 0; name += name[0] + 1)
		labels[count++] = name;
	uint64_t hash = image_hash_label(seed, name);
	while (count > 0)
		hash = image_hash_label(hash, labels[--count]);
	return hash;
}

static void grow(struct image_builder *b)
{
	mem_free(b->table);
	b->mask = b->mask * 2 + 1;
	b->table = mem_calloc((size_t)b->mask + 1, sizeof(*b->table));
	for (uint32_t i = 0; i < b->entries.count; i++) {
		uint32_t at = (uint32_t)b->entries.items[i].hash & b->mask;
		while (b->table[at] != NONE)
			at = (at + 1) & b->mask;
		b->table[at] = i + 1;
	}
}

/* Remember octets; false: there is no room for them. */
static bool keep(struct image_builder *b, const void *data, size_t len, uint32_t *at)
{
	if (b->octets.count + len > UINT32_MAX / 2)
		return false;
	VEC_RESERVE(&b->octets, b->octets.count + len);
	memcpy(b->octets.items + b->octets.count, data, len);
	*at = (uint32_t)b->octets.count;
	b->octets.count += len;
	return true;
}

/* The entry of a name for some scopes, made if there is none. NULL: too many. */
static struct entry *entry_of(struct image_builder *b, const uint8_t *name, uint8_t scopes)
{
	struct name lower;
	name_copy(&lower, name);
	name_lower(lower.wire, lower.len);
	struct entry fresh = {
		.hash = hash_name(lower.wire, b->seed), .name_len = lower.len, .scopes = scopes};
	if (b->entries.count * 2 > b->mask)
		grow(b);
	uint32_t at = (uint32_t)fresh.hash & b->mask;
	for (; b->table[at] != NONE; at = (at + 1) & b->mask) {
		struct entry *e = &b->entries.items[b->table[at] - 1];
		if (e->hash == fresh.hash && e->scopes == scopes && e->name_len == lower.len &&
		    memcmp(b->octets.items + e->name_at, lower.wire, lower.len) == 0)
			return e;
	}
	if (b->entries.count == IMAGE_RULES_MAX || !keep(b, lower.wire, lower.len, &fresh.name_at))
		return NULL;
	VEC_PUSH(&b->entries, fresh);
	b->table[at] = (uint32_t)b->entries.count;
	size_t labels = name_labels(lower.wire);
	uint64_t bit = 1ULL << labels % 64;
	b->bloom |= image_bit(fresh.hash);
	b->exact[labels / 64] |= scopes & IMAGE_EXACT ? bit : 0;
	b->below[labels / 64] |= scopes & IMAGE_BELOW ? bit : 0;
	return &b->entries.items[b->entries.count - 1];
}

enum err image_add(struct image_builder *b, const uint8_t *name, unsigned scopes,
                   enum image_action action)
{
	struct entry *e = entry_of(b, name, (uint8_t)scopes);
	if (e == NULL)
		return E_LIMIT;
	e->action = (uint8_t)action;
	e->first = e->last = NONE;
	e->records = 0;
	return OK;
}

enum err image_add_record(struct image_builder *b, const uint8_t *name, enum image_scope scope,
                          uint16_t type, uint32_t ttl, struct span rdata)
{
	struct datum d = {.ttl = ttl, .len = (uint16_t)rdata.len, .type = type};
	struct entry *e = entry_of(b, name, (uint8_t)scope);
	if (e == NULL || e->records == IMAGE_RECORDS_MAX ||
	    !keep(b, rdata.data, rdata.len, &d.rdata_at))
		return E_LIMIT;
	e->records++;
	VEC_PUSH(&b->data, d);
	uint32_t at = (uint32_t)b->data.count;
	if (e->action == IMAGE_DATA && e->last != NONE)
		b->data.items[e->last - 1].next = at;
	else
		e->first = at;
	e->last = at;
	e->action = IMAGE_DATA;
	return OK;
}

/* ---- laying out ---- */

/* The image as it grows. */
struct layout {
	VEC(uint8_t) out;
};

static void put(struct layout *l, const void *data, size_t len)
{
	VEC_RESERVE(&l->out, l->out.count + len);
	memcpy(l->out.items + l->out.count, data, len);
	l->out.count += len;
}

/* Is this the first record of its type in the list of a name? */
static bool is_first_of_type(const struct image_builder *b, uint32_t first, uint32_t at)
{
	for (uint32_t i = first; i != at; i = b->data.items[i - 1].next) {
		if (b->data.items[i - 1].type == b->data.items[at - 1].type)
			return false;
	}
	return true;
}

/* An equal record stands before this one. */
static bool is_repeated(const struct image_builder *b, uint32_t first, uint32_t at)
{
	const struct datum *d = &b->data.items[at - 1];
	for (uint32_t i = first; i != at; i = b->data.items[i - 1].next) {
		const struct datum *other = &b->data.items[i - 1];
		if (other->type == d->type && other->len == d->len &&
		    memcmp(b->octets.items + other->rdata_at, b->octets.items + d->rdata_at,
		           d->len) == 0)
			return true;
	}
	return false;
}

/* The records of one type of a name. */
static void put_set(struct layout *l, const struct image_builder *b, uint32_t first, uint32_t at)
{
	uint16_t type = b->data.items[at - 1].type, count = 0;
	uint32_t ttl = UINT32_MAX, size = 0;
	size_t head = l->out.count;
	put(l, (uint8_t[IMAGE_SET_HEAD]){0}, IMAGE_SET_HEAD);
	for (uint32_t i = at; i != NONE; i = b->data.items[i - 1].next) {
		const struct datum *d = &b->data.items[i - 1];
		if (d->type != type || is_repeated(b, first, i) || count == UINT16_MAX)
			continue;
		uint8_t len[2];
		wire_set_u16(len, d->len);
		put(l, len, sizeof(len));
		put(l, b->octets.items + d->rdata_at, d->len);
		ttl = MIN_OF(ttl, d->ttl);
		size += 2u + d->len;
		count++;
	}
	uint8_t *set = l->out.items + head;
	memcpy(set, &type, 2);
	memcpy(set + 2, &count, 2);
	memcpy(set + 4, &ttl, 4);
	memcpy(set + 8, &size, 4);
}

static uint32_t put_data(struct layout *l, const struct image_builder *b, uint32_t first)
{
	uint32_t begin = (uint32_t)l->out.count;
	uint16_t sets = 0;
	put(l, &sets, sizeof(sets));
	for (uint32_t i = first; i != NONE; i = b->data.items[i - 1].next) {
		if (!is_first_of_type(b, first, i))
			continue;
		put_set(l, b, first, i);
		sets++;
	}
	memcpy(l->out.items + begin, &sets, sizeof(sets));
	return begin;
}

static void put_entry(struct layout *l, const struct image_builder *b, const struct entry *e,
                      uint32_t slots)
{
	/* Data first: the entry refers to them. */
	uint32_t data = e->action == IMAGE_DATA ? put_data(l, b, e->first) : 0;
	uint32_t at = (uint32_t)l->out.count, slot = image_slot(e->hash, slots);
	uint8_t what[2] = {(uint8_t)(e->scopes | e->action << IMAGE_ACTION_SHIFT), e->name_len};
	put(l, what, sizeof(what));
	put(l, b->octets.items + e->name_at, e->name_len);
	if (e->action == IMAGE_DATA)
		put(l, &data, sizeof(data));
	uint8_t *tags = l->out.items + sizeof(struct image_head), *offsets = tags + slots;
	while (tags[slot] != 0)
		slot = slot + 1 == slots ? 0 : slot + 1;
	tags[slot] = image_tag(e->hash);
	memcpy(offsets + 4 * (size_t)slot, &at, sizeof(at));
}

void image_add_notes(struct image_builder *b, struct span notes)
{
	if (notes.len == 0)
		return;
	VEC_RESERVE(&b->notes, b->notes.count + notes.len);
	memcpy(b->notes.items + b->notes.count, notes.data, notes.len);
	b->notes.count += notes.len;
}

enum err image_build(const struct image_builder *b, const uint64_t source[IMAGE_SOURCE_WORDS],
                     uint8_t **octets, size_t *len)
{
	struct layout l = {0};
	struct image_head h = {
		.magic = IMAGE_MAGIC,
		.format = IMAGE_FORMAT,
		.seed = b->seed,
		.count = (uint32_t)b->entries.count,
		.slots = (uint32_t)(b->entries.count * 2),
		.bloom = b->bloom,
		.exact = {b->exact[0], b->exact[1]},
		.below = {b->below[0], b->below[1]},
	};
	/* As much as it can become, so that it grows once; data are about what they were. */
	size_t most = sizeof(h) + 5 * (size_t)h.slots + 8 * b->entries.count + b->octets.count +
	              (IMAGE_SET_HEAD + 4) * b->data.count + b->notes.count;
	if (most > UINT32_MAX)
		return E_LIMIT;
	memcpy(h.source, source, sizeof(h.source));
	VEC_RESERVE(&l.out, most);
	memset(l.out.items, 0, sizeof(h) + 5 * (size_t)h.slots);
	l.out.count = sizeof(h) + 5 * (size_t)h.slots;
	for (size_t i = 0; i < b->entries.count; i++)
		put_entry(&l, b, &b->entries.items[i], h.slots);
	h.notes_at = l.out.count;
	if (b->notes.count > 0)
		put(&l, b->notes.items, b->notes.count);
	h.size = l.out.count;
	memcpy(l.out.items, &h, sizeof(h));
	h.checksum = hash_octets(l.out.items + IMAGE_CHECKED_AT, l.out.count - IMAGE_CHECKED_AT,
	                         h.seed);
	memcpy(l.out.items, &h, sizeof(h));
	VEC_FIT(&l.out);
	*octets = l.out.items;
	*len = l.out.count;
	return OK;
}
