/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_zone.h"

static struct arena arena;

/* Published signatures: zone, key, set, signature, a time they were good at. */
static const struct {
	const char *zone, *key, *set, *sig, *when;
} vectors[] = {
	/* RFC 4035 appendix B.1 */
	{"example.",
         "example. 3600 DNSKEY 256 3 5 "
         "AQOy1bZVvpPqhg4j7EJoM9rI3ZmyEx2OzDBVrZy/lvI5CQePxXHZS4i8dANH4DX"
         "3tbHol61ek8EFMcsGXxKciJFHyhl94C+NwILQdzsUlSFovBZsyl/NX6yEbtw/xN9ZNcrbYvgjjZ/"
         "UVPZIySFNsgEYvh0"
         "z2542lzMKR4Dh8uZffQ==",
         "x.w.example. 3600 MX 1 xx.example.",
         "x.w.example. 3600 RRSIG MX 5 3 3600 20040509183619 20040409183619 38519 example. "
         "Il2WTZ+Bkv+"
         "OytBx4LItNW5mjB4RCwhOO8y1XzPHZmZUTVYL7LaA63f6T9ysVBzJRI3KRjAPH3U1qaYnDoN1DrWqmi9R"
         "Je4FoObkbcdm7P3Ikx70ePCoFgRz1Yq+bVVXCvGuAU4xALv3W/Y1jNSlwZ2mSWKHfxFQxPtLj8s32+k=",
         "20040420000000"},
	/* RFC 5155 appendix B.1 */
	{"example.",
         "example. 3600 DNSKEY 256 3 7 "
         "AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LUsAD0QPWU+wzt89epO6tHzkMBVDk"
         "C7qphQO2hTY4hHn9npWFRw5BYubE=",
         "b4um86eghhds6nea196smvmlo4ors995.example. 3600 NSEC3 1 1 12 aabbccdd "
         "gjeqe526plbf1g8mklp59enfd789njgi MX RRSIG",
         "b4um86eghhds6nea196smvmlo4ors995.example. 3600 RRSIG NSEC3 7 2 3600 20150420235959 "
         "20051021000000 40430 example. "
         "ZkPG3M32lmoHM6pa3D6gZFGB/rhL//Bs3Omh5u4m/CUiwtblEVOaAKKZd7S959O"
         "eiX43aLX3pOv0TSTyiTxIZg==",
         "20080101000000"},
	/* RFC 6605 section 6.1 */
	{"example.net.",
         "example.net. 3600 DNSKEY 257 3 13 "
         "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
         "www.example.net. 3600 A 192.0.2.1",
         "www.example.net. 3600 RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. "
         "qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==",
         "20100820000000"},
	/* RFC 6605 section 6.2 */
	{"example.net.",
         "example.net. 3600 DNSKEY 257 3 14 "
         "xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8"
         "/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40",
         "www.example.net. 3600 A 192.0.2.1",
         "www.example.net. 3600 RRSIG A 14 3 3600 20100909102025 20100812102025 10771 example.net. "
         "/L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuz"
         "WTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm",
         "20100820000000"},
	/* RFC 8080 section 6.1, second, and section 6.2, as corrected by erratum 4935 */
	{"example.com.",
         "example.com. 3600 DNSKEY 257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=",
         "example.com. 3600 MX 10 mail.example.com.",
         "example.com. 3600 RRSIG MX 15 2 3600 1440021600 1438207200 35217 example.com. "
         "zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg==",
         "20150810000000"},
	{"example.com.",
         "example.com. 3600 DNSKEY 257 3 16 "
         "3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA",
         "example.com. 3600 MX 10 mail.example.com.",
         "example.com. 3600 RRSIG MX 16 2 3600 1440021600 1438207200 9713 example.com. "
         "3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXf"
         "t0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA",
         "20150810000000"},
	/* RFC 8080 section 6.1 */
	{"example.com.",
         "example.com. 3600 DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
         "example.com. 3600 MX 10 mail.example.com.",
         "example.com. 3600 RRSIG MX 15 2 3600 1440021600 1438207200 3613 example.com. "
         "oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==",
         "20150810000000"},
};

static void published_signatures_are_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		struct rrset keys = sec_set(&arena, vectors[i].key);
		struct rrset set = sec_set(&arena, vectors[i].set);
		struct rrset sigs = sec_set(&arena, vectors[i].sig);
		struct dnskey_set ring;
		struct rrsig by;
		assert_ok(dnskey_set_init(&ring, &keys));
		assert_int_equal(ring.count, 1);
		struct rrsig_checker c = checker_of(sec_name(&arena, vectors[i].zone), &ring,
		                                    sec_time(vectors[i].when));
		assert_int_equal(rrset_check(&c, &set, &sigs, &by), RRSIG_VALID);
		assert_int_equal(by.tag, ring.keys[0].tag);
		c.now.s += INT64_C(20) * 365 * 86400;
		assert_int_equal(rrset_check(&c, &set, &sigs, &by), RRSIG_EXPIRED);
		c.now.s -= INT64_C(40) * 365 * 86400;
		assert_int_equal(rrset_check(&c, &set, &sigs, &by), RRSIG_NOT_YET);
		rrsig_checker_deinit(&c);
		dnskey_set_deinit(&ring);
	}
}

