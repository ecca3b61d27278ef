/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sign, check; then change one bit of anything a signature is over, and check again.  What may
 * change without harm is named where it is left out.
 */
#include "signed_zone.h"

static struct arena arena;

static const uint8_t algorithms[] = {5, 7, 8, 10, 13, 14, 15, 16};

static bool is_cheap(uint8_t algorithm)
{
	return algorithm == CRYPTO_ECDSAP256 || algorithm == CRYPTO_ED25519;
}

/* The bits to try: all where a verification is cheap, else one of each octet. */
static bool is_tried(uint8_t algorithm, size_t bit)
{
	return is_cheap(algorithm) || bit % 8 == bit / 8 % 8;
}

/*
 * Bit 5 of a letter in a name is its case, which canonical form takes away (RFC 4034 section 6.2,
 * RFC 6840 section 5.1 for the signer's name).
 */
static bool is_case(uint8_t octet, size_t bit)
{
	uint8_t lower = octet | 0x20;
	return bit % 8 == 5 && lower >= 'a' && lower <= 'z';
}

/* Flip bits from octet `from` to `end` of what lies at `octets` in turn; none leaves it valid. */
static void flip_all(struct signed_zone *z, const struct rrset *set, const struct rrset *sigs,
                     uint8_t *octets, size_t from, size_t end, bool name)
{
	for (size_t bit = from * 8; bit < end * 8; bit += test_stride()) {
		if (!is_tried(z->maker.algorithm, bit) || (name && is_case(octets[bit / 8], bit)))
			continue;
		octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (judge(z, set, sigs, now) == RRSIG_VALID)
			fail_msg("algorithm %u, bit %zu", z->maker.algorithm, bit);
		octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(judge(z, set, sigs, now), RRSIG_VALID);
}

/* A set, its signature, and octets of both that can be changed. */
struct sample {
	struct rrset set, sigs;
	uint8_t *records, *sig, *owner;
	size_t owner_len;
};

static struct sample sample_of(struct signed_zone *z, const char *line, const char *second)
{
	struct sample s = {.set = sec_set(&arena, line)};
	if (second != NULL)
		sec_add(&arena, &s.set, second);
	s.sigs = sign(z, &s.set);
	s.owner_len = name_len(s.set.owner);
	s.owner = arena_dup(&arena, s.set.owner, s.owner_len);
	s.set.owner = s.sigs.owner = s.owner;
	s.set.records = s.records = arena_dup(&arena, s.set.records, s.set.size);
	s.sigs.records = s.sig = arena_dup(&arena, s.sigs.records, s.sigs.size);
	return s;
}

static void every_bit_of_the_records_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(algorithms); i++) {
		struct signed_zone z;
		zone_init(&z, &arena, "example.", algorithms[i]);
		struct sample a = sample_of(&z, "www.example. 60 AAAA 2001:db8::1",
		                            "www.example. 60 AAAA 2001:db8::ff00:0:2");
		/* Behind the lengths of two octets, which are not on the wire of a record. */
		flip_all(&z, &a.set, &a.sigs, a.records, 2, 18, false);
		flip_all(&z, &a.set, &a.sigs, a.records, 20, 36, false);
		struct sample mx = sample_of(&z, "www.example. 60 MX 10 mail.example.", NULL);
		flip_all(&z, &mx.set, &mx.sigs, mx.records, 2, 4, false);
		flip_all(&z, &mx.set, &mx.sigs, mx.records, 5, 9, true); /* mail */
		flip_all(&z, &mx.set, &mx.sigs, mx.records, 10, 17, true);
		zone_deinit(&z);
	}
}

/* The TTL is that of the signature (RFC 4034 section 3.1.4), so the set's own may differ. */
static void every_bit_of_owner_type_and_class_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(algorithms); i++) {
		struct signed_zone z;
		zone_init(&z, &arena, "example.", algorithms[i]);
		struct sample s = sample_of(&z, "www.example. 60 A 192.0.2.1", NULL);
		flip_all(&z, &s.set, &s.sigs, s.owner, 1, 4, true);
		flip_all(&z, &s.set, &s.sigs, s.owner, 5, 12, true);
		/* The record's class is the signature's; one changed alone is a mismatch. */
		for (unsigned bit = 0; bit < 16; bit++) {
			s.set.type ^= (uint16_t)(1u << bit);
			assert_int_not_equal(judge(&z, &s.set, &s.sigs, now), RRSIG_VALID);
			s.set.type ^= (uint16_t)(1u << bit);
			s.set.class_ ^= (uint16_t)(1u << bit);
			assert_int_equal(judge(&z, &s.set, &s.sigs, now), RRSIG_MISMATCH);
			s.sigs.class_ = s.set.class_;
			assert_int_equal(judge(&z, &s.set, &s.sigs, now), RRSIG_BOGUS);
			s.set.class_ = s.sigs.class_ = CLASS_IN;
		}
		s.set.ttl = 7;
		assert_int_equal(judge(&z, &s.set, &s.sigs, now), RRSIG_VALID);
		zone_deinit(&z);
	}
}

