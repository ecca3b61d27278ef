/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of the second level: octets that sort as names do. */

#include "resolver/cache/cache_key.h"

#include "base/wire.h"
#include "dns/rrtype.h"

enum {
	LABEL_END = 0,
	ESCAPE = 1, /* the octet behind it, less 1, was meant */
	ESCAPED_MAX = 1,
	CHAIN_NSEC = 1,
	CHAIN_NSEC3_PARAMS = 2,
	CHAIN_NSEC3 = 3,
	APART = 4, /* no chain, but behind the same octet */
	TAG = 4,
	/* Most entries are these: one octet for kind and type. */
	DATA_A = CACHE_KINDS,
	DATA_AAAA,          /* CACHE_KEY_KINDS_END comes next */
	LABEL_PLAIN = 0x10, /* first octets of labels that cannot be taken for a kind */
	AFTER_NAME = 3,     /* octets of kind and type, in full */
};

static bool put(struct cache_octets *k, uint8_t c)
{
	if (k->len == sizeof(k->octets))
		return false;
	k->octets[k->len++] = c;
	return true;
}

/* Is any octet of a word one that is escaped: 0 or 1? */
static bool has_escaped(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	word &= ~ones;
	return ((word - ones) & ~word & tops) != 0;
}

static bool put_escaping(struct cache_octets *k, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = octets[i];
		if (c <= ESCAPED_MAX && !put(k, ESCAPE))
			return false;
		if (!put(k, c <= ESCAPED_MAX ? (uint8_t)(c + 1) : c))
			return false;
	}
	return true;
}

/* Keys are written for every look: eight octets at once where none is special. */
static bool put_label(struct cache_octets *k, const uint8_t *label)
{
	size_t len = *label++, done = 0;
	uint64_t word;
	if (sizeof(k->octets) - k->len < len + 1)
		return false;
	for (; done + sizeof(word) <= len; done += sizeof(word)) {
		memcpy(&word, label + done, sizeof(word));
		if (has_escaped(word))
			break;
		memcpy(k->octets + k->len, &word, sizeof(word));
		k->len += sizeof(word);
	}
	return put_escaping(k, label + done, len - done) && put(k, LABEL_END);
}

/* The labels of a name but for its last `skip`, from the root's side. */
static bool put_labels(struct cache_octets *k, const uint8_t *name, size_t skip)
{
	const uint8_t *labels[NAME_MAX_LABELS];
	size_t count = 0, begin = k->len;
	for (const uint8_t *n = name; !name_is_root(n); n = name_parent(n))
		labels[count++] = n;
	for (size_t i = skip; i < count; i++) {
		if (!put_label(k, labels[count - 1 - i]))
			return false;
	}
	name_lower(k->octets + begin, k->len - begin);
	return true;
}

bool cache_key_subtree(struct cache_octets *out, const uint8_t *name)
{
	out->len = 0;
	return put_labels(out, name, 0);
}

/* The one octet for kind and type; 0: there is none. */
static uint8_t short_kind(const struct cache_key *key)
{
	if (key->kind != CACHE_SET || (key->name[0] != 0 && key->name[1] < LABEL_PLAIN))
		return 0;
	return key->type == RR_A ? DATA_A : key->type == RR_AAAA ? DATA_AAAA : 0;
}

static bool put_kind(struct cache_octets *k, const struct cache_key *key)
{
	if (short_kind(key) != 0)
		return put(k, short_kind(key));
	return put(k, (uint8_t)key->kind) && put(k, (uint8_t)(key->type >> 8)) &&
	       put(k, (uint8_t)key->type);
}

bool cache_key_write(struct cache_octets *out, const struct cache_key *key)
{
	uint8_t realm[4];
	if (!cache_key_subtree(out, key->name))
		return false;
	if (key->realm == 0)
		return put_kind(out, key);
	wire_set_u32(realm, key->realm);
	bool fits = put(out, CACHE_CHAIN) && put(out, APART);
	for (size_t i = 0; i < sizeof(realm); i++)
		fits = fits && put(out, realm[i]);
	return fits && put_kind(out, key);
}

static bool chain(struct cache_octets *out, const uint8_t *zone, uint8_t what)
{
	return cache_key_subtree(out, zone) && put(out, CACHE_CHAIN) && put(out, what);
}

bool cache_key_nsec(struct cache_octets *out, const uint8_t *zone, const uint8_t *owner)
{
	return chain(out, zone, CHAIN_NSEC) &&
	       (owner == NULL || put_labels(out, owner, name_labels(zone)));
}

