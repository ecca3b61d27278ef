/* SPDX-License-Identifier: BSD-2-Clause */
#include "sample.h"

#include "config/database.h"
#include "config/print.h"
#include "store/format.h"
#include "store/store_memory.h"

static const struct conf_database_options options = {
	.path = "/db", .schema_number = 2, .version = "1.0"};

static void expect_same(const struct conf_tree *a, const struct conf_tree *b)
{
	struct text x, y;
	text_init(&x);
	text_init(&y);
	conf_export(&x, a, "t");
	conf_export(&y, b, "t");
	assert_string_equal(x.buf, y.buf);
	text_deinit(&x);
	text_deinit(&y);
}

static void what_is_saved_is_loaded(void **state)
{
	(void)state;
	struct store *s = store_memory_new(0);
	struct conf_tree a, b, c;
	struct text error;
	text_init(&error);
	assert_ok(conf_database_check(s, &options, &error));
	assert_true(conf_database_is_empty(s));
	sample_load(&a, "top:\n  many: [x, \"y z\"]\nblock:\n  - id: q\n    t: 1h\n  - id: r\n    "
	                "ref: q\n");
	assert_ok(conf_database_save(s, &a));
	assert_false(conf_database_is_empty(s));
	conf_tree_init(&b, &sample_schema);
	assert_ok(conf_database_load(s, &b, &error));
	expect_same(&a, &b);
	/* A smaller one replaces it whole. */
	sample_load(&c, "block:\n  - id: r\n    t: 5\n");
	assert_ok(conf_database_save(s, &c));
	conf_tree_deinit(&b);
	conf_tree_init(&b, &sample_schema);
	assert_ok(conf_database_load(s, &b, &error));
	expect_same(&c, &b);
	conf_tree_deinit(&a);
	conf_tree_deinit(&b);
	conf_tree_deinit(&c);
	text_deinit(&error);
	store_close(s);
}

static void a_crash_leaves_the_one_before(void **state)
{
	(void)state;
	for (unsigned n = 1; n < 8; n++) {
		struct store *s = store_memory_new(0);
		struct conf_tree a, b, c;
		struct text error;
		text_init(&error);
		assert_ok(conf_database_check(s, &options, &error));
		sample_load(&a, "block:\n  - id: q\n  - id: r\n");
		sample_load(&b, "top:\n  text: x\nblock:\n  - id: r\n    t: 1\n  - id: s\n");
		assert_ok(conf_database_save(s, &a));
		store_memory_crash_at(s, n);
		enum err e = conf_database_save(s, &b);
		store_memory_revive(s);
		conf_tree_init(&c, &sample_schema);
		assert_ok(conf_database_load(s, &c, &error));
		expect_same(e == OK ? &b : &a, &c);
		conf_tree_deinit(&a);
		conf_tree_deinit(&b);
		conf_tree_deinit(&c);
		text_deinit(&error);
		store_close(s);
	}
}

static void others_are_refused_with_words(void **state)
{
	(void)state;
	struct store *s = store_memory_new(0);
	struct text error;
	struct conf_database_options older = options;
	older.schema_number = 1;
	text_init(&error);
	assert_ok(conf_database_check(s, &options, &error));
	assert_int_equal(conf_database_check(s, &older, &error), E_FORMAT_NEWER);
	assert_non_null(strstr(error.buf, "newer version (schema 2, this is 1)"));
	store_close(s);
	s = store_memory_new(0);
	const struct store_format journal = {.kind = "journal", .number = 1, .version = "1"};
	assert_ok(store_format_check(s, &journal, NULL));
	assert_int_equal(conf_database_check(s, &options, &error), E_FORMAT_FOREIGN);
	store_close(s);
	text_deinit(&error);
}

static void damaged_entries_are_told(void **state)
{
	(void)state;
	static const struct {
		struct span key, value;
	} cases[] = {
		{{(const uint8_t *)"top", 3}, {(const uint8_t *)"", 0}},
		{{(const uint8_t *)"nope\0", 5}, {(const uint8_t *)"", 0}},
		{{(const uint8_t *)"top\0x", 5}, {(const uint8_t *)"", 0}},
		{{(const uint8_t *)"block\0", 6}, {(const uint8_t *)"", 0}},
		{{(const uint8_t *)"block\0q", 7}, {(const uint8_t *)"\1t\0\1\0\5", 6}},
		{{(const uint8_t *)"block\0q", 7}, {(const uint8_t *)"\1t\0\1\0\1x", 7}},
		{{(const uint8_t *)"block\0q", 7}, {(const uint8_t *)"\4nope\0\0", 7}},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct store *s = store_memory_new(0);
		struct conf_tree t;
		struct text error;
		text_init(&error);
		assert_ok(conf_database_check(s, &options, &error));
		assert_ok(store_begin(s, STORE_WRITE));
		assert_ok(store_put(s, cases[i].key, cases[i].value));
		assert_ok(store_commit(s));
		conf_tree_init(&t, &sample_schema);
		assert_int_not_equal(conf_database_load(s, &t, &error), OK);
		assert_true(error.len > 0);
		conf_tree_deinit(&t);
		text_deinit(&error);
		store_close(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_saved_is_loaded),
		cmocka_unit_test(a_crash_leaves_the_one_before),
		cmocka_unit_test(others_are_refused_with_words),
		cmocka_unit_test(damaged_entries_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
