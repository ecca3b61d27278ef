/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking up in images.  Invariant: no octet outside of the image is read, whatever is in it, and
 * every loop is bounded by its size.
 */

#include "resolver/rules/image.h"

/* Numbers are anywhere in the image. */
#define GET(im, pos, type) (*(type *)memcpy(&(type){0}, (im)->at + (pos), sizeof(type)))
#define HEAD(im, member)                                                                           \
	(*(__typeof__(((struct image_head *)0)->member) *)memcpy(                                  \
		&(__typeof__(((struct image_head *)0)->member)){0},                                \
		(im)->at + offsetof(struct image_head, member),                                    \
		sizeof(((struct image_head *)0)->member)))

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
	*out = (struct image){.at = octets.data, .size = octets.len};
	return OK;
}

uint32_t image_count(const struct image *im)
{
	return HEAD(im, count);
}

void image_source(const struct image *im, uint64_t out[IMAGE_SOURCE_WORDS])
{
	memcpy(out, im->at + offsetof(struct image_head, source),
	       IMAGE_SOURCE_WORDS * sizeof(uint64_t));
}

/* A name on its way up: its labels from the root down, and the hash of each name above it. */
struct climb {
	size_t labels;
	const uint8_t *at[NAME_MAX_LABELS + 1]; /* [n]: the name's last n labels */
	uint64_t hash[NAME_MAX_LABELS + 1];
};

static void climb_init(struct climb *c, const uint8_t *name, uint64_t seed)
{
	size_t labels = name_labels(name);
	c->labels = labels;
	for (size_t n = labels; n > 0; n--) {
		c->at[n] = name;
		name += name[0] + 1;
	}
	c->at[0] = name;
	c->hash[0] = image_hash_label(seed, name);
	for (size_t n = 1; n <= labels; n++)
		c->hash[n] = image_hash_label(c->hash[n - 1], c->at[n]);
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

static bool find_one(const struct image *im, const uint8_t *name, uint64_t hash, unsigned scope,
                     struct image_rule *out)
{
	uint32_t slots = HEAD(im, slots);
	const uint8_t *tags = im->at + sizeof(struct image_head);
	size_t offsets = sizeof(struct image_head) + slots;
	uint32_t slot = image_slot(hash, slots);
	size_t len = 0;
	for (uint32_t tried = 0; tried < slots && tags[slot] != 0; tried++) {
		if (tags[slot] == image_tag(hash)) {
			len = len > 0 ? len : name_len(name);
			if (read_entry(im, GET(im, offsets + 4 * (size_t)slot, uint32_t), name, len,
			               scope, out))
				return true;
		}
		slot = slot + 1 == slots ? 0 : slot + 1;
	}
	return false;
}

static bool has_depth(const uint64_t bits[2], size_t labels)
{
	return bits[labels / 64] >> labels % 64 & 1;
}

bool image_find(const struct image *im, const uint8_t *name, struct image_rule *out)
{
	struct climb c;
	struct image_head h;
	memcpy(&h, im->at, sizeof(h));
	if (h.slots == 0)
		return false;
	climb_init(&c, name, h.seed);
	if (has_depth(h.exact, c.labels) && find_one(im, name, c.hash[c.labels], IMAGE_EXACT, out))
		return true;
	for (size_t n = c.labels; n-- > 0;) {
		if (has_depth(h.below, n) && find_one(im, c.at[n], c.hash[n], IMAGE_BELOW, out))
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
