/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "config/load.h"
#include <stdio.h>
#include <unistd.h>

static const struct conf_item top_items[] = {
	{.name = "n", .type = CONF_INT, .min = 1, .max = 9},
	{.name = "many", .type = CONF_STR, .flags = CONF_MULTI},
	{.name = NULL},
};
static const struct conf_item block_items[] = {
	{.name = "ref", .type = CONF_REF, .flags = CONF_MULTI, .refs = {"block", "other"}},
	{.name = NULL},
};
static const struct conf_section sections[] = {
	{.name = "top", .items = top_items},
	{.name = "block", .id = "id", .id_type = CONF_STR, .items = block_items},
	{.name = "other", .id = "id", .id_type = CONF_STR, .items = block_items},
	{.name = "mod-x", .id = "id", .id_type = CONF_STR, .items = block_items},
	{.name = NULL},
};
static const struct conf_schema schema = {.sections = sections};

static void expect_error(const char *in, enum err err, const char *message)
{
	struct conf_tree t;
	struct text error;
	text_init(&error);
	conf_tree_init(&t, &schema);
	assert_int_equal(conf_tree_load_text(&t, "f", span_str(in), &error), err);
	assert_string_equal(error.buf, message);
	conf_tree_deinit(&t);
	text_deinit(&error);
}

static void blocks_and_values_are_found(void **state)
{
	(void)state;
	struct conf_tree t;
	struct text error;
	text_init(&error);
	conf_tree_init(&t, &schema);
	assert_ok(conf_tree_load_text(
		&t, "f",
		span_str("top:\n  n: 1\n  many: [a, b]\nblock:\n  - id: q\n  - id: r\n    ref: q\n"
	                 "top:\n  n: 2\n  many: c\n"),
		&error));
	const struct conf_block *top = conf_block_find(&t, "top", NULL);
	assert_int_equal(conf_entry_find(top, "n")->values.items[0].number, 2);
	const struct conf_entry *many = conf_entry_find(top, "many");
	assert_int_equal(many->values.count, 3);
	assert_string_equal(many->values.items[2].text, "c");
	assert_int_equal(many->line, 3);
	const struct conf_block *r = conf_block_find(&t, "block", "r");
	assert_string_equal(conf_entry_find(r, "ref")->values.items[0].text, "q");
	assert_null(conf_block_find(&t, "block", "s"));
	assert_null(conf_entry_find(r, "n"));
	assert_null(conf_entry_find(NULL, "n"));
	conf_tree_deinit(&t);
	text_deinit(&error);
}

static void errors_say_file_line_item_and_value(void **state)
{
	(void)state;
	expect_error("top:\n  n: 10\n", E_RANGE,
	             "config, file 'f', line 2, item 'n', value '10' (value is out of range)");
	expect_error("top:\n  bogus: 1\n", E_CONF_ITEM,
	             "config, file 'f', line 2, item 'bogus' (invalid item)");
	expect_error("bogus:\n", E_CONF_ITEM,
	             "config, file 'f', line 1, item 'bogus' (invalid item)");
	expect_error("block:\n  - ref: q\n", E_CONF_NOID,
	             "config, file 'f', line 2, item 'ref' (missing identifier)");
	expect_error("block:\n  - id: q\n  - id: q\n", E_CONF_DUPID,
	             "config, file 'f', line 3, item 'id', value 'q' (duplicate identifier)");
	expect_error("block:\n  - id: q\n    ref: z\n", E_CONF_REF,
	             "config, file 'f', line 3, item 'ref', value 'z' (invalid reference)");
	expect_error("block:\n  - id: q\nother:\n  - id: q\n  - id: r\n    ref: q\n",
	             E_CONF_AMBIGUOUS,
	             "config, file 'f', line 6, item 'ref', value 'q' (ambiguous reference)");
	expect_error("top:\n  n:\n  many: x\n", E_CONF_NOVALUE,
	             "config, file 'f', line 2 (missing value)");
	expect_error("top:\n  n:\n", E_CONF_NOVALUE, "config, file 'f', line 2 (missing value)");
	expect_error("top: x\n", E_MALFORMED,
	             "config, file 'f', line 1, item 'top', value 'x' (parser failed)");
	expect_error("top:\n  n: [1, 2]\n", E_MALFORMED,
	             "config, file 'f', line 2, item 'n', value '2' (parser failed)");
}