static void what_is_signed_checks_with_every_algorithm(void **state)
{
	(void)state;
	static const uint8_t algorithms[] = {8, 10, 13, 14, 15, 16};
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		struct signed_zone z;
		zone_init(&z, &arena, "Example.", algorithms[i]);
		struct rrset set = sec_set(&arena, "WWW.example. 60 TXT b");
		sec_add(&arena, &set, "WWW.example. 60 TXT a");
		struct rrset sigs = sign(&z, &set);
		struct rrset turned = {0};
		sec_add(&arena, &turned, "www.EXAMPLE. 7 TXT a");
		sec_add(&arena, &turned, "www.EXAMPLE. 7 TXT b");
		assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_VALID);
		assert_int_equal(judge(&z, &turned, &sigs, now), RRSIG_VALID);
		zone_deinit(&z);
	}
}

/* RFC 4034 section 3.1.5: serial arithmetic, both ends included. */
static void times_wrap_and_include_their_ends(void **state)
{
	(void)state;
	struct signed_zone z;
	zone_init(&z, &arena, "example.", CRYPTO_ED25519);
	struct rrset set = sec_set(&arena, "www.example. 60 A 192.0.2.1");
	z.maker.inception.value = UINT32_MAX - 9;
	z.maker.expiration.value = 20;
	struct rrset sigs = sign(&z, &set);
	const int64_t wrap = INT64_C(1) << 32;
	assert_int_equal(judge(&z, &set, &sigs, (struct wall){wrap - 11}), RRSIG_NOT_YET);
	assert_int_equal(judge(&z, &set, &sigs, (struct wall){wrap - 10}), RRSIG_VALID);
	assert_int_equal(judge(&z, &set, &sigs, (struct wall){wrap}), RRSIG_VALID);
	assert_int_equal(judge(&z, &set, &sigs, (struct wall){wrap + 20}), RRSIG_VALID);
	assert_int_equal(judge(&z, &set, &sigs, (struct wall){wrap + 21}), RRSIG_EXPIRED);
	struct rrsig sig;
	assert_ok(rrsig_read(&sig, rrset_first(&sigs)));
	assert_int_equal(rrsig_time(sig.expiration, (struct wall){wrap - 5}).s, wrap + 20);
	assert_int_equal(rrsig_ttl(&sig, 3600, (struct wall){wrap}), 20);
	assert_int_equal(rrsig_ttl(&sig, 3600, (struct wall){wrap - 1000}), 60);
	assert_int_equal(rrsig_ttl(&sig, 3600, (struct wall){wrap + 30}), 0);
	zone_deinit(&z);
}

/* RFC 4035 section 5.3.2; labels below those of the zone would reach out of it. */
static void wildcards_expand_within_their_zone(void **state)
{
	(void)state;
	struct signed_zone z;
	struct rrsig sig;
	zone_init(&z, &arena, "example.", CRYPTO_ED25519);
	struct rrset set = sec_set(&arena, "*.w.example. 60 A 192.0.2.1");
	struct rrset sigs = sign(&z, &set);
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_VALID);
	assert_ok(rrsig_read(&sig, rrset_first(&sigs)));
	assert_int_equal(sig.labels, 2);
	assert_false(rrsig_is_expanded(&sig, set.owner));
	set.owner = sigs.owner = sec_name(&arena, "a.b.w.example.");
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_VALID);
	assert_true(rrsig_is_expanded(&sig, set.owner));
	set.owner = sigs.owner = sec_name(&arena, "a.example.");
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_BOGUS);
	set.owner = sigs.owner = sec_name(&arena, "example.");
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_MISMATCH);
	set.owner = sigs.owner = sec_name(&arena, "w.other.");
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_SIGNER);
	/* Signed as "*." by the zone's own key: still not to be believed. */
	z.maker.zone = name_root;
	struct rrset top = sec_set(&arena, "*. 60 A 192.0.2.1");
	sigs = sign(&z, &top);
	set.owner = sigs.owner = sec_name(&arena, "a.example.");
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_SIGNER);
	zone_deinit(&z);
}

