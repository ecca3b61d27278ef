/* SPDX-License-Identifier: BSD-2-Clause */
#include "../wire.h"

#include "resolver/rules/special.h"

static enum special_kind kind(const char *name)
{
	size_t labels;
	return special_find(nm(name), &labels);
}

static void nobodys_names_are_special(void **state)
{
	(void)state;
	static const char *const use[] = {"a.invalid.", "TEST.", "x.onion.", "printer.local.",
	                                  "a.alt."},
				 *const local[] = {"1.1.31.172.in-addr.arpa.",
	                                           "1.127.100.in-addr.arpa.", "10.in-addr.arpa.",
	                                           "8.b.d.0.1.0.0.2.ip6.arpa.", "x.home.arpa."};
	for (size_t i = 0; i < ARRAY_LEN(use); i++)
		assert_int_equal(kind(use[i]), SPECIAL_USE);
	for (size_t i = 0; i < ARRAY_LEN(local); i++)
		assert_int_equal(kind(local[i]), SPECIAL_LOCAL);
	assert_int_equal(kind("a.LOCALHOST."), SPECIAL_LOCALHOST);
	assert_int_equal(kind("1.0.0.127.in-addr.arpa."), SPECIAL_LOOPBACK4);
}

static void their_neighbours_are_not(void **state)
{
	(void)state;
	static const char *const names[] = {".",
	                                    "arpa.",
	                                    "invalid.e.",
	                                    "1.1.32.172.in-addr.arpa.",
	                                    "1.128.100.in-addr.arpa.",
	                                    "ipv4only.arpa.",
	                                    "x.internal.",
	                                    "1.1x.172.in-addr.arpa."};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(kind(names[i]), SPECIAL_NONE);
}

static void the_zone_is_told(void **state)
{
	(void)state;
	size_t labels = 0;
	assert_int_equal(special_find(nm("1.2.20.172.in-addr.arpa."), &labels), SPECIAL_LOCAL);
	assert_int_equal(labels, 4);
	assert_int_equal(special_find(nm("a.b.test."), &labels), SPECIAL_USE);
	assert_int_equal(labels, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobodys_names_are_special),
		cmocka_unit_test(their_neighbours_are_not),
		cmocka_unit_test(the_zone_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
