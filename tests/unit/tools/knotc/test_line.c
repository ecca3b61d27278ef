/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/knotc/line.h"

static void expect(const char *text, bool closed, bool open, const char *want)
{
	struct line l;
	char got[128] = "";
	assert_int_equal(line_split(&l, text), closed);
	assert_int_equal(l.open_word, open);
	for (size_t i = 0; i < l.words.count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "[%s]", l.words.items[i]);
	assert_string_equal(got, want);
	line_free(&l);
}

static void words_are_cut_at_blanks(void **state)
{
	(void)state;
	expect("", true, false, "");
	expect("  a  b\t\n", true, false, "[a][b]");
	expect("a b", true, true, "[a][b]");
	expect("a \"b c\" 'd \" \\' e\\ f", true, true, "[a][b c][d \" \\][e f]");
	expect("a\"b\"c \"\"", true, true, "[abc][]");
	expect("\"a\\\"b\"", true, true, "[a\"b]");
	expect("a \"b", false, true, "[a][b]");
	expect("\\", true, true, "[\\]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_cut_at_blanks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
