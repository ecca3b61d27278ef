/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "config/schema.h"

static const struct conf_item items[] = {{.name = "a"}, {.name = "b"}, {.name = NULL}};
static const struct conf_section sections[] = {{.name = "s", .items = items}, {.name = NULL}};

static void names_are_exact(void **state)
{
	(void)state;
	const struct conf_schema schema = {.sections = sections};
	assert_ptr_equal(conf_section_find(&schema, span_str("s")), &sections[0]);
	assert_null(conf_section_find(&schema, span_str("S")));
	assert_null(conf_section_find(&schema, span_str("")));
	assert_ptr_equal(conf_item_find(&sections[0], span_str("b")), &items[1]);
	assert_null(conf_item_find(&sections[0], span_str("bb")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
