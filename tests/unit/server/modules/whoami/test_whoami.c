/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../modules_world.h"

static struct modules_world w;

static int setup(void **state)
{
	(void)state;
	modules_world_init(&w, "zone:\n  - domain: example.\n    module: mod-whoami\n");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	modules_world_deinit(&w);
	return 0;
}

static void assert_says(const char *words, const char *expected)
{
	struct text t;
	text_init(&t);
	const struct answer_query *q = modules_ask(&w, words);
	assert_int_equal(q->kind, ANSWER_REPLY);
	reply_to_text(&t, span_of(q->reply, q->reply_len));
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
}

static void the_apex_has_the_address_that_asks(void **state)
{
	(void)state;
	modules_world_from(&w, "192.0.2.100");
	assert_says("eXample. A", "NOERROR aa\nan eXample. 3600 A 192.0.2.100\n");
	modules_world_from(&w, "2001:db8::77");
	assert_says("example. AAAA edns", "NOERROR aa\nan example. 3600 AAAA 2001:db8::77\n");
}

static void everything_else_is_the_zones(void **state)
{
	(void)state;
	modules_world_from(&w, "192.0.2.100");
	assert_says(
		"example. AAAA",
		"NOERROR aa\nau example. 300 SOA ns.example. h.example. 7 7200 900 1209600 300\n");
	assert_says("www.example. A", "NOERROR aa\nan www.example. 60 A 192.0.2.2\n");
	assert_says("alias.example. A", "NOERROR aa\nan alias.example. 60 CNAME www.example.\n"
	                                "an www.example. 60 A 192.0.2.2\n");
	assert_says(
		"no.example. A",
		"NXDOMAIN aa\nau example. 300 SOA ns.example. h.example. 7 7200 900 1209600 300\n");
	assert_says("example. NS", "NOERROR aa\nan example. 60 NS ns.example.\n"
	                           "ad ns.example. 60 A 192.0.2.1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_apex_has_the_address_that_asks),
		cmocka_unit_test(everything_else_is_the_zones),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