static void signers_other_than_the_zone_are_refused(void **state)
{
	(void)state;
	struct signed_zone z;
	zone_init(&z, &arena, "sub.example.", CRYPTO_ED25519);
	struct rrset set = sec_set(&arena, "www.sub.example. 60 A 192.0.2.1");
	z.maker.zone = sec_name(&arena, "example.");
	struct rrset sigs = sign(&z, &set);
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_SIGNER);
	z.maker.zone = sec_name(&arena, "www.sub.example.");
	sigs = sign(&z, &set);
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_SIGNER);
	zone_deinit(&z);
}

/* RFC 5011 section 2.1 */
static void a_revoked_key_signs_only_its_own_set(void **state)
{
	(void)state;
	struct signed_zone z;
	zone_init(&z, &arena, "example.", CRYPTO_ED25519);
	struct rrset set = sec_set(&arena, "www.example. 60 A 192.0.2.1");
	struct rrset sigs = sign(&z, &set), key_sigs = sign(&z, &z.keys);
	z.ring.keys[0].flags |= DNSKEY_REVOKE;
	assert_int_equal(judge(&z, &set, &sigs, now), RRSIG_NO_KEY);
	assert_int_equal(judge(&z, &z.keys, &key_sigs, now), RRSIG_VALID);
	zone_deinit(&z);
}

static void a_signature_is_never_signed(void **state)
{
	(void)state;
	struct signed_zone z;
	zone_init(&z, &arena, "example.", CRYPTO_ED25519);
	struct rrset set = sec_set(&arena, "www.example. 60 A 192.0.2.1");
	struct rrset sigs = sign(&z, &set), over = sign(&z, &sigs);
	assert_int_equal(judge(&z, &sigs, &over, now), RRSIG_MISMATCH);
	zone_deinit(&z);
}

/* KeyTrap (CVE-2023-50387): work is bounded however many keys and signatures there are. */
static void work_is_bounded(void **state)
{
	(void)state;
	struct signed_zone z;
	struct dnskey many[RRSIG_SAME_TAG_MAX + 1];
	zone_init(&z, &arena, "example.", CRYPTO_ED25519);
	struct rrset set = sec_set(&arena, "www.example. 60 A 192.0.2.1");
	struct rrset sigs = {.owner = set.owner, .type = RR_RRSIG, .class_ = CLASS_IN};
	struct rrset good = sign(&z, &set);
	struct span rdata = rrset_first(&good);
	for (unsigned i = 1; i <= 20; i++) {
		uint8_t *bad = arena_dup(&arena, rdata.data, rdata.len);
		bad[rdata.len - 1] ^= (uint8_t)i;
		assert_ok(rrset_add(&sigs, &arena, span_of(bad, rdata.len)));
	}
	struct rrsig_checker c = checker_of(z.apex, &z.ring, now);
	c.checks_left = 100;
	assert_int_equal(rrset_check(&c, &set, &sigs, NULL), RRSIG_BOGUS);
	assert_int_equal(c.checks_left, 100 - RRSIG_PER_SET_MAX);
	c.failures_left = 3;
	assert_int_equal(rrset_check(&c, &set, &sigs, NULL), RRSIG_LIMIT);
	assert_int_equal(c.checks_left, 100 - RRSIG_PER_SET_MAX - 3);
	c.checks_left = 0;
	c.failures_left = 3;
	assert_int_equal(rrset_check(&c, &set, &good, NULL), RRSIG_LIMIT);
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = z.ring.keys[0];
	const struct dnskey_set ring = {.keys = many, .count = ARRAY_LEN(many)};
	c.checks_left = 100;
	c.keys = &ring;
	assert_int_equal(rrset_check(&c, &set, &good, NULL), RRSIG_COLLISIONS);
	assert_int_equal(c.checks_left, 100);
	rrsig_checker_deinit(&c);
	zone_deinit(&z);
}

static void malformed_rdata_is_refused(void **state)
{
	(void)state;
	struct rrset set = sec_set(&arena, vectors[4].sig);
	struct span rdata = rrset_first(&set);
	struct rrsig sig;
	for (size_t len = 0; len < RRSIG_HEAD_LEN + 13; len++)
		assert_int_equal(rrsig_read(&sig, span_of(rdata.data, len)), E_MALFORMED);
	assert_ok(rrsig_read(&sig, span_of(rdata.data, RRSIG_HEAD_LEN + 13)));
	assert_int_equal(sig.signature.len, 0);
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
		cmocka_unit_test(published_signatures_are_good),
		cmocka_unit_test(what_is_signed_checks_with_every_algorithm),
		cmocka_unit_test(times_wrap_and_include_their_ends),
		cmocka_unit_test(wildcards_expand_within_their_zone),
		cmocka_unit_test(signers_other_than_the_zone_are_refused),
		cmocka_unit_test(a_revoked_key_signs_only_its_own_set),
		cmocka_unit_test(a_signature_is_never_signed),
		cmocka_unit_test(work_is_bounded),
		cmocka_unit_test(malformed_rdata_is_refused),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
