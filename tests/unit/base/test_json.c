/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/json.h"

#include "support.h"

/* The tokens of a text, one letter each; strings in <>, numbers in (). */
static void read_as(const char *text, const char *expected)
{
	static const char letters[] = "?.nft__{}[],:";
	struct json_reader r;
	struct text out;
	enum json_token token;
	text_init(&out);
	json_reader_init(&r, span_str(text));
	do {
		token = json_next(&r);
		if (token == JSON_STRING)
			text_printf(&out, "<%s>", r.string.buf);
		else if (token == JSON_NUMBER)
			text_printf(&out, "(%g)", r.number);
		else
			text_put_char(&out, letters[token]);
	} while (token != JSON_END && token != JSON_WRONG);
	assert_string_equal(out.buf, expected);
	json_reader_deinit(&r);
	text_deinit(&out);
}

static void tokens_are_read(void **state)
{
	(void)state;
	read_as("", ".");
	read_as(" {\"a\" : [1, -2.5e1,true,\tfalse,null ] }\n", "{<a>:[(1),(-25),t,f,n]}.");
	read_as("\"\\\"\\\\\\/\\n\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"",
	        "<\"\\/\nA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80>.");
	read_as("\"\"", "<>.");
	read_as("0 -0 0.5 10", "(0)(-0)(0.5)(10).");
}

static void what_is_not_json_is_refused(void **state)
{
	static const char *const wrong[] = {
		"nul",          "x",    "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\\ud800\"",
		"\"\\udc00x\"", "\"\n", "01",  "-",       "-01",         "1.",
		".5",           "1e",   "+1",  "1e+",     "'a'",         "\\",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct json_reader r;
		json_reader_init(&r, span_str(wrong[i]));
		if (json_next(&r) != JSON_WRONG)
			fail_msg("taken: %s", wrong[i]);
		json_reader_deinit(&r);
	}
}

static bool one_number(void *ctx, const char *key, struct json_reader *r)
{
	text_put(ctx, key);
	return json_next(r) == JSON_NUMBER;
}

static void objects_are_read_field_by_field(void **state)
{
	(void)state;
	const struct {
		const char *text;
		const char *seen;
		bool good;
	} cases[] = {
		{"{}", "", true},
		{"{\"a\":1}", "a", true},
		{" { \"a\" : 1 , \"b\" : 2 } ", "ab", true},
		{"{\"a\":1,}", "a", false},
		{"{,}", "", false},
		{"{\"a\":1 \"b\":2}", "a", false},
		{"{\"a\":\"x\"}", "a", false},
		{"{\"a\":1}}", "a", false},
		{"{\"a\":1", "a", false},
		{"{\"a\"}", "", false},
		{"[1]", "", false},
		{"", "", false},
		{"{\"abcdefghijklmnopqrstuvwxyz12345\":1}", "abcdefghijklmnopqrstuvwxyz12345",
	         true},
		{"{\"abcdefghijklmnopqrstuvwxyz123456\":1}", "", false},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char buf[100] = "";
		struct text seen;
		text_init_fixed(&seen, buf, sizeof(buf));
		assert_int_equal(json_read_object(span_str(cases[i].text), one_number, &seen),
		                 cases[i].good);
		assert_string_equal(buf, cases[i].seen);
	}
}

static void values_are_written(void **state)
{
	struct text t;
	(void)state;
	text_init(&t);
	json_put_string(&t, span_of("a\"\\\n\0\x7f\xc3\xa9", 8));
	json_put_number(&t, 5);
	text_put_char(&t, ' ');
	json_put_number(&t, -1.5);
	text_put_char(&t, ' ');
	json_put_number(&t, 9007199254740991.0);
	json_put_number(&t, 1.0 / (t.len > 0 ? 0.0 : 1.0));
	assert_string_equal(t.buf,
	                    "\"a\\\"\\\\\\n\\u0000\\u007f\xc3\xa9\"5 -1.5 9007199254740991null");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_read),
		cmocka_unit_test(what_is_not_json_is_refused),
		cmocka_unit_test(objects_are_read_field_by_field),
		cmocka_unit_test(values_are_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
