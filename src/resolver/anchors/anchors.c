/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of trust anchors.  Invariants: names are in lower case, in canonical order and unique, so
 * that each label of a name is one binary search.
 */

#include "resolver/anchors/anchors.h"

#include "dns/rrtype.h"

/* DS of the root's key signing keys of 2017 and 2024 (https://data.iana.org/root-anchors/). */
static const uint8_t root_2017[] = {
	0x4f, 0x66, 8,    2,    0xe0, 0x6d, 0x44, 0xb8, 0x0b, 0x8f, 0x1d, 0x39,
	0xa9, 0x5c, 0x0b, 0x0d, 0x7c, 0x65, 0xd0, 0x84, 0x58, 0xe8, 0x80, 0x40,
	0x9b, 0xbc, 0x68, 0x34, 0x57, 0x10, 0x42, 0x37, 0xc7, 0xf8, 0xec, 0x8d,
};
static const uint8_t root_2024[] = {
	0x97, 0x28, 8,    2,    0x68, 0x3d, 0x2d, 0x0a, 0xcb, 0x8c, 0x9b, 0x71,
	0x2a, 0x19, 0x48, 0xb2, 0x7f, 0x74, 0x12, 0x19, 0x29, 0x8d, 0x0a, 0x45,
	0x0d, 0x61, 0x2c, 0x48, 0x3a, 0xf4, 0x44, 0xa4, 0xc0, 0xfb, 0x2b, 0x16,
};

enum { ROOT_TTL = 172800 };

struct anchors {
	VEC(struct anchor *) list;
	VEC(struct name) negative;        /* as set */
	VEC(struct name) negative_sorted; /* lower case, canonical order */
};

const char *anchor_state_name(enum anchor_state state)
{
	static const char *const names[] = {
		[ANCHOR_START] = "Start",     [ANCHOR_ADD_PEND] = "AddPend",
		[ANCHOR_VALID] = "Valid",     [ANCHOR_MISSING] = "Missing",
		[ANCHOR_REVOKED] = "Revoked", [ANCHOR_REMOVED] = "Removed",
	};
	return names[state];
}

/* ---- keys of one name ---- */

void anchor_init(struct anchor *a, const uint8_t *owner)
{
	*a = (struct anchor){0};
	name_copy(&a->owner, owner);
	name_lower(a->owner.wire, a->owner.len);
}

void anchor_deinit(struct anchor *a)
{
	for (size_t i = 0; i < a->keys.count; i++)
		mem_free(a->keys.items[i].rdata);
	VEC_FREE(&a->keys);
}

static enum err read_tag(uint16_t type, struct span rdata, uint16_t *tag)
{
	struct ds ds;
	struct dnskey key;
	if (type == RR_DS) {
		TRY(ds_read(&ds, rdata));
		*tag = ds.tag;
		return OK;
	}
	if (type != RR_DNSKEY)
		return E_TYPE;
	TRY(dnskey_rdata_read(&key, rdata));
	*tag = key.tag;
	return OK;
}

enum err anchor_add(struct anchor *a, uint16_t type, uint32_t ttl, struct span rdata)
{
	struct anchor_key k = {.type = type, .state = ANCHOR_VALID, .ttl = ttl};
	if (rdata.len > UINT16_MAX)
		return E_MALFORMED;
	TRY(read_tag(type, rdata, &k.tag));
	for (size_t i = 0; i < a->keys.count; i++) {
		if (a->keys.items[i].type == type &&
		    span_equal(anchor_key_rdata(&a->keys.items[i]), rdata))
			return OK;
	}
	if (a->keys.count == ANCHOR_KEYS_MAX)
		return E_LIMIT;
	k.len = (uint16_t)rdata.len;
	k.rdata = mem_dup(rdata.data, rdata.len);
	VEC_PUSH(&a->keys, k);
	return OK;
}

void anchor_drop(struct anchor *a, size_t i)
{
	mem_free(a->keys.items[i].rdata);
	memmove(&a->keys.items[i], &a->keys.items[i + 1],
	        (a->keys.count - i - 1) * sizeof(a->keys.items[0]));
	a->keys.count--;
}

bool anchor_is_trusted(const struct anchor *a)
{
	for (size_t i = 0; i < a->keys.count; i++) {
		if (anchor_key_is_trusted(&a->keys.items[i]))
			return true;
	}
	return false;
}

