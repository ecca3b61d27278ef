/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/validate/verify.h"

#include "../signer.h"

/* A zone with a key signing key and a zone signing key. */
struct zone {
	struct arena arena;
	struct validator *v;
	struct signer ksk, zsk;
	struct req_set keys;
	struct val_spend spend;
};

static void add_key(struct zone *z, const struct signer *s)
{
	assert_ok(rrset_add(&z->keys.data, &z->arena, span_of(s->rdata, s->rdata_len)));
}

static void begin(struct zone *z)
{
	*z = (struct zone){.spend = {32, 3, 8192, VAL_SLICE_CHECKS}};
	arena_init(&z->arena, 0);
	z->v = validator_new();
	signer_init(&z->ksk, nm("example."), CRYPTO_ECDSAP256, 257);
	signer_init(&z->zsk, nm("example."), CRYPTO_ED25519, 256);
	z->keys.data = empty_set(nm("example."), RR_DNSKEY);
	add_key(z, &z->zsk);
	add_key(z, &z->ksk);
	z->keys.sigs = sign(&z->ksk, &z->arena, &z->keys.data);
}

static void end(struct zone *z)
{
	signer_deinit(&z->ksk);
	signer_deinit(&z->zsk);
	validator_free(z->v);
	arena_deinit(&z->arena);
}

static struct req_set a_set(struct zone *z, const char *owner)
{
	static const char *const records[] = {"192.0.2.1", "192.0.2.2"};
	struct req_set set = {.data = text_set(&z->arena, owner, RR_A, records, 2)};
	set.sigs = sign(&z->zsk, &z->arena, &set.data);
	return set;
}

static struct val_verdict check(struct zone *z, struct req_set *set)
{
	struct verify_progress p = {0};
	z->spend.slice = 100;
	return verify_set(z->v, &p, nm("example."), &z->keys.data, set, (struct wall){SIGNER_NOW},
	                  &z->spend, &z->arena);
}

#define assert_bogus(verdict, code)                                                                \
	do {                                                                                       \
		struct val_verdict v_ = (verdict);                                                 \
		assert_int_equal(v_.state, VAL_BOGUS);                                             \
		assert_int_equal(v_.ede, code);                                                    \
		assert_non_null(v_.why);                                                           \
	} while (0)

static void a_good_signature_is_secure_and_limits_the_ttl(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	struct req_set set = a_set(&z, "a.example.");
	set.data.ttl = set.sigs.ttl = 100000; /* original TTL: 3600 (RFC 4035 section 5.3.3) */
	assert_int_equal(check(&z, &set).state, VAL_SECURE);
	assert_int_equal(set.data.ttl, 3600);
	assert_int_equal(set.sigs.ttl, 3600);
	assert_int_equal(z.spend.checks, 31);
	assert_int_equal(z.spend.failures, 3);
	end(&z);
}

static void the_good_signature_comes_first(void **state)
{
	(void)state;
	struct zone z;
	struct rrsig sig;
	begin(&z);
	struct req_set set = a_set(&z, "a.example.");
	set.sigs = empty_set(set.data.owner, RR_RRSIG);
	sign_at(&z.zsk, &z.arena, &set.data, &set.sigs, SIGNER_NOW - 20, SIGNER_NOW - 10);
	sign_at(&z.zsk, &z.arena, &set.data, &set.sigs, SIGNER_NOW - 20, SIGNER_NOW + 10);
	sign_at(&z.zsk, &z.arena, &set.data, &set.sigs, SIGNER_NOW + 20, SIGNER_NOW + 30);
	assert_int_equal(check(&z, &set).state, VAL_SECURE);
	assert_int_equal(set.sigs.count, 3);
	assert_true(verify_good(&set, &sig));
	assert_int_equal(sig.expiration.value, SIGNER_NOW + 10);
	assert_int_equal(set.data.ttl, 10); /* it does not outlive the signature */
	end(&z);
}

static void reasons_are_told(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	struct req_set set = a_set(&z, "a.example.");
	struct rrset empty = empty_set(set.data.owner, RR_RRSIG);
	set.sigs = empty;
	assert_bogus(check(&z, &set), EDE_RRSIGS_MISSING);
	sign_at(&z.zsk, &z.arena, &set.data, &set.sigs, SIGNER_NOW - 20, SIGNER_NOW - 10);
	assert_bogus(check(&z, &set), EDE_EXPIRED);
	set.sigs = empty;
	sign_at(&z.zsk, &z.arena, &set.data, &set.sigs, SIGNER_NOW + 20, SIGNER_NOW + 30);
	assert_bogus(check(&z, &set), EDE_NOT_YET_VALID);
	set.sigs = empty;
	sign_at(&z.zsk, &z.arena, &set.data, &set.sigs, SIGNER_NOW + 20, SIGNER_NOW - 20);
	assert_bogus(check(&z, &set), EDE_EXPIRED_BEFORE_VALID);
	set = a_set(&z, "a.example.");
	z.zsk.tag++; /* of no key */
	set.sigs = sign(&z.zsk, &z.arena, &set.data);
	assert_bogus(check(&z, &set), EDE_DNSKEY_MISSING);
	end(&z);
}

