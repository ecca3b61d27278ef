/* SPDX-License-Identifier: BSD-2-Clause */
/* A zone with one new key: sets signed by it, and judged. */
#pragma once

#include "sec_text.h"
#include "sec/rrsig.h"

#include <limits.h>

static inline struct rrsig_checker checker_of(const uint8_t *zone, const struct dnskey_set *keys,
                                              struct wall now)
{
	return (struct rrsig_checker){
		.zone = zone,
		.keys = keys,
		.now = now,
		.same_tag_max = RRSIG_SAME_TAG_MAX,
		.checks_left = UINT_MAX,
		.failures_left = UINT_MAX,
	};
}

/* A key pair of its own, a zone signed with it. */
struct signed_zone {
	struct arena *arena;
	const uint8_t *apex;
	struct crypto_key *key;
	struct crypto_signer *signer;
	struct rrset keys;
	struct dnskey_set ring;
	struct rrsig_maker maker;
};

static const struct wall now = {1700000000};

static inline void zone_init(struct signed_zone *z, struct arena *arena, const char *apex,
                             uint8_t algorithm)
{
	uint8_t octets[2048];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	*z = (struct signed_zone){.arena = arena, .apex = sec_name(arena, apex)};
	/* Short keys are made quickly. */
	unsigned bits = crypto_alg_has_bits(algorithm, 1024) ? 1024 : 0;
	assert_ok(crypto_key_generate(&z->key, algorithm, bits));
	assert_ok(crypto_signer_new(&z->signer, z->key, NULL));
	dnskey_rdata_write(&w, DNSKEY_ZONE, algorithm, crypto_key_public(z->key));
	z->keys = (struct rrset){.owner = z->apex, .type = RR_DNSKEY, .class_ = CLASS_IN};
	assert_ok(rrset_add(&z->keys, arena, wire_written(&w)));
	assert_ok(dnskey_set_init(&z->ring, &z->keys));
	z->maker = (struct rrsig_maker){
		.zone = z->apex,
		.tag = z->ring.keys[0].tag,
		.algorithm = algorithm,
		.signature_len = crypto_key_signature_len(z->key),
		.signer = z->signer,
		.inception = {(uint32_t)now.s - 100},
		.expiration = {(uint32_t)now.s + 1000},
	};
}

static inline void zone_deinit(struct signed_zone *z)
{
	canonical_deinit(&z->maker.memory);
	dnskey_set_deinit(&z->ring);
	crypto_signer_free(z->signer);
	crypto_key_unref(z->key);
}

static inline struct rrset sign(struct signed_zone *z, const struct rrset *set)
{
	uint8_t octets[2048];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	struct rrset sigs = {
		.owner = set->owner, .type = RR_RRSIG, .class_ = CLASS_IN, .ttl = set->ttl};
	assert_ok(rrsig_write(&w, &z->maker, set));
	assert_ok(rrset_add(&sigs, z->arena, wire_written(&w)));
	return sigs;
}

static inline enum rrsig_verdict judge(const struct signed_zone *z, const struct rrset *set,
                                       const struct rrset *sigs, struct wall at)
{
	struct rrsig_checker c = checker_of(z->apex, &z->ring, at);
	enum rrsig_verdict verdict = rrset_check(&c, set, sigs, NULL);
	rrsig_checker_deinit(&c);
	return verdict;
}
