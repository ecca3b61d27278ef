/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/engine/work.h"

#include "play.h"

static struct req_forward to_one, to_other;
static struct work work;

static int setup(void **state)
{
	play_setup(state);
	to_one = (struct req_forward){.count = 1};
	assert_ok(addr_parse(&to_one.to[0], span_str("10.0.0.1"), 53));
	to_other = (struct req_forward){.count = 1};
	assert_ok(addr_parse(&to_other.to[0], span_str("10.0.0.1"), 54));
	p.r.wall = p.wall;
	work = (struct work){.env = &p.env, .r = &p.r};
	return 0;
}

/* Put an address as learnt by way of `forward`. */
static void put(const struct req_forward *forward, uint8_t rank)
{
	static const uint8_t records[] = {0, 4, 192, 0, 2, 1};
	const struct rrset set = {.owner = nm("w.e."),
	                          .type = RR_A,
	                          .class_ = CLASS_IN,
	                          .ttl = 60,
	                          .count = 1,
	                          .size = sizeof(records),
	                          .records = records};
	const struct cache_entry e = {.rank = rank, .count = 1, .ttl = 60, .sets = &set};
	p.r.options.forward = forward;
	known_put(&work, CACHE_KEY(CACHE_SET, set.owner, RR_A), &e);
}

static bool is_known(const struct req_forward *forward)
{
	struct cache_entry e;
	p.r.options.forward = forward;
	return known_find(&work, CACHE_SET, nm("w.e."), RR_A, NULL, &e);
}

static void each_set_of_forwarders_has_its_own_realm(void **state)
{
	(void)state;
	p.r.options.forward = NULL;
	assert_int_equal(known_realm(&work), 0);
	p.r.options.forward = &to_one;
	uint32_t one = known_realm(&work);
	assert_int_not_equal(one, 0);
	p.r.client.flags = MSG_CD; /* validation is ours: what the client says is not asked */
	assert_int_equal(known_realm(&work), one);
	p.r.options.forward = &to_other;
	assert_int_not_equal(known_realm(&work), one);
	struct req_forward stub = to_one;
	stub.stub = true;
	p.r.options.forward = &stub;
	uint32_t with_cd = known_realm(&work);
	assert_int_not_equal(with_cd, one);
	p.r.client.flags = 0;
	assert_int_not_equal(known_realm(&work), with_cd);
}

static void what_was_not_validated_stays_apart(void **state)
{
	(void)state;
	put(&to_one, CACHE_RANK_INSECURE | CACHE_RANK_AUTH);
	assert_true(is_known(&to_one));
	assert_false(is_known(&to_other));
	assert_false(is_known(NULL));
}

static void what_servers_said_unvalidated_is_not_for_forwarding(void **state)
{
	(void)state;
	put(NULL, CACHE_RANK_INSECURE | CACHE_RANK_AUTH);
	assert_true(is_known(NULL));
	assert_false(is_known(&to_one));
}

static void what_was_validated_is_for_all_but_stubs(void **state)
{
	(void)state;
	put(&to_one, CACHE_RANK_SECURE | CACHE_RANK_AUTH);
	assert_true(is_known(&to_other));
	assert_true(is_known(NULL));
	to_other.stub = true;
	assert_false(is_known(&to_other));
}

#define KNOWN(f) cmocka_unit_test_setup_teardown(f, setup, play_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KNOWN(each_set_of_forwarders_has_its_own_realm),
		KNOWN(what_was_not_validated_stays_apart),
		KNOWN(what_servers_said_unvalidated_is_not_for_forwarding),
		KNOWN(what_was_validated_is_for_all_but_stubs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
