/* SPDX-License-Identifier: BSD-2-Clause */
#include "sample.h"

#include "config/print.h"

static enum err put(void *ctx, const struct conf_row *row)
{
	struct text *t = ctx;
	if (row->mark != 0)
		text_put_char(t, row->mark);
	text_printf(t, "%s[%s]", row->section->name, row->id != NULL ? row->id : "");
	if (row->entry != NULL) {
		text_printf(t, ".%s", row->entry->item->name);
		for (size_t i = 0; i < row->entry->values.count; i++) {
			text_put_char(t, ' ');
			conf_value_print(t, row->entry->item, &row->entry->values.items[i]);
		}
	}
	text_put_char(t, '\n');
	return OK;
}

static void rows_come_in_the_schemas_order(void **state)
{
	(void)state;
	struct conf_tree t;
	struct text out;
	struct conf_path p;
	sample_load(&t, "block:\n  - id: q\n    t: 2h\n    word: UNO\n  - id: b\ntop:\n  on: True\n"
	                "  text: \"a b\"\n");
	text_init(&out);
	assert_ok(conf_path_find(&p, &t, span_str(""), span_str(""), span_str("")));
	assert_ok(conf_rows(&t, &p, put, &out));
	assert_string_equal(out.buf, "top[].text a b\ntop[].on on\nblock[b]\nblock[q]\n"
	                             "block[q].word one\nblock[q].t 7200\n");
	text_reset(&out);
	assert_ok(conf_path_find(&p, &t, span_str("block"), span_str("q"), span_str("t")));
	assert_ok(conf_rows(&t, &p, put, &out));
	assert_string_equal(out.buf, "block[q].t 7200\n");
	assert_ok(conf_path_find(&p, &t, span_str("block"), span_str("z"), span_str("")));
	assert_int_equal(conf_rows(&t, &p, put, &out), E_CONF_ID);
	text_deinit(&out);
	conf_tree_deinit(&t);
}

static void differences_have_marks(void **state)
{
	(void)state;
	struct conf_tree a, b;
	struct text out;
	struct conf_path p;
	sample_load(&a, "top:\n  on: on\n  many: [x, y]\nblock:\n  - id: a\n    t: 1\n  - id: c\n  "
	                "  t: 1\n");
	sample_load(&b, "top:\n  on: true\n  many: [y, x]\nblock:\n  - id: c\n    t: 2\n  - id: "
	                "d\n    t: 1\n");
	text_init(&out);
	assert_ok(conf_path_find(&p, &a, span_str(""), span_str(""), span_str("")));
	assert_ok(conf_diff(&a, &b, &p, put, &out));
	assert_string_equal(out.buf, "-top[].many x y\n+top[].many y x\n-block[a]\n-block[a].t 1\n"
	                             "-block[c].t 1\n+block[c].t 2\n+block[d]\n+block[d].t 1\n");
	text_deinit(&out);
	conf_tree_deinit(&a);
	conf_tree_deinit(&b);
}

static void an_export_loads_to_the_same(void **state)
{
	(void)state;
	struct conf_tree a, b;
	struct text one, two;
	sample_load(&a, "mod-x:\n  - id: m\ntop:\n  text: \"q\\\"r # [\\x\"\n  many: []\nblock:\n  "
	                "- id: z\n"
	                "  - id: a\n    ref: z\n    use: [mod-x, mod-x/m]\n");
	text_init(&one);
	text_init(&two);
	conf_export(&one, &a, "t");
	sample_load(&b, one.buf);
	conf_export(&two, &b, "t");
	assert_string_equal(one.buf, two.buf);
	assert_string_equal(
		conf_entry_find(conf_block_find(&b, "top", NULL), "text")->values.items[0].text,
		"q\"r # [\\x");
	text_deinit(&one);
	text_deinit(&two);
	conf_tree_deinit(&a);
	conf_tree_deinit(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_in_the_schemas_order),
		cmocka_unit_test(differences_have_marks),
		cmocka_unit_test(an_export_loads_to_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
