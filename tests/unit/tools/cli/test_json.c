/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/cli/json.h"

static void levels_are_indented(void **state)
{
	struct text t;
	struct json j;
	(void)state;
	text_init(&t);
	json_init(&j, &t);
	json_object_begin(&j, NULL);
	json_number(&j, "a", 1);
	json_array_begin(&j, "b");
	json_array_end(&j);
	json_array_begin(&j, "c");
	json_string(&j, NULL, span_str("x"));
	json_hex(&j, NULL, span_of("\xab", 1));
	json_bool(&j, NULL, true);
	json_array_end(&j);
	json_object_end(&j);
	assert_string_equal(t.buf, "{\n  \"a\": 1,\n  \"b\": [],\n  \"c\": [\n    \"x\",\n"
	                           "    \"AB\",\n    true\n  ]\n}");
	text_deinit(&t);
}

static void strings_are_always_valid(void **state)
{
	static const struct {
		const char *octets, *text;
	} cases[] = {
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		{"\n\x7f", "\"\\u000A\\u007F\""},
		{"h\xc3\xa1", "\"h\xc3\xa1\""},
		{"\xff\xc3", "\"\\u00FF\\u00C3\""},            /* no UTF-8 */
		{"\xed\xa0\x80", "\"\\u00ED\\u00A0\\u0080\""}, /* a surrogate */
		{"\xf4\x90\x80\x80", "\"\\u00F4\\u0090\\u0080\\u0080\""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text t;
		struct json j;
		text_init(&t);
		json_init(&j, &t);
		json_string(&j, NULL, span_str(cases[i].octets));
		assert_string_equal(t.buf, cases[i].text);
		text_deinit(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_are_indented),
		cmocka_unit_test(strings_are_always_valid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
