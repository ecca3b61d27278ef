/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/canonical.h"

static struct arena arena;

/* The octets of a set by the rules one by one: RFC 4034 section 6.2, section 6.3. */
static void order_form_and_repetitions(void **state)
{
	(void)state;
	struct canonical c = {0};
	struct rrset set = {0}, twice;
	sec_add(&arena, &set, "WWW.Example. 60 MX 20 B.Example.");
	sec_add(&arena, &set, "WWW.Example. 60 MX 10 A.example.");
	sec_add(&arena, &set, "WWW.Example. 60 MX 20 b.example."); /* equal in canonical form */
	canonical_put_set(&c, &set, set.owner, 3600);
	static const uint8_t expected[] =
		"\3www\7example\0\0\17\0\1\0\0\16\20\0\15\0\12\1a\7example\0"
		"\3www\7example\0\0\17\0\1\0\0\16\20\0\15\0\24\1b\7example";
	assert_int_equal(c.len, sizeof(expected));
	assert_memory_equal(c.octets, expected, sizeof(expected));
	twice = set;
	canonical_put_set(&c, &twice, set.owner, 3600);
	assert_int_equal(c.len, 2 * sizeof(expected));
	canonical_reset(&c);
	canonical_put(&c, span_str("x"));
	assert_true(span_equal(canonical_octets(&c), span_str("x")));
	canonical_deinit(&c);
}

static void types_outside_the_list_keep_their_case(void **state)
{
	(void)state;
	struct canonical c = {0};
	struct rrset set = sec_set(&arena, "a. 60 HTTPS 1 B.");
	canonical_put_set(&c, &set, set.owner, 60);
	assert_int_equal(c.octets[c.len - 2], 'B');
	canonical_deinit(&c);
}

static void a_shorter_record_comes_first(void **state)
{
	(void)state;
	struct canonical c = {0};
	struct rrset set = {0};
	sec_add(&arena, &set, "a. 60 TYPE999 \\# 2 0100");
	sec_add(&arena, &set, "a. 60 TYPE999 \\# 1 01");
	sec_add(&arena, &set, "a. 60 TYPE999 \\# 0");
	canonical_put_set(&c, &set, set.owner, 60);
	assert_int_equal(c.len, 3 * 13 + 3);
	assert_int_equal(wire_get_u16(c.octets + 11), 0);
	assert_int_equal(wire_get_u16(c.octets + 13 + 11), 1);
	canonical_deinit(&c);
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_form_and_repetitions),
		cmocka_unit_test(types_outside_the_list_keep_their_case),
		cmocka_unit_test(a_shorter_record_comes_first),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
