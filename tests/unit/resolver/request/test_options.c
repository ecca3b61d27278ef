/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/options.h"

#include "support.h"

static void defaults_are_those_of_the_contract(void **state)
{
	(void)state;
	struct req_options o;
	req_options_init(&o);
	assert_int_equal(o.mode, REQ_MODE_NORMAL);
	assert_true(o.minimise && o.random_case && o.ip4 && o.ip6);
	assert_false(o.allow_local || o.no_cache || o.tcp_only || o.no_special);
	assert_int_equal(o.edns_size, 1232);
	assert_int_equal(o.port, 53);
	assert_int_equal(o.limits.sends_query, 50);
	assert_int_equal(o.limits.sends_total, 200);
	assert_int_equal(o.limits.cname_steps, 11);
	assert_int_equal(o.limits.depth, 8);
	assert_int_equal(o.limits.ns_used, 13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_contract),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
