/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets in canonical form, digested in pieces.  The order of sets is the caller's promise; what to
 * leave out is decided here.
 */
#include "sec/zonemd.h"

#include "base/mem.h"
#include "crypto/digest.h"
#include "dns/rrtype.h"
#include "sec/canonical.h"

enum { PIECE = 65536 };

struct zonemd_hash {
	struct digest *digest;
	size_t digest_len;
	uint8_t hash;
	const uint8_t *apex;
	struct canonical memory;
};

static bool hash_of(enum digest_alg *out, uint8_t hash)
{
	*out = hash == ZONEMD_SHA384 ? DIGEST_SHA384 : DIGEST_SHA512;
	return hash == ZONEMD_SHA384 || hash == ZONEMD_SHA512;
}

enum err zonemd_read(struct zonemd *out, struct span rdata)
{
	if (rdata.len < ZONEMD_HEAD_LEN)
		return E_MALFORMED;
	*out = (struct zonemd){
		.serial = {wire_get_u32(rdata.data)},
		.scheme = rdata.data[4],
		.hash = rdata.data[5],
		.digest = span_skip(rdata, ZONEMD_HEAD_LEN),
	};
	return OK;
}

bool zonemd_is_supported(const struct zonemd *z)
{
	enum digest_alg alg;
	return z->scheme == ZONEMD_SIMPLE && hash_of(&alg, z->hash) &&
	       z->digest.len == digest_len(alg);
}

struct zonemd_hash *zonemd_hash_new(uint8_t hash, const uint8_t *apex)
{
	enum digest_alg alg;
	if (!hash_of(&alg, hash))
		return NULL;
	struct zonemd_hash *h = mem_zalloc(sizeof(*h));
	h->digest = digest_new(alg);
	h->digest_len = digest_len(alg);
	h->hash = hash;
	h->apex = apex;
	return h;
}

void zonemd_hash_free(struct zonemd_hash *h)
{
	if (h == NULL)
		return;
	digest_free(h->digest);
	canonical_deinit(&h->memory);
	mem_free(h);
}

static void flush(struct zonemd_hash *h)
{
	digest_update(h->digest, canonical_octets(&h->memory));
	canonical_reset(&h->memory);
}

static bool covers_zonemd(struct span rrsig)
{
	return rrsig.len >= 2 && wire_get_u16(rrsig.data) == RR_ZONEMD;
}

/* The apex's RRSIGs but for those over ZONEMD, as sets of one: they are in order already. */
static void add_apex_signatures(struct zonemd_hash *h, const struct rrset *set)
{
	struct rrset one = *set;
	for (const uint8_t *at = set->records; at < set->records + set->size; at += one.size) {
		one.count = 1;
		one.records = at;
		one.size = 2u + wire_get_u16(at);
		if (!covers_zonemd(span_of(at + 2, one.size - 2)))
			canonical_put_set(&h->memory, &one, one.owner, one.ttl);
	}
}

void zonemd_hash_add(struct zonemd_hash *h, const struct rrset *set)
{
	bool apex = name_equal(set->owner, h->apex);
	if (apex && set->type == RR_ZONEMD)
		return;
	if (apex && set->type == RR_RRSIG)
		add_apex_signatures(h, set);
	else
		canonical_put_set(&h->memory, set, set->owner, set->ttl);
	if (h->memory.len >= PIECE)
		flush(h);
}

void zonemd_hash_write(struct wire_writer *w, struct zonemd_hash *h, struct serial serial)
{
	uint8_t digest[DIGEST_MAX_LEN];
	flush(h);
	digest_finish(h->digest, digest);
	wire_write_u32(w, serial.value);
	wire_write_u8(w, ZONEMD_SIMPLE);
	wire_write_u8(w, h->hash);
	wire_write_octets(w, digest, h->digest_len);
}
