/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/engine/import.h"

#include "../signer.h"

#include "resolver/cache/aggressive.h"

static const struct wall now = {SIGNER_NOW};
static struct engine_env env;
static struct anchors *anchors;
static struct signer key;
static struct arena arena;
static struct import *imp;

static int setup(void **state)
{
	struct cache_options options;
	(void)state;
	cache_options_init(&options);
	arena_init(&arena, 0);
	signer_init(&key, name_root, 15, DNSKEY_ZONE | DNSKEY_SEP);
	anchors = anchors_new();
	env = (struct engine_env){
		.cache = cache_new(&options), .anchors = anchors, .validator = validator_new()};
	imp = import_new(&env, name_root);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	import_free(imp);
	anchors_free(anchors);
	validator_free(env.validator);
	cache_free(env.cache);
	signer_deinit(&key);
	arena_deinit(&arena);
	return 0;
}

static void trust_key(void)
{
	struct anchor *a;
	assert_ok(anchors_make(anchors, name_root, &a));
	assert_ok(anchor_add(a, RR_DNSKEY, 3600, span_of(key.rdata, key.rdata_len)));
}

static void add_set(const struct rrset *set, bool is_signed)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	while (rrset_next(&it, &rdata))
		assert_ok(import_add(imp, set->owner, set->type, set->ttl, rdata));
	if (!is_signed)
		return;
	struct rrset sigs = empty_set(set->owner, RR_RRSIG);
	sign_at(&key, &arena, set, &sigs, SIGNER_NOW - 100, SIGNER_NOW + 100000);
	it = rrset_iter_of(&sigs);
	while (rrset_next(&it, &rdata))
		assert_ok(import_add(imp, sigs.owner, RR_RRSIG, sigs.ttl, rdata));
}

static void add(const char *owner, uint16_t type, const char *record, bool is_signed)
{
	struct rrset set = text_set(&arena, owner, type, &record, 1);
	add_set(&set, is_signed);
}

static void add_keys(void)
{
	struct rrset keys = empty_set(name_root, RR_DNSKEY);
	assert_ok(rrset_add(&keys, &arena, span_of(key.rdata, key.rdata_len)));
	add_set(&keys, true);
}

static void add_zone(void)
{
	add_keys();
	add("e.", RR_NS, "a.e.", false);
	add("a.e.", RR_A, "192.0.2.1", false);
	add("e.", RR_DS,
	    "1 15 2 "
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    true);
	add(".", RR_SOA, "a. b. 1 2 3 4 600", true);
	add("b.", RR_NS, "b.", false);
	add("b.", RR_A, "192.0.2.2", false);
	add("b.", RR_NSEC, "e. NS RRSIG NSEC", true);
	add("e.", RR_NSEC, ". NS DS RRSIG NSEC", true);
	add(".", RR_NSEC, "b. NS SOA RRSIG NSEC DNSKEY", true);
	add("t.", RR_TXT, "\"unsigned\"", false);
}

static bool has(enum cache_kind kind, const char *name, uint16_t type, uint8_t rank)
{
	struct cache_entry e;
	return cache_get(env.cache, CACHE_KEY(kind, nm(name), type), now, NULL, &e) &&
	       (e.rank & rank) == rank;
}

static void a_zone_is_as_if_it_had_been_asked_for(void **state)
{
	struct synthesis s;
	(void)state;
	trust_key();
	add_zone();
	assert_ok(import_begin(imp, now));
	unsigned steps = 1;
	while (import_step(imp, 2, now))
		steps++;
	assert_int_equal(steps, 6);
	assert_true(has(CACHE_SET, ".", RR_DNSKEY, CACHE_RANK_SECURE));
	assert_true(has(CACHE_SET, ".", RR_SOA, CACHE_RANK_SECURE));
	assert_true(has(CACHE_SET, "e.", RR_DS, CACHE_RANK_SECURE));
	assert_true(has(CACHE_CUT, "e.", RR_NS, 0));
	assert_true(has(CACHE_GLUE, "a.e.", RR_A, 0));
	assert_true(has(CACHE_GLUE, "b.", RR_A, 0));
	assert_false(has(CACHE_SET, "b.", RR_A, 0));
	assert_false(has(CACHE_SET, "t.", RR_TXT, 0));
	cache_synthesise(env.cache, name_root, nm("x."), RR_A, now, &arena, &s);
	assert_int_equal(s.kind, SYNTHESIS_NXDOMAIN);
	struct import_numbers n = import_numbers(imp);
	assert_int_equal(n.cuts, 2);
	assert_int_equal(n.secure, 6);
	assert_int_equal(n.dropped, 1);
}

static void without_an_anchor_nothing_is_taken(void **state)
{
	(void)state;
	add_zone();
	assert_int_equal(import_begin(imp, now), E_NOTFOUND);
}

static void keys_of_others_are_refused(void **state)
{
	struct signer other;
	struct anchor *a;
	(void)state;
	signer_init(&other, name_root, 15, DNSKEY_ZONE | DNSKEY_SEP);
	assert_ok(anchors_make(anchors, name_root, &a));
	assert_ok(anchor_add(a, RR_DNSKEY, 3600, span_of(other.rdata, other.rdata_len)));
	add_zone();
	assert_int_equal(import_begin(imp, now), E_FAILED);
	signer_deinit(&other);
}

static void a_file_without_keys_or_soa_is_no_zone(void **state)
{
	(void)state;
	trust_key();
	assert_int_equal(import_begin(imp, now), E_FAILED);
	add_keys();
	assert_int_equal(import_begin(imp, now), E_FAILED);
}

static void bad_signatures_are_left_out(void **state)
{
	(void)state;
	trust_key();
	add_zone();
	add("f.", RR_DS,
	    "1 15 2 "
	    "0000000000000000000000000000000000000000000000000000000000000000",
	    true);
	assert_ok(
		import_add(imp, nm("f."), RR_DS, 3600, span_str("\0\1\17\2more than was signed")));
	assert_ok(import_begin(imp, now));
	while (import_step(imp, 100, now))
		;
	assert_false(has(CACHE_SET, "f.", RR_DS, 0));
	assert_true(has(CACHE_SET, "e.", RR_DS, CACHE_RANK_SECURE));
}

#define IMPORT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMPORT(a_zone_is_as_if_it_had_been_asked_for),
		IMPORT(without_an_anchor_nothing_is_taken),
		IMPORT(keys_of_others_are_refused),
		IMPORT(a_file_without_keys_or_soa_is_no_zone),
		IMPORT(bad_signatures_are_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
