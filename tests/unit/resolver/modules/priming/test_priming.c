/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

#include "report/group_log.h"

static bool has_hint(const char *name, const char *address)
{
	struct addr at;
	assert_ok(addr_parse(&at, span_str(address), 53));
	struct span octets = addr_octets(&at);
	for (unsigned i = 0; i < mw.hints.addr_count; i++) {
		const struct server_addr *a = &mw.hints.addrs[i].at;
		if (a->len == octets.len && memcmp(a->octets, octets.data, octets.len) == 0)
			return name_equal(mw.hints.names[mw.hints.addrs[i].name].wire, nm(name));
	}
	return false;
}

static int setup(void **state)
{
	static const uint8_t old[4] = {192, 0, 2, 99};
	module_world_setup(state);
	assert_ok(hints_add(&mw.hints, nm("old."), span_of(old, 4), 53));
	return module_load("priming") == OK ? 0 : 1;
}

static void what_the_root_says_takes_the_place_of_the_hints(void **state)
{
	(void)state;
	module_wait(0);
	ANSWER(".", RR_NS, ". 500 NS a.r.", ". 500 NS b.r.");
	assert_true(has_hint("old.", "192.0.2.99"));
	module_wait(0);
	ANSWER("a.r.", RR_A, "a.r. 60 A 192.0.2.1", "a.r. 60 A 192.0.2.2");
	module_wait(0);
	module_answer("a.r.", RR_AAAA, RCODE_NOERROR, NULL);
	module_wait(0);
	module_answer("b.r.", RR_A, RCODE_SERVFAIL, NULL);
	module_wait(0);
	ANSWER("b.r.", RR_AAAA, "b.r. 60 AAAA 2001:db8::1");
	assert_true(has_hint("old.", "192.0.2.99"));
	module_wait(0);
	assert_int_equal(mw.hints.addr_count, 3);
	assert_true(has_hint("a.r.", "192.0.2.1") && has_hint("a.r.", "192.0.2.2") &&
	            has_hint("b.r.", "2001:db8::1"));
	module_wait(500 * 1000); /* again, when the names' TTL is over */
	ANSWER(".", RR_NS, ". 0 NS c.r.");
	module_wait(0);
	ANSWER("c.r.", RR_A, "c.r. 60 A 192.0.2.3");
	module_wait(0);
	module_answer("c.r.", RR_AAAA, RCODE_NXDOMAIN, NULL);
	module_wait(0);
	assert_int_equal(mw.hints.addr_count, 1);
	assert_int_equal(mw.timers[0]->ms, 1000); /* never all the time */
}

static void a_long_ttl_has_the_limit_of_the_cache(void **state)
{
	(void)state;
	module_wait(0);
	ANSWER(".", RR_NS, ". 9999999 NS a.r.");
	module_wait(0);
	ANSWER("a.r.", RR_A, "a.r. 60 A 192.0.2.1");
	module_wait(0);
	module_answer("a.r.", RR_AAAA, RCODE_NOERROR, NULL);
	module_wait(0);
	assert_int_equal(mw.timers[0]->ms, 86400 * 1000);
}

static void a_failure_keeps_the_hints_and_is_tried_again(void **state)
{
	(void)state;
	module_says("priming", "get", "retry_time", "10000");
	module_wait(0);
	module_answer(".", RR_NS, RCODE_SERVFAIL, NULL);
	module_says("priming", "set", "retry_time 2500", "");
	module_wait(10000);
	ANSWER(".", RR_NS, ". 60 SOA a. b. 1 2 3 4 5"); /* no names */
	module_wait(2500);
	ANSWER(".", RR_NS, ". 60 NS a.r.");
	module_wait(0);
	module_answer("a.r.", RR_A, RCODE_SERVFAIL, NULL);
	module_wait(0);
	module_answer("a.r.", RR_AAAA, RCODE_SERVFAIL, NULL);
	module_wait(0);
	mw.busy = true;
	module_wait(2500);
	assert_int_equal(mw.timers[0]->ms, 2500);
	assert_true(has_hint("old.", "192.0.2.99"));
}

static void what_is_set_must_be_right(void **state)
{
	(void)state;
	module_says("priming", "set", "retry_time x", "~expected 'retry_time'");
	module_says("priming", "set", "retry_time 0", "~expected");
	module_says("priming", "set", "retry_time", "~expected");
	module_says("priming", "set", "other 1", "~expected");
	module_says("priming", "set", NULL, "~expected");
	module_says("priming", "get", "other", "");
	module_says("priming", "get", "retry_time", "10000");
}

#undef MODULE_TEST
#define MODULE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, module_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(what_the_root_says_takes_the_place_of_the_hints),
		MODULE_TEST(a_long_ttl_has_the_limit_of_the_cache),
		MODULE_TEST(a_failure_keeps_the_hints_and_is_tried_again),
		MODULE_TEST(what_is_set_must_be_right),
	};
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
