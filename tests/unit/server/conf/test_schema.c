/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/conf/schema.h"

static void every_reference_names_a_section(void **state)
{
	(void)state;
	unsigned items = 0, sections = 0;
	for (const struct conf_section *s = knot_schema.sections; s->name != NULL; s++) {
		sections++;
		for (const struct conf_item *i = s->items; i->name != NULL; i++) {
			items++;
			assert_ptr_equal(conf_item_find(s, span_str(i->name)), i);
			if (i->type == CONF_REF)
				assert_non_null(
					conf_section_find(&knot_schema, span_str(i->refs[0])));
			if (i->type == CONF_OPT)
				assert_non_null(i->options);
		}
	}
	assert_true(sections >= 17 && items > 250);
}

static void names_get_one_form(void **state)
{
	(void)state;
	char buf[1100];
	assert_int_equal(knot_schema.name_normalise(span_str("Example.COM"), buf, sizeof(buf)), 0);
	assert_string_equal(buf, "example.com.");
	assert_int_not_equal(knot_schema.name_normalise(span_str("a..b"), buf, sizeof(buf)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reference_names_a_section),
		cmocka_unit_test(names_get_one_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
