/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void nobodys_names_do_not_exist(void **state)
{
	(void)state;
	static const char *const names[] = {"a.invalid.",
	                                    "TEST.",
	                                    "x.onion.",
	                                    "printer.local.",
	                                    "a.alt.",
	                                    "1.1.31.172.in-addr.arpa.",
	                                    "1.127.100.in-addr.arpa.",
	                                    "8.b.d.0.1.0.0.2.ip6.arpa."};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		play_begin(names[i], RR_A);
		assert_true(p.answered);
		assert_true(p.r.answer.authoritative);
		assert_int_equal(p.r.answer.answer_count, 0);
		assert_int_equal(p.r.answer.authority_count, 1);
	}
}

static void their_neighbours_do(void **state)
{
	(void)state;
	static const char *const names[] = {"invalid.e.",
	                                    "1.1.32.172.in-addr.arpa.",
	                                    "1.128.100.in-addr.arpa.",
	                                    "ipv4only.arpa.",
	                                    "x.internal.",
	                                    "1.1x.172.in-addr.arpa."};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		play_begin(names[i], RR_A);
		assert_false(p.answered);
	}
}

static void ds_of_a_local_zone_is_the_parents(void **state)
{
	(void)state;
	play_begin("home.arpa.", RR_DS);
	assert_false(p.answered);
	play_begin("home.arpa.", RR_SOA);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.answer_count, 1);
}

static void a_request_may_be_exempt(void **state)
{
	(void)state;
	p.options.no_special = true;
	play_begin("a.test.", RR_A);
	assert_false(p.answered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(nobodys_names_do_not_exist),
		PLAY(their_neighbours_do),
		PLAY(ds_of_a_local_zone_is_the_parents),
		PLAY(a_request_may_be_exempt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