bool anchor_matches(const struct anchor *a, const struct dnskey *key)
{
	for (size_t i = 0; i < a->keys.count; i++) {
		const struct anchor_key *k = &a->keys.items[i];
		struct ds ds;
		if (!anchor_key_is_trusted(k) || k->tag != key->tag)
			continue;
		if (k->type == RR_DNSKEY && span_equal(anchor_key_rdata(k), key->rdata))
			return true;
		if (k->type == RR_DS && ds_read(&ds, anchor_key_rdata(k)) == OK &&
		    ds_matches(&ds, a->owner.wire, key))
			return true;
	}
	return false;
}

/* ---- the set ---- */

struct anchors *anchors_new(void)
{
	return mem_zalloc(sizeof(struct anchors));
}

static void free_at(struct anchors *s, size_t i)
{
	anchor_deinit(s->list.items[i]);
	mem_free(s->list.items[i]);
}

void anchors_free(struct anchors *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->list.count; i++)
		free_at(s, i);
	VEC_FREE(&s->list);
	VEC_FREE(&s->negative);
	VEC_FREE(&s->negative_sorted);
	mem_free(s);
}

/* Where a name is, or would be. */
static bool find_at(const struct anchors *s, const uint8_t *owner, size_t *at)
{
	size_t low = 0, high = s->list.count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = name_cmp(s->list.items[mid]->owner.wire, owner);
		if (order == 0) {
			*at = mid;
			return true;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*at = low;
	return false;
}

struct anchor *anchors_get(const struct anchors *s, const uint8_t *owner)
{
	size_t at;
	return find_at(s, owner, &at) ? s->list.items[at] : NULL;
}

enum err anchors_make(struct anchors *s, const uint8_t *owner, struct anchor **out)
{
	size_t at;
	if (!find_at(s, owner, &at)) {
		if (s->list.count == ANCHOR_NAMES_MAX)
			return E_LIMIT;
		struct anchor *a = mem_zalloc(sizeof(*a));
		anchor_init(a, owner);
		VEC_RESERVE(&s->list, s->list.count + 1);
		memmove(&s->list.items[at + 1], &s->list.items[at],
		        (s->list.count - at) * sizeof(s->list.items[0]));
		s->list.items[at] = a;
		s->list.count++;
	}
	*out = s->list.items[at];
	return OK;
}

bool anchors_remove(struct anchors *s, const uint8_t *owner)
{
	size_t at;
	if (!find_at(s, owner, &at))
		return false;
	free_at(s, at);
	memmove(&s->list.items[at], &s->list.items[at + 1],
	        (s->list.count - at - 1) * sizeof(s->list.items[0]));
	s->list.count--;
	return true;
}

const struct anchor *anchors_at(const struct anchors *s, size_t i)
{
	return i < s->list.count ? s->list.items[i] : NULL;
}

void anchors_add_root(struct anchors *s)
{
	struct anchor *a;
	if (anchors_make(s, name_root, &a) != OK)
		return;
	enum err err = anchor_add(a, RR_DS, ROOT_TTL, span_of(root_2017, sizeof(root_2017)));
	if (err == OK)
		err = anchor_add(a, RR_DS, ROOT_TTL, span_of(root_2024, sizeof(root_2024)));
	(void)err; /* only a root full of other keys has no room */
}

static int compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	return name_cmp(x->wire, y->wire);
}

void anchors_set_negative(struct anchors *s, const struct name *names, size_t count)
{
	s->negative.count = s->negative_sorted.count = 0;
	for (size_t i = 0; i < count; i++) {
		struct name lower = names[i];
		name_lower(lower.wire, lower.len);
		VEC_PUSH(&s->negative, names[i]);
		VEC_PUSH(&s->negative_sorted, lower);
	}
	if (count > 0)
		qsort(s->negative_sorted.items, count, sizeof(struct name), compare_names);
}

const struct name *anchors_negative_at(const struct anchors *s, size_t i)
{
	return i < s->negative.count ? &s->negative.items[i] : NULL;
}

static bool is_negative(const struct anchors *s, const uint8_t *name)
{
	size_t low = 0, high = s->negative_sorted.count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = name_cmp(s->negative_sorted.items[mid].wire, name);
		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

const struct anchor *anchors_cover(const struct anchors *s, const uint8_t *name)
{
	if (s->list.count == 0)
		return NULL;
	for (;; name = name_parent(name)) {
		if (is_negative(s, name))
			return NULL;
		const struct anchor *a = anchors_get(s, name);
		if (a != NULL && anchor_is_trusted(a))
			return a;
		if (name_is_root(name))
			return NULL;
	}
}