bool cache_key_nsec3_params(struct cache_octets *out, const uint8_t *zone)
{
	return chain(out, zone, CHAIN_NSEC3_PARAMS);
}

bool cache_key_nsec3(struct cache_octets *out, const uint8_t *zone, uint32_t tag,
                     const uint8_t *hash)
{
	uint8_t rest[TAG + NSEC3_HASH_LEN];
	size_t len = hash != NULL ? sizeof(rest) : (size_t)TAG;
	wire_set_u32(rest, tag);
	if (hash != NULL)
		memcpy(rest + TAG, hash, NSEC3_HASH_LEN);
	if (!chain(out, zone, CHAIN_NSEC3) || out->len + len > sizeof(out->octets))
		return false;
	memcpy(out->octets + out->len, rest, len);
	out->len = (uint16_t)(out->len + len);
	return true;
}

void cache_key_behind(struct cache_octets *prefix)
{
	while (prefix->len > 0 && prefix->octets[prefix->len - 1] == UINT8_MAX)
		prefix->len--;
	if (prefix->len > 0)
		prefix->octets[prefix->len - 1]++;
}

/* ---- reading ---- */

/* Do the octets that are left tell kind and type?  Else a label begins. */
static bool is_kind(const uint8_t *octets, size_t left)
{
	return left <= 1 || (left == AFTER_NAME && octets[0] < CACHE_KINDS);
}

size_t cache_key_labels(struct span key)
{
	size_t at = 0;
	while (!is_kind(key.data + at, key.len - at) && key.data[at] != CACHE_CHAIN) {
		const uint8_t *end = memchr(key.data + at, LABEL_END, key.len - at);
		if (end == NULL)
			break;
		at = (size_t)(end + 1 - key.data);
	}
	return at;
}

/* One label at the reader; it is put in front of the name. */
static bool read_label(struct wire_reader *r, struct name *name)
{
	uint8_t label[LABEL_MAX_LEN], c;
	size_t len = 0;
	struct name longer;
	while ((c = wire_read_u8(r)) != LABEL_END) {
		if (c == ESCAPE) {
			c = wire_read_u8(r);
			if (c == 0 || c > ESCAPED_MAX + 1)
				return false;
			c--;
		}
		if (len == sizeof(label))
			return false;
		label[len++] = c;
	}
	if (wire_done(r) != OK || name_prepend(&longer, span_of(label, len), name->wire) != OK)
		return false;
	*name = longer;
	return true;
}

static bool read_kind(struct cache_key_parts *out, struct wire_reader *r)
{
	unsigned kind = wire_read_u8(r);
	if (kind == DATA_A || kind == DATA_AAAA) {
		out->kind = CACHE_SET;
		out->type = kind == DATA_A ? RR_A : RR_AAAA;
		return wire_finish(r) == OK;
	}
	out->kind = (enum cache_kind)kind;
	out->type = wire_read_u16(r);
	return wire_finish(r) == OK && kind != CACHE_CHAIN && kind < CACHE_KINDS;
}

static bool read_chain(struct cache_key_parts *out, struct wire_reader *r)
{
	out->kind = CACHE_CHAIN;
	switch (wire_read_u8(r)) {
	case CHAIN_NSEC:
		out->type = RR_NSEC;
		out->owner = out->name;
		while (wire_left(r) > 0) {
			if (!read_label(r, &out->owner))
				return false;
		}
		break;
	case CHAIN_NSEC3_PARAMS:
		out->type = 0;
		break;
	case CHAIN_NSEC3:
		out->type = RR_NSEC3;
		wire_read_octets(r, TAG + NSEC3_HASH_LEN);
		break;
	case APART:
		out->realm = wire_read_u32(r);
		return out->realm != 0 && read_kind(out, r);
	default:
		return false;
	}
	return wire_finish(r) == OK;
}

bool cache_key_read(struct cache_key_parts *out, struct span octets)
{
	struct wire_reader r = wire_reader_of(octets);
	out->name.len = 1;
	out->name.wire[0] = 0;
	out->realm = 0;
	while (!is_kind(octets.data + r.pos, wire_left(&r)) && octets.data[r.pos] != CACHE_CHAIN) {
		if (!read_label(&r, &out->name))
			return false;
	}
	if (wire_left(&r) > 0 && octets.data[r.pos] == CACHE_CHAIN) {
		wire_read_u8(&r);
		return read_chain(out, &r);
	}
	return read_kind(out, &r);
}
