/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys and signatures made on the spot, for tests of what validates. */
#pragma once

#include "wire.h"

#include "base/arena.h"
#include "sec/ds.h"
#include "sec/rrsig.h"

enum { SIGNER_NOW = 1700000000 };

struct signer {
	struct crypto_key *key;
	struct crypto_signer *signer;
	const uint8_t *zone;
	uint16_t tag;
	uint8_t algorithm;
	size_t rdata_len;
	uint8_t rdata[600];
};

/* The DNSKEY with other flags, and the tag that goes with it. */
static inline void signer_set_flags(struct signer *s, uint16_t flags)
{
	struct wire_writer w = wire_writer_of(s->rdata, sizeof(s->rdata));
	dnskey_rdata_write(&w, flags, s->algorithm, crypto_key_public(s->key));
	s->rdata_len = w.pos;
	s->tag = dnskey_tag(span_of(s->rdata, s->rdata_len));
}

static inline void signer_init(struct signer *s, const uint8_t *zone, uint8_t algorithm,
                               uint16_t flags)
{
	*s = (struct signer){.zone = zone, .algorithm = algorithm};
	assert_ok(crypto_key_generate(&s->key, algorithm, 0));
	assert_ok(crypto_signer_new(&s->signer, s->key, NULL));
	signer_set_flags(s, flags);
}

static inline void signer_deinit(struct signer *s)
{
	crypto_signer_free(s->signer);
	crypto_key_unref(s->key);
}

/* An empty set. */
static inline struct rrset empty_set(const uint8_t *owner, uint16_t type)
{
	return (struct rrset){.owner = owner, .type = type, .class_ = CLASS_IN, .ttl = 3600};
}

/* A set of records by their text. */
static inline struct rrset text_set(struct arena *arena, const char *owner, uint16_t type,
                                    const char *const *records, size_t count)
{
	static uint8_t rdata[4096];
	struct name name;
	assert_ok(name_parse_str(&name, owner));
	struct rrset set = empty_set(arena_dup(arena, name.wire, name.len), type);
	for (size_t i = 0; i < count; i++) {
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		assert_ok(rdata_parse_line(&w, type, span_str(records[i]), name_root));
		assert_ok(rrset_add(&set, arena, wire_written(&w)));
	}
	return set;
}

/* Sign a set for a time around SIGNER_NOW, adding the record to sigs (an empty set to begin). */
static inline void sign_at(struct signer *s, struct arena *arena, const struct rrset *set,
                           struct rrset *sigs, uint32_t inception, uint32_t expiration)
{
	static uint8_t rdata[4096];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct rrsig_maker m = {
		.zone = s->zone,
		.tag = s->tag,
		.algorithm = s->algorithm,
		.signature_len = crypto_key_signature_len(s->key),
		.signer = s->signer,
		.inception = {inception},
		.expiration = {expiration},
	};
	assert_ok(rrsig_write(&w, &m, set));
	canonical_deinit(&m.memory);
	assert_ok(rrset_add(sigs, arena, wire_written(&w)));
}

static inline struct rrset sign(struct signer *s, struct arena *arena, const struct rrset *set)
{
	struct rrset sigs = empty_set(set->owner, RR_RRSIG);
	sign_at(s, arena, set, &sigs, SIGNER_NOW - 3600, SIGNER_NOW + 86400);
	return sigs;
}

/* The DS of a signer. */
static inline struct span signer_ds(const struct signer *s, uint8_t digest, uint8_t *buf,
                                    size_t cap)
{
	struct wire_writer w = wire_writer_of(buf, cap);
	assert_ok(ds_write(&w, s->zone, span_of(s->rdata, s->rdata_len), digest));
	return wire_written(&w);
}
