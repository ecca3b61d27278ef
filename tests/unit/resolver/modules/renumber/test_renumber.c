/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static struct request r;

static int setup(void **state)
{
	module_world_setup(state);
	req_init(&r);
	return module_load("renumber") == OK ? 0 : 1;
}

static int teardown(void **state)
{
	req_deinit(&r);
	return module_world_teardown(state);
}

/* What becomes of an address. */
static void becomes(const char *from, const char *to)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	struct addr given, at;
	struct text t;
	uint8_t records[18];
	assert_ok(addr_parse(&given, span_str(from), 0));
	struct span octets = addr_octets(&given);
	wire_set_u16(records, (uint16_t)octets.len);
	memcpy(records + 2, octets.data, octets.len);
	const struct rrset set = {.owner = nm("a.e."),
	                          .type = octets.len == 4 ? RR_A : RR_AAAA,
	                          .count = 1,
	                          .size = 2 + (uint32_t)octets.len,
	                          .records = records};
	const struct req_set both = {.data = set, .sigs = {.count = 1}};
	req_answer_init(&r.answer);
	assert_true(req_answer_add(&r.answer, SECTION_ANSWER, &both));
	assert_int_equal(h->finish(h->ctx, &r), HOOK_NEXT);
	const struct req_set *got = &r.answer.answer[0];
	at = addr_from_octets(rrset_first(&got->data), 0);
	text_init(&t);
	addr_print(&t, &at, false);
	assert_string_equal(t.buf, to);
	assert_int_equal(got->sigs.count, strcmp(from, to) == 0);
	assert_memory_equal(records + 2, octets.data, octets.len); /* it is not ours */
	text_deinit(&t);
}

static void addresses_move_with_their_hosts_bits(void **state)
{
	(void)state;
	module_says("renumber", "config",
	            "[[\"10.10.10.0/24\",\"192.168.1.0\"],[\"10.10.0.0/15\",\"192.168.254.9\"],"
	            "[\"2001:db8::/33\",\"fd00::\"],[\"192.0.2.1\",\"192.0.2.99\"],"
	            "[\"198.51.100.0/24\",\"203.0.113.7!\"]]",
	            "");
	becomes("10.10.10.7", "192.168.1.7");
	becomes("10.11.2.3", "192.169.2.3"); /* 15 bits */
	becomes("10.12.2.3", "10.12.2.3");
	becomes("2001:db8:7fff::5", "fd00:0:7fff::5");
	becomes("2001:db8:8000::5", "2001:db8:8000::5");
	becomes("192.0.2.1", "192.0.2.99");
	becomes("192.0.2.2", "192.0.2.2");
	becomes("198.51.100.50", "203.0.113.7");
	module_says("renumber", "config", "{}", "");
	becomes("10.10.10.7", "10.10.10.7");
}

static void wrong_rules_leave_those_that_are_there(void **state)
{
	static const char *const wrong[] = {
		"x",
		"5",
		"[\"10.0.0.0/8\",\"11.0.0.0\"]",
		"[[\"10.0.0.0/8\"]]",
		"{\"a\":1}",
		"[[\"10.0.0.0/33\",\"11.0.0.0\"]]",
		"[[\"10.0.0.0/8\",\"::1\"]]",
		"[[\"/x\",\"/y\"]]",
		"[[\"10.0.0.0-10.0.0.9\",\"11.0.0.0\"]]",
		"[[\"10.0.0.0/8\",\"11.0.0.0@53\"]]",
		"[[\"10.0.0.0/8\",\"\"]]",
		"[[\"10.0.0.0/8\",\"!\"]]",
		"[[\"10.0.0.0/8\",\"11.0.0.0\"],]",
		"[[\"10.0.0.0/8\",\"11.0.0.0\"]",
	};
	(void)state;
	module_says("renumber", "config", "[[\"192.0.2.0/24\",\"10.0.0.0\"]]", "");
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		module_says("renumber", "config", wrong[i],
		            "~[renumber] expected { {prefix, target}, ... }");
	becomes("192.0.2.7", "10.0.0.7");
	module_says("renumber", "config", NULL, "");
	becomes("192.0.2.7", "192.0.2.7");
}

static void addresses_that_the_resolver_needs_stay(void **state)
{
	(void)state;
	module_says("renumber", "config", "[[\"192.0.2.0/24\",\"10.0.0.0\"]]", "");
	r.options.for_itself = true;
	becomes("192.0.2.7", "192.0.2.7");
	r.options.for_itself = false;
	becomes("192.0.2.7", "10.0.0.7");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(addresses_move_with_their_hosts_bits),
		T(wrong_rules_leave_those_that_are_there),
		T(addresses_that_the_resolver_needs_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
