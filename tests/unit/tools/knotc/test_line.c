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

static void expect_put(const char *before, const char *octets, const char *want)
{
	struct line l, again;
	struct text t;
	char whole[64];
	bool closed = line_split(&l, before);
	assert_int_equal(closed, l.quote == '\0');
	text_init(&t);
	text_put(&t, before);
	line_put(&t, span_str(octets), l.quote);
	if (!closed)
		text_put_char(&t, l.quote);
	assert_string_equal(t.buf, want);
	/* It is read as it was meant. */
	assert_true(line_split(&again, t.buf));
	snprintf(whole, sizeof(whole), "%s%s", l.words.items[0], octets);
	assert_int_equal(again.words.count, 1);
	assert_string_equal(again.words.items[0], whole);
	line_free(&l);
	line_free(&again);
	text_deinit(&t);
}

static void what_goes_on_with_a_word_stays_in_it(void **state)
{
	(void)state;
	expect_put("a", "b c\"'\\", "ab\\ c\\\"\\'\\\\");
	expect_put("\"a", "b c\"'\\", "\"ab c\\\"'\\\\\"");
	expect_put("'a", "b c\"'\\", "'ab c\"'\\''\\'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_cut_at_blanks),
		cmocka_unit_test(what_goes_on_with_a_word_stays_in_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