static void includes_of_a_text_are_refused(void **state)
{
	(void)state;
	expect_error("include: x\n", E_NOTSUP,
	             "config, file 'f', line 1, item 'include' (not available in this version)");
}

static void clear_drops_what_was_read_so_far(void **state)
{
	(void)state;
	struct conf_tree t;
	struct text error;
	text_init(&error);
	conf_tree_init(&t, &schema);
	assert_ok(conf_tree_load_text(
		&t, "f",
		span_str("top:\n  n: 1\nblock:\n  - id: q\nclear: \"b*\"\nblock:\n  - id: r\n"),
		&error));
	assert_null(conf_block_find(&t, "block", "q"));
	assert_non_null(conf_block_find(&t, "block", "r"));
	assert_non_null(conf_block_find(&t, "top", NULL));
	conf_tree_deinit(&t);
	text_deinit(&error);
}

static void includes_nest_and_loops_end(void **state)
{
	(void)state;
	char dir[] = "/tmp/bowline-tree-XXXXXX", a[64], b[64];
	struct conf_tree t;
	struct text error;
	assert_non_null(mkdtemp(dir));
	snprintf(a, sizeof(a), "%s/a.conf", dir);
	snprintf(b, sizeof(b), "%s/b.conf", dir);
	FILE *f = fopen(a, "w");
	fputs("block:\n  - id: q\ninclude: b.conf\n", f);
	fclose(f);
	f = fopen(b, "w");
	fputs("top:\n  n: 99\n", f);
	fclose(f);
	text_init(&error);
	conf_tree_init(&t, &schema);
	assert_int_equal(conf_tree_load_file(&t, a, &error), E_RANGE);
	char want[256];
	snprintf(want, sizeof(want),
	         "config, file '%s', line 2, item 'n', value '99' (value is out of range)", b);
	assert_string_equal(error.buf, want);
	conf_tree_deinit(&t);
	f = fopen(b, "w");
	fputs("include: b.conf\n", f);
	fclose(f);
	text_reset(&error);
	conf_tree_init(&t, &schema);
	assert_int_equal(conf_tree_load_file(&t, a, &error), E_CONF_INCLUDE_LOOP);
	conf_tree_deinit(&t);
	text_deinit(&error);
	unlink(a);
	unlink(b);
	rmdir(dir);
}

static void thousands_of_blocks_are_found(void **state)
{
	(void)state;
	struct conf_tree t;
	struct text in, error;
	text_init(&in);
	text_init(&error);
	text_put(&in, "block:\n");
	for (int i = 0; i < 5000; i++)
		text_printf(&in, "  - id: b%d\n", i);
	conf_tree_init(&t, &schema);
	assert_ok(conf_tree_load_text(&t, "f", text_span(&in), &error));
	for (int i = 0; i < 5000; i += 7) {
		char id[16];
		snprintf(id, sizeof(id), "b%d", i);
		assert_non_null(conf_block_find(&t, "block", id));
	}
	conf_tree_trim(&t);
	conf_tree_deinit(&t);
	text_deinit(&in);
	text_deinit(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_and_values_are_found),
		cmocka_unit_test(errors_say_file_line_item_and_value),
		cmocka_unit_test(includes_of_a_text_are_refused),
		cmocka_unit_test(clear_drops_what_was_read_so_far),
		cmocka_unit_test(includes_nest_and_loops_end),
		cmocka_unit_test(thousands_of_blocks_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