static void changed_data_are_bogus_and_failures_are_counted(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	struct req_set good = a_set(&z, "a.example."), set = a_set(&z, "b.example.");
	set.data.records = good.data.records;
	set.sigs.records = good.sigs.records;
	for (unsigned i = 3; i > 0; i--) {
		assert_int_equal(z.spend.failures, i);
		assert_bogus(check(&z, &set), EDE_BOGUS);
	}
	/* after three nothing is checked any more */
	assert_bogus(check(&z, &good), EDE_BOGUS);
	assert_int_equal(z.spend.checks, 29);
	end(&z);
}

static void a_slice_ends_the_work_until_the_next(void **state)
{
	(void)state;
	struct zone z;
	struct verify_progress p = {0};
	begin(&z);
	struct req_set set = a_set(&z, "a.example."), other = a_set(&z, "b.example.");
	struct rrset good = set.sigs;
	set.sigs = empty_set(set.data.owner, RR_RRSIG);
	for (int i = 0; i < 6; i++) /* signatures of another set */
		sign_at(&z.zsk, &z.arena, &other.data, &set.sigs, SIGNER_NOW - 20 - (unsigned)i,
		        SIGNER_NOW + 10);
	assert_ok(rrset_add(&set.sigs, &z.arena, rrset_first(&good)));
	z.spend = (struct val_spend){32, 32, 0, VAL_SLICE_CHECKS};
	struct wall now = {SIGNER_NOW};
	assert_int_equal(
		verify_set(z.v, &p, nm("example."), &z.keys.data, &set, now, &z.spend, &z.arena)
			.state,
		VAL_AGAIN);
	assert_int_equal(z.spend.checks, 28);
	z.spend.slice = VAL_SLICE_CHECKS;
	assert_int_equal(
		verify_set(z.v, &p, nm("example."), &z.keys.data, &set, now, &z.spend, &z.arena)
			.state,
		VAL_SECURE);
	assert_int_equal(z.spend.checks, 25);
	end(&z);
}

static void many_keys_with_one_tag_are_refused_unchecked(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	struct req_set set = a_set(&z, "a.example.");
	/* Octets 16 bits apart can be exchanged without changing the tag; unless they are equal,
	 * they make another key. */
	unsigned made = 0;
	for (unsigned i = 0; made < RRSIG_SAME_TAG_MAX; i++) {
		uint8_t twin[600];
		memcpy(twin, z.zsk.rdata, z.zsk.rdata_len);
		assert_true(4 + 2 * i < z.zsk.rdata_len);
		if (twin[4 + 2 * i] == twin[20])
			continue;
		made++;
		twin[4 + 2 * i] = z.zsk.rdata[20];
		twin[20] = z.zsk.rdata[4 + 2 * i];
		assert_ok(rrset_add(&z.keys.data, &z.arena, span_of(twin, z.zsk.rdata_len)));
	}
	assert_bogus(check(&z, &set), EDE_BOGUS);
	assert_int_equal(z.spend.checks, 32);
	end(&z);
}

static struct val_verdict check_keys(struct zone *z, const struct rrset *ds,
                                     const struct anchor *anchor)
{
	struct verify_progress p = {0};
	const struct verify_base base = {.anchor = anchor, .ds = ds};
	z->spend.slice = 100;
	return verify_keys(z->v, &p, &base, &z->keys, (struct wall){SIGNER_NOW}, &z->spend,
	                   &z->arena);
}

static void add_ds(struct zone *z, struct rrset *ds, const struct signer *s, uint8_t digest)
{
	uint8_t rdata[60];
	assert_ok(rrset_add(ds, &z->arena, signer_ds(s, digest, rdata, sizeof(rdata))));
}

static void keys_are_trusted_by_ds(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	struct rrset ds = empty_set(nm("example."), RR_DS);
	add_ds(&z, &ds, &z.ksk, DS_SHA256);
	assert_int_equal(check_keys(&z, &ds, NULL).state, VAL_SECURE);
	/* The DS speaks of a key that has not signed. */
	ds = empty_set(nm("example."), RR_DS);
	add_ds(&z, &ds, &z.zsk, DS_SHA384);
	assert_bogus(check_keys(&z, &ds, NULL), EDE_DNSKEY_MISSING);
	/* Any one good path is enough (RFC 6840 section 5.11). */
	add_ds(&z, &ds, &z.ksk, DS_SHA384);
	assert_int_equal(check_keys(&z, &ds, NULL).state, VAL_SECURE);
	end(&z);
}

static void sha1_counts_only_alone(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	struct rrset ds = empty_set(nm("example."), RR_DS);
	add_ds(&z, &ds, &z.ksk, DS_SHA1);
	assert_int_equal(check_keys(&z, &ds, NULL).state, VAL_SECURE);
	struct signer other;
	signer_init(&other, nm("example."), CRYPTO_ED25519, 257);
	add_ds(&z, &ds, &other, DS_SHA256); /* RFC 4509 section 3 */
	assert_bogus(check_keys(&z, &ds, NULL), EDE_DNSKEY_MISSING);
	signer_deinit(&other);
	end(&z);
}

