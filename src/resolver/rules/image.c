/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking up in images.  Invariant: no octet outside of the image is read, whatever is in it, and
 * every loop is bounded by its size.
 */

#include "resolver/rules/image.h"

/* Numbers are anywhere in the image. */
#define GET(im, pos, type) (*(type *)memcpy(&(type){0}, (im)->at + (pos), sizeof(type)))

enum err image_open(struct image *out, struct span octets, bool check)
{
	struct image_head h;
	if (octets.len < sizeof(h))
		return E_MALFORMED;
	memcpy(&h, octets.data, sizeof(h));
	if (h.magic != IMAGE_MAGIC || h.format != IMAGE_FORMAT || h.size != octets.len ||
	    h.slots > (octets.len - sizeof(h)) / 5)
		return E_MALFORMED;
	if (check && h.checksum != hash_octets(octets.data + IMAGE_CHECKED_AT,
	                                       octets.len - IMAGE_CHECKED_AT, h.seed))
		return E_MALFORMED;
	*out = (struct image){
		.at = octets.data,
		.size = octets.len,
		.slots = h.slots,
		.count = h.count,
		.seed = h.seed,
		.bloom = h.bloom,
		.exact = {h.exact[0], h.exact[1]},
		.below = {h.below[0], h.below[1]},
	};
	return OK;
}

void image_source(const struct image *im, uint64_t out[IMAGE_SOURCE_WORDS])
{
	memcpy(out, im->at + offsetof(struct image_head, source),
	       IMAGE_SOURCE_WORDS * sizeof(uint64_t));
}

struct span image_notes(const struct image *im)
{
	uint64_t at = GET(im, offsetof(struct image_head, notes_at), uint64_t);
	if (at < sizeof(struct image_head) || at > im->size)
		return (struct span){0};
	return span_of(im->at + at, im->size - at);
}

void image_name_init(struct image_name *n, const uint8_t *name)
{
	uint8_t from_front[NAME_MAX_LABELS];
	size_t labels = 0, pos = 0;
	for (; name[pos] != 0; pos += name[pos] + 1u)
		from_front[labels++] = (uint8_t)pos;
	n->wire = name;
	n->len = (uint8_t)(pos + 1);
	n->labels = (uint8_t)labels;
	n->hashes[0].made = n->hashes[1].made = false;
	n->at[0] = (uint8_t)pos;
	for (size_t i = 0; i < labels; i++)
		n->at[labels - i] = from_front[i];
}

const struct image_hashes *image_hash(struct image_name *n, uint64_t seed)
{
	struct image_hashes *h = &n->hashes[seed != hash_seed()];
	if (h->made && h->seed == seed)
		return h;
	h->made = true;
	h->seed = seed;
	h->hash[0] = image_hash_label(seed, n->wire + n->at[0]);
	h->bloom = image_bit(h->hash[0]);
	for (size_t i = 1; i <= n->labels; i++) {
		h->hash[i] = image_hash_label(h->hash[i - 1], n->wire + n->at[i]);
		h->bloom |= image_bit(h->hash[i]);
	}
	return h;
}

/* Read the entry at an offset; false: it is for another name or scope, or damaged. */
static bool read_entry(const struct image *im, size_t pos, const uint8_t *name, size_t len,
                       unsigned scope, struct image_rule *out)
{
	if (pos < sizeof(struct image_head) || pos + 2 + len > im->size)
		return false;
	uint8_t what = im->at[pos];
	if (!(what & scope) || im->at[pos + 1] != len || memcmp(im->at + pos + 2, name, len) != 0)
		return false;
	*out = (struct image_rule){
		.action = (enum image_action)(what >> IMAGE_ACTION_SHIFT),
		.owner = im->at + pos + 2,
	};
	if (out->action == IMAGE_DATA) {
		if (pos + 2 + len + sizeof(uint32_t) > im->size)
			return false;
		out->data_at = GET(im, pos + 2 + len, uint32_t);
	}
	return out->action < IMAGE_ACTIONS;
}

/* The entry of the name's last n labels. */
static bool find_one(const struct image *im, const struct image_name *name, size_t n, uint64_t hash,
                     unsigned scope, struct image_rule *out)
{
	uint32_t slots = im->slots;
	const uint8_t *tags = im->at + sizeof(struct image_head);
	size_t offsets = sizeof(struct image_head) + slots;
	uint32_t slot = image_slot(hash, slots);
	uint8_t tag = image_tag(hash);
	for (uint32_t tried = 0; tried < slots && tags[slot] != 0; tried++) {
		if (tags[slot] == tag &&
		    read_entry(im, GET(im, offsets + 4 * (size_t)slot, uint32_t),
		               name->wire + name->at[n], (size_t)name->len - name->at[n], scope,
		               out))
			return true;
		slot = slot + 1 == slots ? 0 : slot + 1;
	}
	return false;
}

/* The depths in a set that are below `end`, the greatest first: only those are looked at. */
static bool next_depth(const uint64_t bits[2], size_t *end)
{
	for (size_t word = (*end + 63) / 64; word-- > 0;) {
		size_t left = *end - word * 64;
		uint64_t set = left < 64 ? bits[word] & ((1ULL << left) - 1) : bits[word];
		if (set != 0) {
			*end = word * 64 + 63 - (size_t)__builtin_clzll(set);
			return true;
		}
	}
	return false;
}

bool image_search(const struct image *im, const struct image_name *name,
                  const struct image_hashes *h, struct image_rule *out)
{
	size_t n = name->labels;
	if (im->slots == 0)
		return false;
	if (im->exact[n / 64] >> n % 64 & 1 && find_one(im, name, n, h->hash[n], IMAGE_EXACT, out))
		return true;
	while (next_depth(im->below, &n)) {
		if (find_one(im, name, n, h->hash[n], IMAGE_BELOW, out))
			return true;
	}
	return false;
}

/* ---- data ---- */

/* Are they whole records? */
static bool records_check(const struct rrset *set)
{
	const uint8_t *at = set->records, *end = at + set->size;
	unsigned count = 0;
	while (end - at >= 2 && end - at - 2 >= wire_get_u16(at)) {
		at += 2 + wire_get_u16(at);
		count++;
	}
	return at == end && count == set->count && count > 0;
}

bool image_data_next(struct image_data *d)
{
	const struct image *im = d->image;
	if (d->left == 0 || im->size - d->at < IMAGE_SET_HEAD)
		return false;
	d->left--;
	d->set = (struct rrset){
		.type = GET(im, d->at, uint16_t),
		.class_ = 1,
		.count = GET(im, d->at + 2, uint16_t),
		.ttl = GET(im, d->at + 4, uint32_t),
		.size = GET(im, d->at + 8, uint32_t),
		.records = im->at + d->at + IMAGE_SET_HEAD,
	};
	d->at += IMAGE_SET_HEAD;
	if (im->size - d->at < d->set.size || !records_check(&d->set))
		return false;
	d->at += d->set.size;
	return true;
}

bool image_data_first(const struct image *im, const struct image_rule *rule, struct image_data *d)
{
	if (rule->action != IMAGE_DATA || rule->data_at > im->size || im->size - rule->data_at < 2)
		return false;
	*d = (struct image_data){
		.image = im,
		.at = rule->data_at + 2,
		.left = GET(im, rule->data_at, uint16_t),
	};
	return image_data_next(d);
}
