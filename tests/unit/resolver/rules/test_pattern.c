/* SPDX-License-Identifier: BSD-2-Clause */
/* resolver/modules/policy/policy.test.lua compares with string.find. */
#include "support.h"

#include "resolver/rules/pattern.h"

static bool finds(const char *text, struct span subject)
{
	struct pattern *p;
	const char *fault;
	assert_ok(pattern_new(&p, span_str(text), &fault));
	bool found = pattern_find(p, subject);
	pattern_free(p);
	return found;
}

#define FINDS(text, subject)  assert_true(finds(text, span_str(subject)))
#define MISSES(text, subject) assert_false(finds(text, span_str(subject)))

static void names_match_patterns_of_the_manual(void **state)
{
	(void)state;
	static const uint8_t name[] = "\4www7\6badboy\2cz";
	assert_true(finds("\4www[0-9]\6badboy\2cz", span_of(name, sizeof(name))));
	assert_false(finds("\4www[0-6]\6badboy\2cz", span_of(name, sizeof(name))));
	assert_true(finds("badboy", span_of(name, sizeof(name))));
	assert_true(finds("%z$", span_of(name, sizeof(name))));
	assert_false(finds("^www", span_of(name, sizeof(name))));
}

static void all_of_the_language_is_there(void **state)
{
	(void)state;
	FINDS("", "");
	FINDS("a*b", "aaab");
	FINDS("^a-b$", "aaab");
	MISSES("^a+b$", "b");
	FINDS("^a?b$", "b");
	FINDS("%d%d%d", "x123");
	MISSES("%D", "123");
	FINDS("[%w_]+%.[^.]", "a_1.b");
	FINDS("[]]", "]");
	FINDS("[a%-z]", "-");
	FINDS("[a-]", "-");
	MISSES("[^a-c]", "abc");
	FINDS("%b()x", "f(a(b)c)x");
	MISSES("%b()x", "f(a(bc)");
	FINDS("%f[%w]two%f[%W]", "one two three");
	MISSES("%f[%w]wo", "one two");
	FINDS("(a+)b%1", "aabaa");
	MISSES("^(a+)b%1$", "aabaaa");
	FINDS("()ab()", "xab");
	FINDS("a$b", "a$b");
	FINDS("a.c", "a\nc");
	FINDS("%%", "%");
	FINDS("(a*(.)%w(%s*))", "aab  ");
}

static void wrong_ones_are_refused(void **state)
{
	static const char *const wrong[][2] = {
		{"%", "malformed pattern (ends with '%')"},
		{"[a", "malformed pattern (missing ']')"},
		{"[%", "malformed pattern (missing ']')"},
		{"[^", "malformed pattern (missing ']')"},
		{"%b(", "missing arguments to '%b'"},
		{"%fa", "missing '[' after '%f' in pattern"},
		{"(a", "unfinished capture"},
		{"a)", "invalid pattern capture"},
		{"%1", "invalid capture index"},
		{"(%1)", "invalid capture index"},
		{"%0", "invalid capture index"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct pattern *p;
		const char *fault = NULL;
		assert_int_equal(pattern_new(&p, span_str(wrong[i][0]), &fault), E_MALFORMED);
		assert_string_equal(fault, wrong[i][1]);
	}
	char many[2 * PATTERN_ITEMS_MAX];
	struct pattern *p;
	const char *fault;
	memset(many, 'a', sizeof(many));
	assert_int_equal(pattern_new(&p, span_of(many, sizeof(many)), &fault), E_LIMIT);
}

static void a_match_has_a_bound(void **state)
{
	(void)state;
	char subject[255];
	memset(subject, 'a', sizeof(subject));
	assert_false(finds(".-.-.-.-.-.-.-x", span_of(subject, sizeof(subject))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_match_patterns_of_the_manual),
		cmocka_unit_test(all_of_the_language_is_there),
		cmocka_unit_test(wrong_ones_are_refused),
		cmocka_unit_test(a_match_has_a_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
