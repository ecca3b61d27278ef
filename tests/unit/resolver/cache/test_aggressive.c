/* SPDX-License-Identifier: BSD-2-Clause */
#include "denial_zone.h"

enum { ZONES = 300, QUESTIONS = 100 };

static struct rrcache *cache;
static struct arena arena;
static const struct nsec3_params params = {.algorithm = NSEC3_SHA1,
                                           .iterations = 2,
                                           .salt = {.data = (const uint8_t *)"salt", .len = 4}};

static int setup(void **state)
{
	struct cache_options options;
	(void)state;
	cache_options_init(&options);
	cache = cache_new(&options);
	arena_init(&arena, 0);
	rand_replay(test_seed(rand_u64()));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rand_replay(0);
	cache_free(cache);
	arena_deinit(&arena);
	return 0;
}

static enum synthesis_kind ask(const uint8_t *name, uint16_t type, struct wall now,
                               struct synthesis *s)
{
	arena_reset(&arena);
	cache_synthesise(cache, zone_name, name, type, now, &arena, s);
	return s->kind;
}

/*
 * Ask for anything: what is answered must be true.  complete: and what can be known is answered.
 */
static void question(const struct zone *z, bool complete)
{
	static const uint16_t types[] = {RR_A, RR_AAAA, RR_TXT, RR_DS, RR_NS, RR_CNAME, RR_SOA};
	struct name name;
	struct synthesis s;
	universe_name(&name);
	uint16_t type = types[rand_below(ARRAY_LEN(types))];
	enum truth truth = zone_truth(z, name.wire, type);
	enum synthesis_kind kind = ask(name.wire, type, t0, &s);
	static const enum synthesis_kind expected[] = {
		[TRUTH_THERE] = SYNTHESIS_NONE,      [TRUTH_NXDOMAIN] = SYNTHESIS_NXDOMAIN,
		[TRUTH_NODATA] = SYNTHESIS_NODATA,   [TRUTH_WILDCARD] = SYNTHESIS_ANSWER,
		[TRUTH_OTHER_ZONE] = SYNTHESIS_NONE,
	};
	bool apex_ds = type == RR_DS && name_equal(name.wire, zone_name);
	if (kind == SYNTHESIS_NONE ? complete && !apex_ds && expected[truth] != kind
	                           : expected[truth] != kind)
		fail_msg("%zu nodes, truth %d, kind %d, type %u", z->count, truth, kind, type);
	if (kind == SYNTHESIS_NXDOMAIN || kind == SYNTHESIS_NODATA)
		assert_int_equal(s.proof[0].set.type, RR_SOA);
	if (kind == SYNTHESIS_ANSWER) {
		assert_true(name_equal(s.answer.set.owner, name.wire));
		assert_true(s.count >= 1);
	}
	for (unsigned i = 0; i < s.count && kind != SYNTHESIS_NONE; i++)
		assert_true(s.proof[i].sigs.count > 0 &&
		            s.proof[i].set.ttl <= 100 + 200 * (kind == SYNTHESIS_ANSWER));
}

static void some_or_all(bool nsec3, uint32_t share)
{
	for (int n = 0; n < ZONES; n++) {
		struct zone z;
		cache_clear(cache);
		zone_make(&z);
		put_soa(cache);
		put_wildcards(cache, &z);
		if (nsec3)
			put_nsec3_chain(cache, &z, &params, share, 0);
		else
			put_nsec_chain(cache, &z, share);
		for (int i = 0; i < QUESTIONS; i++)
			question(&z, share == 100);
	}
}

static void a_whole_nsec_chain_answers_what_is_not_there(void **state)
{
	(void)state;
	some_or_all(false, 100);
}

static void parts_of_an_nsec_chain_say_nothing_wrong(void **state)
{
	(void)state;
	some_or_all(false, 50);
}

static void a_whole_nsec3_chain_answers_what_is_not_there(void **state)
{
	(void)state;
	some_or_all(true, 100);
}

static void parts_of_an_nsec3_chain_say_nothing_wrong(void **state)
{
	(void)state;
	some_or_all(true, 50);
}

/* A zone of one name, "a", with an address. */
static void small_zone(struct zone *z)
{
	static const uint16_t apex[] = {RR_NS, RR_SOA, RR_RRSIG, RR_NSEC, RR_DNSKEY};
	static const uint16_t address[] = {RR_A, RR_RRSIG, RR_NSEC};
	struct name a;
	z->count = 0;
	assert_ok(name_parse_str(&a, "a.example."));
	node_add(z, zone_name, apex, ARRAY_LEN(apex));
	node_add(z, a.wire, address, ARRAY_LEN(address));
}

static const uint8_t nowhere[] = "\7nowhere\7example";

static void opt_out_is_no_proof(void **state)
{
	(void)state;
	struct zone z;
	struct synthesis s;
	small_zone(&z);
	put_soa(cache);
	put_nsec3_chain(cache, &z, &params, 100, NSEC3_OPT_OUT);
	assert_int_equal(ask(nowhere, RR_A, t0, &s), SYNTHESIS_NONE);
}

static void it_ends_with_the_records(void **state)
{
	(void)state;
	struct zone z;
	struct synthesis s;
	small_zone(&z);
	put_soa(cache);
	put_nsec_chain(cache, &z, 100);
	assert_int_equal(ask(nowhere, RR_A, after(30), &s), SYNTHESIS_NXDOMAIN);
	assert_int_equal(s.proof[0].set.ttl, 100); /* MINIMUM */
	assert_int_equal(ask(nowhere, RR_A, after(250), &s), SYNTHESIS_NXDOMAIN);
	assert_int_equal(s.proof[0].set.ttl, 50);
	assert_int_equal(ask(nowhere, RR_A, after(300), &s), SYNTHESIS_NONE);
}

static void without_the_soa_there_is_no_answer(void **state)
{
	(void)state;
	struct zone z;
	struct synthesis s;
	small_zone(&z);
	put_nsec_chain(cache, &z, 100);
	assert_int_equal(ask(nowhere, RR_A, t0, &s), SYNTHESIS_NONE);
}

static void what_is_not_tried_proves_nothing(void **state)
{
	(void)state;
	static const uint8_t elsewhere[] = "\1a\4test";
	struct synthesis s;
	memset(&s, 0xff, sizeof(s));
	assert_int_equal(ask(elsewhere, RR_A, t0, &s), SYNTHESIS_NONE);
	assert_int_equal(s.count, 0);
}

static void a_name_that_was_cleared_is_asked_for_again(void **state)
{
	(void)state;
	struct zone z;
	struct synthesis s;
	small_zone(&z);
	for (int round = 0; round < 2; round++) {
		put_soa(cache);
		if (round == 0)
			put_nsec_chain(cache, &z, 100);
		else
			put_nsec3_chain(cache, &z, &params, 100, 0);
		assert_int_equal(ask(nowhere, RR_A, t0, &s), SYNTHESIS_NXDOMAIN);
		cache_drop_denials(cache, nowhere, t0);
		assert_int_equal(ask(nowhere, RR_A, t0, &s), SYNTHESIS_NONE);
	}
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_whole_nsec_chain_answers_what_is_not_there),
		CASE(parts_of_an_nsec_chain_say_nothing_wrong),
		CASE(a_whole_nsec3_chain_answers_what_is_not_there),
		CASE(parts_of_an_nsec3_chain_say_nothing_wrong),
		CASE(opt_out_is_no_proof),
		CASE(it_ends_with_the_records),
		CASE(without_the_soa_there_is_no_answer),
		CASE(what_is_not_tried_proves_nothing),
		CASE(a_name_that_was_cleared_is_asked_for_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