static void every_bit_of_the_signature_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(algorithms); i++) {
		struct signed_zone z;
		zone_init(&z, &arena, "example.", algorithms[i]);
		struct sample s = sample_of(&z, "www.example. 60 A 192.0.2.1", NULL);
		size_t name = 2 + RRSIG_HEAD_LEN, end = name + 9; /* of "example." */
		flip_all(&z, &s.set, &s.sigs, s.sig, 2, name, false);
		flip_all(&z, &s.set, &s.sigs, s.sig, name, end, true);
		flip_all(&z, &s.set, &s.sigs, s.sig, end, s.sigs.size, false);
		zone_deinit(&z);
	}
}

/* Verdict with the DNSKEY rdata as it is now; with its tag, or with the tag of before. */
static enum rrsig_verdict judge_by(struct signed_zone *z, const struct sample *s, bool same_tag)
{
	struct signed_zone other = *z;
	assert_ok(dnskey_set_init(&other.ring, &z->keys));
	for (size_t i = 0; same_tag && i < other.ring.count; i++)
		other.ring.keys[i].tag = z->maker.tag;
	enum rrsig_verdict verdict = judge(&other, &s->set, &s->sigs, now);
	dnskey_set_deinit(&other.ring);
	return verdict;
}

/*
 * Every bit of the key's record: its tag changes with any (RFC 4034 appendix B).  Then as if the
 * tag had not: the protocol, the algorithm and the key itself still count, and the flags that make
 * it a zone key and not a revoked one; other flags have no part in verifying (section 2.1.1).
 */
static void every_bit_of_the_key_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(algorithms); i++) {
		struct signed_zone z;
		zone_init(&z, &arena, "example.", algorithms[i]);
		struct sample s = sample_of(&z, "www.example. 60 A 192.0.2.1", NULL);
		uint8_t *key = arena_dup(&arena, z.keys.records, z.keys.size);
		z.keys.records = key;
		assert_int_equal(judge_by(&z, &s, false), RRSIG_VALID);
		for (size_t bit = 16; bit < z.keys.size * 8; bit += test_stride()) {
			bool other_flag = bit < 32 && bit != 16 && bit != 31;
			if (!is_tried(algorithms[i], bit) && bit >= 48)
				continue;
			key[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_equal(judge_by(&z, &s, false), RRSIG_NO_KEY);
			if ((judge_by(&z, &s, true) == RRSIG_VALID) != other_flag)
				fail_msg("algorithm %u, bit %zu", algorithms[i], bit);
			key[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		zone_deinit(&z);
	}
}

/* Another key of the same tag, another zone's name, another record in the set or one less. */
static void what_belongs_together_stays_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(algorithms); i++) {
		struct signed_zone z, other;
		zone_init(&z, &arena, "example.", algorithms[i]);
		zone_init(&other, &arena, "example.", algorithms[i]);
		struct sample s = sample_of(&z, "www.example. 60 A 192.0.2.1",
		                            "www.example. 60 A 192.0.2.2");
		other.ring.keys[0].tag = z.maker.tag;
		assert_int_equal(judge(&other, &s.set, &s.sigs, now), RRSIG_BOGUS);
		struct rrset less = sec_set(&arena, "www.example. 60 A 192.0.2.1"), more = s.set;
		assert_int_equal(judge(&z, &less, &s.sigs, now), RRSIG_BOGUS);
		sec_add(&arena, &more, "www.example. 60 A 192.0.2.3");
		assert_int_equal(judge(&z, &more, &s.sigs, now), RRSIG_BOGUS);
		z.apex = sec_name(&arena, "ample.");
		assert_int_equal(judge(&z, &s.set, &s.sigs, now), RRSIG_SIGNER);
		zone_deinit(&other);
		zone_deinit(&z);
	}
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bit_of_the_records_counts),
		cmocka_unit_test(every_bit_of_owner_type_and_class_counts),
		cmocka_unit_test(every_bit_of_the_signature_counts),
		cmocka_unit_test(every_bit_of_the_key_counts),
		cmocka_unit_test(what_belongs_together_stays_together),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
