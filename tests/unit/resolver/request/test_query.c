/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/query.h"

#include "support.h"

static void a_restart_goes_on_with_the_counters(void **state)
{
	(void)state;
	struct query q;
	query_init(&q, (const uint8_t *)"\1a", RR_A);
	q.sends = 5;
	q.state = QUERY_WAIT;
	q.minimise_off = true;
	assert_ok(query_restart(&q, (const uint8_t *)"\1b", 11));
	assert_int_equal(q.sends, 5);
	assert_int_equal(q.state, QUERY_START);
	assert_false(q.minimise_off);
}

static void a_chain_may_not_come_back(void **state)
{
	(void)state;
	struct query q;
	query_init(&q, (const uint8_t *)"\1a", RR_A);
	assert_ok(query_restart(&q, (const uint8_t *)"\1b", 11));
	assert_int_equal(query_restart(&q, (const uint8_t *)"\1A", 11), E_EXISTS);
}

static void a_chain_has_a_limit(void **state)
{
	(void)state;
	struct query q;
	uint8_t names[20][3];
	query_init(&q, name_root, RR_A);
	for (int i = 0; i < 11; i++) {
		memcpy(names[i], (uint8_t[]){1, (uint8_t)('a' + i), 0}, 3);
		assert_ok(query_restart(&q, names[i], 11));
	}
	assert_int_equal(query_restart(&q, (const uint8_t *)"\1z", 11), E_LIMIT);
}

static void the_first_reason_of_a_failure_stays(void **state)
{
	(void)state;
	struct query q;
	query_init(&q, name_root, RR_NS);
	query_fail(&q, EDE_NETWORK, "first");
	query_fail(&q, EDE_OTHER, "second");
	assert_int_equal(q.ede, EDE_NETWORK);
	assert_string_equal(q.ede_text, "first");
	assert_int_equal(q.state, QUERY_DONE);
	assert_int_equal(q.result, QUERY_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_goes_on_with_the_counters),
		cmocka_unit_test(a_chain_may_not_come_back),
		cmocka_unit_test(a_chain_has_a_limit),
		cmocka_unit_test(the_first_reason_of_a_failure_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
