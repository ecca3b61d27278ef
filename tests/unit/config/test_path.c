/* SPDX-License-Identifier: BSD-2-Clause */
#include "sample.h"

#include "config/path.h"

static void parts_are_cut(void **state)
{
	(void)state;
	static const struct {
		const char *text, *section, *id, *item, *fault;
	} cases[] = {
		{"", "", "", "", NULL},
		{"server", "server", "", "", NULL},
		{"server.listen", "server", "", "listen", NULL},
		{"zone[a.b].file", "zone", "a.b", "file", NULL},
		{"zone[a]", "zone", "a", "", NULL},
		{"zone[].file", "zone", "", "file", NULL},
		{"log[/a\\]b].any", "log", "/a]b", "any", NULL},
		{"zone[a.file", NULL, NULL, NULL, "missing bracket after identifier"},
		{"zone[a]x", NULL, NULL, NULL, "unexpected token"},
		{"zone.", NULL, NULL, NULL, "missing item specification"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct conf_path_text p;
		const char *fault = NULL;
		struct span at;
		char id[32];
		enum err e = conf_path_split(&p, span_str(cases[i].text), id, &fault, &at);
		assert_int_equal(e == OK, cases[i].fault == NULL);
		if (e != OK) {
			assert_string_equal(fault, cases[i].fault);
			continue;
		}
		assert_true(span_equal(p.section, span_str(cases[i].section)));
		assert_true(span_equal(p.id, span_str(cases[i].id)));
		assert_true(span_equal(p.item, span_str(cases[i].item)));
	}
}

static enum err find(struct conf_tree *t, struct conf_path *p, const char *section, const char *id,
                     const char *item)
{
	return conf_path_find(p, t, span_str(section), span_str(id), span_str(item));
}

static void names_are_looked_up(void **state)
{
	(void)state;
	struct conf_tree t;
	struct conf_path p;
	sample_load(&t, "");
	assert_ok(find(&t, &p, "", "", ""));
	assert_null(p.section);
	assert_ok(find(&t, &p, "block", "q", "word"));
	assert_string_equal(p.id, "q");
	assert_string_equal(p.item->name, "word");
	assert_ok(find(&t, &p, "block", "", "id"));
	assert_true(p.is_id);
	assert_int_equal(find(&t, &p, "nope", "", ""), E_CONF_ITEM);
	assert_int_equal(find(&t, &p, "", "", "word"), E_CONF_ITEM);
	assert_int_equal(find(&t, &p, "block", "", "nope"), E_CONF_ITEM);
	assert_int_equal(find(&t, &p, "top", "q", ""), E_CONF_NOIDS);
	conf_tree_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_cut),
		cmocka_unit_test(names_are_looked_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
