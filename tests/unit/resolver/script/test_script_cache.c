/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(sizes_are_set_by_assignment_and_call, {"cache.size", "0\n"},
            {"cache.size = 10 * MB", ""}, {"cache.size", "10485760\n"},
            {"cache.current_size", "10485760\n"}, {"cache.open(1 * MB)", "true\n"},
            {"cache = { size = 2 * MB }", ""}, {"cache.size", "2097152\n"},
            {"cache.open(8191)", "~invalid cache size specified"},
            {"cache.size = 'x'", "~expected 'open("},
            {"cache.open(1 * MB, 'lmdb://')", "~cache storage 'lmdb://' is not available"},
            {"cache.storage = 'lmdb://'", "~cache storage"},
            {"cache.backends()", "[memory://] => true\n"})

SCRIPT_TEST(ttl_limits_do_not_cross, {"cache.min_ttl(30)", "30\n"},
            {"cache.max_ttl(30)", "~max_ttl must be larger"}, {"cache.max_ttl(60)", "60\n"},
            {"cache.min_ttl(60)", "~min_ttl must be smaller"}, {"cache.min_ttl(-1)", "~min_ttl"},
            {"cache.max_ttl(0/0)", "~max_ttl"}, {"cache.max_ttl()", "60\n"})

SCRIPT_TEST(clearing_takes_a_name_or_nothing, {"cache.clear()", "true\n"},
            {"cache.clear('example.com.')", "0\n"},
            {"cache.clear('a..b')", "~incorrect name passed"},
            {"cache.clear_everything()", "true\n"}, {"cache.count()", "0\n"},
            {"cache.stats().hit", "0\n"})

static void a_cleared_cache_asks_again(void **state)
{
	struct script_world s;
	struct msg m;
	static const struct row full[] = {{"cache.count() > 0", "true\n"},
	                                  {"cache.stats().answer_count", "1\n"}};
	static const struct row clear[] = {{"cache.clear()", "true\n"}};
	(void)state;
	script_world_init(&s);
	assert_false(script_cache_is_open(s.script));
	world_ask(&s.w, "www.example.", RR_A, 0, &m);
	script_world_run(&s, full, ARRAY_LEN(full));
	script_world_run(&s, clear, ARRAY_LEN(clear));
	world_ask(&s.w, "www.example.", RR_A, 0, &m);
	assert_int_equal(s.w.asked, 2);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_set_by_assignment_and_call),
		cmocka_unit_test(ttl_limits_do_not_cross),
		cmocka_unit_test(clearing_takes_a_name_or_nothing),
		cmocka_unit_test(a_cleared_cache_asks_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
