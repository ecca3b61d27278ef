/* SPDX-License-Identifier: BSD-2-Clause */
#include "sample.h"

#include "config/edit.h"
#include "config/print.h"

static enum err change(enum err (*f)(struct conf_tree *, const struct conf_path *,
                                     const struct span *),
                       struct conf_tree *t, const char *where, const char *value)
{
	struct conf_path_text text;
	struct conf_path path;
	const char *fault;
	struct span at, v = span_str(value);
	char id[64];
	assert_ok(conf_path_split(&text, span_str(where), id, &fault, &at));
	TRY(conf_path_find(&path, t, text.section, text.id, text.item));
	return f(t, &path, value != NULL ? &v : NULL);
}

static void expect(const struct conf_tree *t, const char *want)
{
	struct text out;
	text_init(&out);
	conf_export(&out, t, "t");
	assert_string_equal(out.buf, want);
	text_deinit(&out);
}

static void values_are_set(void **state)
{
	(void)state;
	struct conf_tree t;
	sample_load(&t, "");
	assert_ok(change(conf_set, &t, "top.text", "a"));
	assert_ok(change(conf_set, &t, "top.text", "b"));
	assert_ok(change(conf_set, &t, "top.many", "x"));
	assert_ok(change(conf_set, &t, "top.many", "y"));
	assert_ok(change(conf_set, &t, "top.many", "x"));
	expect(&t, "# t\n\ntop:\n    text: \"b\"\n    many: [ \"x\", \"y\" ]\n\n");
	/* The empty value stands alone. */
	assert_ok(change(conf_set, &t, "top.many", ""));
	expect(&t, "# t\n\ntop:\n    text: \"b\"\n    many: \"\"\n\n");
	assert_ok(change(conf_set, &t, "top.many", "z"));
	expect(&t, "# t\n\ntop:\n    text: \"b\"\n    many: \"z\"\n\n");
	conf_tree_deinit(&t);
}

static void blocks_are_made_and_all_get_a_value(void **state)
{
	(void)state;
	struct conf_tree t;
	sample_load(&t, "");
	assert_ok(change(conf_set, &t, "block[q]", NULL));
	assert_ok(change(conf_set, &t, "block.id", "p"));
	assert_ok(change(conf_set, &t, "block.t", "1h"));
	assert_ok(change(conf_set, &t, "block[p].ref", "q"));
	expect(&t, "# t\n\nblock:\n  - id: \"q\"\n    t: \"3600\"\n\n  - id: \"p\"\n"
	           "    ref: \"q\"\n    t: \"3600\"\n\n");
	assert_int_equal(change(conf_set, &t, "block[q]", NULL), E_CONF_DUPID);
	conf_tree_deinit(&t);
}

static void what_cannot_be_set_changes_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *where, *value;
		enum err err;
	} cases[] = {
		{"block", NULL, E_CONF_NOID},          {"top", NULL, E_NOTSUP},
		{"top.text", NULL, E_CONF_NOVALUE},    {"block.id", NULL, E_CONF_NOVALUE},
		{"block[q].id", "x", E_CONF_NOVALUES}, {"block[z].t", "5", E_CONF_ID},
		{"block[q].ref", "z", E_NOTFOUND},     {"block[q].use", "mod-x/z", E_NOTFOUND},
		{"block[q].t", "0", E_RANGE},          {"block[q].t", "x", E_INVALID},
		{"block.id", "a\nb", E_CONF_ID},       {"top.text", "a\\", E_CONF_VALUE},
		{"top.text", "a\\\"", E_CONF_VALUE},   {"top.text", "\n", E_CONF_VALUE},
	};
	struct conf_tree t;
	sample_load(&t, "block:\n  - id: q\n");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(change(conf_set, &t, cases[i].where, cases[i].value),
		                 cases[i].err);
	expect(&t, "# t\n\nblock:\n  - id: \"q\"\n\n");
	conf_tree_deinit(&t);
}

static void things_are_unset(void **state)
{
	(void)state;
	struct conf_tree t;
	sample_load(&t, "top:\n  many: [a, b, c]\nblock:\n  - id: q\n    t: 5\n  - id: p\n"
	                "    word: uno\n");
	assert_int_equal(change(conf_unset, &t, "top.many", "d"), E_NOTFOUND);
	assert_int_equal(change(conf_unset, &t, "top.many", "a\n"), E_NOTFOUND);
	assert_ok(change(conf_unset, &t, "top.many", "b"));
	assert_ok(change(conf_unset, &t, "top.many", "a"));
	assert_ok(change(conf_unset, &t, "top.many", "c"));
	assert_int_equal(change(conf_unset, &t, "top.many", NULL), E_NOTFOUND);
	assert_int_equal(change(conf_unset, &t, "block[z]", NULL), E_CONF_ID);
	assert_int_equal(change(conf_unset, &t, "block[z].t", NULL), E_CONF_ID);
	assert_int_equal(change(conf_unset, &t, "block.id", "z"), E_NOTFOUND);
	/* Another spelling of the same option. */
	assert_ok(change(conf_unset, &t, "block[p].word", "one"));
	assert_ok(change(conf_unset, &t, "block.t", NULL));
	expect(&t, "# t\n\nblock:\n  - id: \"p\"\n\n  - id: \"q\"\n\n");
	assert_ok(change(conf_unset, &t, "block[p]", NULL));
	assert_ok(change(conf_unset, &t, "", NULL));
	expect(&t, "# t\n\n");
	conf_tree_deinit(&t);
}

static void broken_references_are_found(void **state)
{
	(void)state;
	struct conf_tree t;
	struct conf_broken broken;
	sample_load(&t, "block:\n  - id: q\n  - id: p\n    ref: q\n");
	assert_ok(conf_check_references(&t, &broken));
	assert_ok(change(conf_unset, &t, "block[q]", NULL));
	assert_int_equal(conf_check_references(&t, &broken), E_CONF_REF);
	assert_string_equal(broken.block->id, "p");
	assert_string_equal(broken.value->text, "q");
	conf_tree_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_set),
		cmocka_unit_test(blocks_are_made_and_all_get_a_value),
		cmocka_unit_test(what_cannot_be_set_changes_nothing),
		cmocka_unit_test(things_are_unset),
		cmocka_unit_test(broken_references_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
