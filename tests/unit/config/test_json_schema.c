/* SPDX-License-Identifier: BSD-2-Clause */
#include "sample.h"

#include "config/json_schema.h"

static void every_section_and_item_is_there(void **state)
{
	(void)state;
	struct text t;
	int depth = 0;
	text_init(&t);
	conf_json_schema(&t, &sample_schema, "x");
	assert_non_null(strstr(t.buf, "\"top\":{\"anyOf\""));
	assert_non_null(strstr(t.buf, "\"required\":[\"id\"]"));
	assert_non_null(strstr(t.buf, "^([Oo][Nn][Ee]|[Uu][Nn][Oo]|[Tt][Ww][Oo])$"));
	assert_non_null(strstr(t.buf, "\"minimum\":1,\"maximum\":7200"));
	for (size_t i = 0; i < t.len; i++)
		depth += t.buf[i] == '{' ? 1 : t.buf[i] == '}' ? -1 : 0;
	assert_int_equal(depth, 0);
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_section_and_item_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
