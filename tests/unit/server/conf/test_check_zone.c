/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"
#include "config/load.h"
#include "server/conf/make.h"

/* Only the rules, without asking what is available. */
static enum err check(const char *items, struct text *error)
{
	struct text in, warnings;
	struct conf_tree tree;
	text_init(&in);
	text_init(&warnings);
	text_printf(&in, "template:\n  - id: t\nzone:\n  - domain: a.\n%s", items);
	conf_tree_init(&tree, &knot_schema);
	assert_ok(conf_tree_load_text(&tree, "f", text_span(&in), error));
	struct maker m = {.tree = &tree, .error = error, .warnings = &warnings};
	struct zone_source s = {.zone = conf_block_find(&tree, "zone", "a.")};
	enum err e = check_zone(&m, &s);
	conf_tree_deinit(&tree);
	text_deinit(&in);
	text_deinit(&warnings);
	return e;
}

static void rules_between_items_hold(void **state)
{
	(void)state;
	static const struct {
		const char *items;
		const char *word; /* NULL: fine */
	} cases[] = {
		{"    dnssec-signing: on\n    dnssec-validation: on\n", "exclude each other"},
		{"    refresh-min-interval: 1h\n    refresh-max-interval: 1m\n",
	         "'refresh-min-interval' is larger"},
		{"    zonefile-load: difference-no-serial\n", "requires 'journal-content: all'"},
		{"    zonefile-load: difference-no-serial\n    journal-content: all\n", NULL},
		{"    serial-modulo: 1/3\n", "requires 'dnssec-signing'"},
		{"    serial-modulo: 0/1\n", NULL},
		{"    serial-modulo: 1/3\n    dnssec-signing: on\n    zonefile-load: none\n", NULL},
		{"    catalog-role: interpret\n", "require each other"},
		{"    catalog-role: interpret\n    catalog-template: t\n", NULL},
		{"    catalog-template: t\n", "require each other"},
		{"    catalog-role: member\n", "require each other"},
		{"    catalog-role: member\n    catalog-zone: c.\n    catalog-group: g\n", NULL},
		{"    catalog-group: g\n", "'catalog-role: member'"},
		{"    catalog-role: generate\n    serial-policy: increment\n", "unixtime"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct text error;
		text_init(&error);
		enum err e = check(cases[i].items, &error);
		if ((e == OK) != (cases[i].word == NULL))
			print_message("%s-> %s\n", cases[i].items, error.buf);
		assert_int_equal(e == OK, cases[i].word == NULL);
		assert_true(cases[i].word == NULL || strstr(error.buf, cases[i].word) != NULL);
		text_deinit(&error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_between_items_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
