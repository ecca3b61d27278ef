/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "config/load.h"

static const struct conf_item top_items[] = {
	{.name = "n", .type = CONF_INT, .min = 1, .max = 9},
	{.name = "many", .type = CONF_HEX, .flags = CONF_MULTI},
	{.name = NULL},
};
static const struct conf_item block_items[] = {
	{.name = "ref", .type = CONF_REF, .flags = CONF_MULTI, .refs = {"block", "other"}},
	{.name = "use", .type = CONF_BLOCK, .flags = CONF_MULTI},
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

static void load(struct conf_tree *t, const char *in)
{
	struct text error;
	text_init(&error);
	conf_tree_init(t, &schema);
	assert_ok(conf_tree_load_text(t, "f", span_str(in), &error));
	text_deinit(&error);
}

static void a_copy_stands_alone(void **state)
{
	(void)state;
	struct conf_tree a, b;
	load(&a, "top:\n  many: [0x01, text]\nblock:\n  - id: q\n  - id: r\n    ref: q\n");
	conf_tree_init(&b, &schema);
	conf_tree_copy(&b, &a);
	conf_tree_deinit(&a);
	const struct conf_entry *many = conf_entry_find(conf_block_find(&b, "top", NULL), "many");
	assert_int_equal(many->values.count, 2);
	assert_true(span_equal(many->values.items[0].octets, span_of("\1", 1)));
	assert_true(span_equal(many->values.items[1].octets, span_str("text")));
	const struct conf_block *r = conf_block_find(&b, "block", "r");
	assert_string_equal(conf_entry_find(r, "ref")->values.items[0].text, "q");
	assert_string_equal(r->file, "f");
	conf_tree_trim(&b);
	conf_tree_deinit(&b);
}

static bool is_q(void *ctx, const struct conf_block *b)
{
	return b->id != NULL && strcmp(b->id, ctx) == 0;
}

static void blocks_and_entries_come_and_go(void **state)
{
	(void)state;
	struct conf_tree t;
	char q[] = "q";
	load(&t, "block:\n  - id: q\n  - id: r\n    ref: q\n");
	conf_blocks_remove(&t, is_q, q);
	assert_null(conf_block_find(&t, "block", "q"));
	assert_non_null(conf_block_find(&t, "block", "r"));
	conf_entry_remove(t.blocks.items[0], &block_items[0]);
	conf_entry_remove(t.blocks.items[0], &block_items[0]);
	assert_int_equal(t.blocks.items[0]->entries.count, 0);
	struct conf_block *top = conf_block_of(&t, &sections[0]);
	assert_ptr_equal(conf_block_of(&t, &sections[0]), top);
	assert_int_equal(t.blocks.count, 2);
	conf_tree_deinit(&t);
}

static enum err refer(const struct conf_tree *t, size_t item, const char *value)
{
	return conf_check_reference(t, &block_items[item], span_str(value));
}

static void references_name_one_block(void **state)
{
	(void)state;
	struct conf_tree t;
	load(&t, "block:\n  - id: q\n  - id: r\nother:\n  - id: q\n  - id: s\nmod-x:\n  - id: m\n");
	assert_ok(refer(&t, 0, "r"));
	assert_ok(refer(&t, 0, "s"));
	assert_int_equal(refer(&t, 0, "q"), E_CONF_AMBIGUOUS);
	assert_int_equal(refer(&t, 0, "m"), E_CONF_REF);
	assert_int_equal(refer(&t, 0, ""), E_CONF_REF);
	assert_ok(refer(&t, 1, "mod-x"));
	assert_ok(refer(&t, 1, "mod-x/m"));
	assert_int_equal(refer(&t, 1, "mod-x/n"), E_CONF_REF);
	assert_int_equal(refer(&t, 1, "block/q"), E_CONF_REF);
	assert_int_equal(refer(&t, 1, "mod-y"), E_CONF_REF);
	conf_tree_deinit(&t);
}

static void identifiers_are_bounded(void **state)
{
	(void)state;
	struct conf_tree t;
	char long_id[CONF_ID_MAX + 2];
	const char *id;
	memset(long_id, 'x', sizeof(long_id));
	load(&t, "");
	assert_ok(conf_id_parse(&id, &t, &sections[1], span_of(long_id, CONF_ID_MAX)));
	assert_int_equal(strlen(id), CONF_ID_MAX);
	assert_int_equal(conf_id_parse(&id, &t, &sections[1], span_of(long_id, CONF_ID_MAX + 1)),
	                 E_CONF_ID);
	assert_int_equal(conf_id_parse(&id, &t, &sections[1], span_of("", 0)), E_CONF_ID);
	assert_int_equal(conf_id_parse(&id, &t, &sections[1], span_of("a\0b", 3)), E_CONF_ID);
	conf_tree_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(blocks_and_entries_come_and_go),
		cmocka_unit_test(references_name_one_block),
		cmocka_unit_test(identifiers_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
