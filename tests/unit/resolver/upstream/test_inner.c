/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/upstream/inner.h"

#include "dns/name.h"
#include "support.h"

static struct name named(const char *text)
{
	struct name n;
	assert_int_equal(name_parse_str(&n, text), OK);
	return n;
}

static void a_name_is_known_for_a_while(void **state)
{
	static struct inner_names t;
	struct mono now = {1000 * NS_PER_S};
	struct name a = named("b.example.net."), same = named("B.Example.NET."),
		    c = named("c.example.net.");
	(void)state;
	assert_false(inner_is_known(&t, a.wire, 1, now));
	inner_note(&t, a.wire, 1, now);
	assert_true(inner_is_known(&t, a.wire, 1, now));
	assert_true(inner_is_known(&t, same.wire, 1, now));
	assert_false(inner_is_known(&t, c.wire, 1, now));
	now.ns += (INNER_FOR_S - 1) * NS_PER_S;
	assert_true(inner_is_known(&t, a.wire, 1, now));
	now.ns += NS_PER_S;
	assert_false(inner_is_known(&t, a.wire, 1, now));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_is_known_for_a_while)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
