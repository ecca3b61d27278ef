/* SPDX-License-Identifier: BSD-2-Clause */
#include "denial_zone.h"

static struct rrcache *cache;
static struct arena arena;

static int setup(void **state)
{
	struct cache_options options;
	(void)state;
	cache_options_init(&options);
	cache = cache_new(&options);
	arena_init(&arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	cache_free(cache);
	arena_deinit(&arena);
	return 0;
}

/* Put an NSEC record from one name to another. */
static bool put(const char *owner, const char *next, size_t labels_less)
{
	struct name from, to;
	static const uint16_t types[] = {RR_A};
	uint8_t rdata[300], room[302], sig_room[80];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct rrset set, sigs;
	assert_ok(name_parse_str(&from, owner));
	assert_ok(name_parse_str(&to, next));
	nsec_write(&w, to.wire, types, 1);
	one_record(&set, room, from.wire, RR_NSEC, wire_written(&w));
	sign(&sigs, sig_room, &set, rrsig_owner_labels(from.wire) - labels_less);
	return cache_put_denial(cache, zone_name, &set, &sigs, TTL, t0);
}

static bool finds(const char *text, const char *owner)
{
	struct name name, expected;
	struct cache_proof p;
	assert_ok(name_parse_str(&name, text));
	if (!cache_find_nsec(cache, zone_name, name.wire, t0, &arena, &p))
		return owner == NULL;
	if (owner == NULL)
		return false;
	assert_ok(name_parse_str(&expected, owner));
	return name_equal(p.set.owner, expected.wire) && p.sigs.count == 1;
}

static void the_record_before_a_name_is_found(void **state)
{
	(void)state;
	assert_true(finds("x.example.", NULL));
	assert_true(put("b.example.", "d.example.", 0));
	assert_true(put("f.example.", "example.", 0));
	assert_true(finds("a.example.", NULL));
	assert_true(finds("b.example.", "b.example."));
	assert_true(finds("c.example.", "b.example."));
	assert_true(finds("z.c.example.", "b.example."));
	assert_true(finds("zz.example.", "f.example."));
	assert_true(finds("example.", NULL));
	/* Those of other zones are not taken for it. */
	assert_false(cache_find_nsec(cache, (const uint8_t *)"\4zone", (const uint8_t *)"\1a\4zone",
	                             t0, &arena, &(struct cache_proof){.set = {0}}));
}

static void what_proves_nothing_is_not_kept(void **state)
{
	(void)state;
	assert_false(put("a.example.", "other.", 0));           /* leads out of the zone */
	assert_false(put("d.example.", "b.example.", 0));       /* backwards */
	assert_false(put("a.example.", "b.example.", 1));       /* from a wildcard */
	assert_false(put("a.example.", "\\000.a.example.", 0)); /* covers nothing */
	assert_false(put("a.other.", "b.other.", 0));
	assert_true(finds("a.example.", NULL));
}

static void chains_of_nsec3_are_told_apart(void **state)
{
	(void)state;
	struct zone z = {.count = 0};
	struct cache_chain chains[CACHE_CHAINS_MAX];
	struct nsec3_params params = {.algorithm = NSEC3_SHA1};
	static const uint16_t apex[] = {RR_SOA};
	rand_replay(test_seed(rand_u64()));
	node_add(&z, zone_name, apex, 1);
	node_add(&z, (const uint8_t *)"\1a\7example", apex, 1);
	for (uint16_t i = 0; i < 3; i++) {
		params.iterations = i;
		put_nsec3_chain(cache, &z, &params, 100, 0);
	}
	assert_int_equal(cache_find_chains(cache, zone_name, t0, &arena, chains), 2);
	assert_int_equal(chains[0].params.iterations, 2);
	assert_int_equal(chains[1].params.iterations, 1);
	for (int i = 0; i < 2; i++) {
		struct cache_proof p;
		uint8_t hash[NSEC3_HASH_LEN], none[NSEC3_HASH_LEN] = {0};
		nsec3_name_hash(hash, &chains[i].params, zone_name);
		assert_true(cache_find_nsec3(cache, zone_name, &chains[i], hash, t0, &arena, &p));
		/* Before the first comes the last. */
		assert_true(cache_find_nsec3_before(cache, zone_name, &chains[i], none, t0, &arena,
		                                    &p));
		assert_false(cache_find_nsec3(cache, zone_name, &chains[i], none, t0, &arena, &p));
	}
	rand_replay(0);
}

static void too_many_iterations_are_not_worth_it(void **state)
{
	(void)state;
	struct zone z = {.count = 0};
	static const uint16_t apex[] = {RR_SOA};
	const struct nsec3_params params = {.algorithm = NSEC3_SHA1,
	                                    .iterations = NSEC3_ITERATIONS_MAX + 1};
	struct nsec3_link link = {.types = apex, .type_count = 1};
	uint8_t next[NSEC3_HASH_LEN] = {255}, rdata[300], room[302];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct name owner;
	struct rrset s;
	(void)z;
	nsec3_write(&w, &params, &link, next);
	assert_ok(nsec3_owner(&owner, link.hash, zone_name));
	one_record(&s, room, owner.wire, RR_NSEC3, wire_written(&w));
	assert_false(put_signed(cache, &s, true));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_record_before_a_name_is_found),
		CASE(what_proves_nothing_is_not_kept),
		CASE(chains_of_nsec3_are_told_apart),
		CASE(too_many_iterations_are_not_worth_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