static void what_nobody_knows_is_insecure(void **state)
{
	(void)state;
	struct zone z;
	static const char *const digest[] = {"1 13 3 1234"}, *const algorithm[] = {"1 99 2 1234"};
	begin(&z);
	struct rrset ds = text_set(&z.arena, "example.", RR_DS, digest, 1);
	struct val_verdict v = check_keys(&z, &ds, NULL);
	assert_int_equal(v.state, VAL_INSECURE);
	assert_int_equal(v.ede, EDE_UNSUPPORTED_DIGEST);
	ds = text_set(&z.arena, "example.", RR_DS, algorithm, 1);
	v = verify_ds(&ds);
	assert_int_equal(v.state, VAL_INSECURE);
	assert_int_equal(v.ede, EDE_UNSUPPORTED_ALG);
	add_ds(&z, &ds, &z.ksk, DS_SHA256);
	assert_int_equal(check_keys(&z, &ds, NULL).state, VAL_SECURE);
	end(&z);
}

static void keys_are_trusted_by_anchor(void **state)
{
	(void)state;
	struct zone z;
	struct anchor a;
	begin(&z);
	anchor_init(&a, nm("example."));
	assert_ok(anchor_add(&a, RR_DNSKEY, 1, span_of(z.ksk.rdata, z.ksk.rdata_len)));
	assert_int_equal(check_keys(&z, NULL, &a).state, VAL_SECURE);
	a.keys.items[0].state = ANCHOR_REVOKED;
	assert_bogus(check_keys(&z, NULL, &a), EDE_UNSUPPORTED_ALG);
	anchor_deinit(&a);
	end(&z);
}

static void revoked_keys_and_those_without_zone_bit_do_not_count(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	signer_set_flags(&z.ksk, 257 | DNSKEY_REVOKE);
	z.keys.data = empty_set(nm("example."), RR_DNSKEY);
	add_key(&z, &z.ksk);
	z.keys.sigs = sign(&z.ksk, &z.arena, &z.keys.data);
	struct rrset ds = empty_set(nm("example."), RR_DS);
	add_ds(&z, &ds, &z.ksk, DS_SHA256);
	assert_bogus(check_keys(&z, &ds, NULL), EDE_DNSKEY_MISSING);
	signer_set_flags(&z.ksk, DNSKEY_SEP);
	z.keys.data = empty_set(nm("example."), RR_DNSKEY);
	add_key(&z, &z.ksk);
	z.keys.sigs = sign(&z.ksk, &z.arena, &z.keys.data);
	ds = empty_set(nm("example."), RR_DS);
	add_ds(&z, &ds, &z.ksk, DS_SHA256);
	assert_bogus(check_keys(&z, &ds, NULL), EDE_NO_ZONE_KEY);
	end(&z);
}

static void the_signer_is_the_longest_that_may_be(void **state)
{
	(void)state;
	struct zone z;
	static const char *const sigs[] = {
		"A 13 2 60 20300101000000 20200101000000 1 example. AAAA",
		"A 13 2 60 20300101000000 20200101000000 1 a.example. AAAA",
		"A 13 2 60 20300101000000 20200101000000 1 b.a.example. AAAA",
		"AAAA 13 2 60 20300101000000 20200101000000 1 a.example. AAAA",
	};
	static const char *const ds[] = {
		"DS 13 2 60 20300101000000 20200101000000 1 a.example. AAAA",
		"DS 13 2 60 20300101000000 20200101000000 1 . AAAA",
	};
	begin(&z);
	struct req_set set = a_set(&z, "a.example.");
	set.sigs = text_set(&z.arena, "a.example.", RR_RRSIG, sigs, 4);
	assert_true(name_equal(verify_signer(&set), nm("a.example.")));
	set.sigs = text_set(&z.arena, "a.example.", RR_RRSIG, sigs + 2, 2);
	assert_null(verify_signer(&set));
	set.data.type = RR_DS; /* never signed by the child */
	set.sigs = text_set(&z.arena, "a.example.", RR_RRSIG, ds, 2);
	assert_true(name_is_root(verify_signer(&set)));
	end(&z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_signature_is_secure_and_limits_the_ttl),
		cmocka_unit_test(the_good_signature_comes_first),
		cmocka_unit_test(reasons_are_told),
		cmocka_unit_test(changed_data_are_bogus_and_failures_are_counted),
		cmocka_unit_test(a_slice_ends_the_work_until_the_next),
		cmocka_unit_test(many_keys_with_one_tag_are_refused_unchecked),
		cmocka_unit_test(keys_are_trusted_by_ds),
		cmocka_unit_test(sha1_counts_only_alone),
		cmocka_unit_test(what_nobody_knows_is_insecure),
		cmocka_unit_test(keys_are_trusted_by_anchor),
		cmocka_unit_test(revoked_keys_and_those_without_zone_bit_do_not_count),
		cmocka_unit_test(the_signer_is_the_longest_that_may_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
