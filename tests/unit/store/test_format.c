/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"

#include "base/wire.h"
#include "store/format.h"
#include "store/store_memory.h"

#include <string.h>

/* A made-up history: format 1 has values as text, 2 doubles them, 3 adds an entry. */
static enum err to_2(struct store *s, void *ctx)
{
	struct span v;
	char value[16];
	(void)ctx;
	TRY(store_get(s, span_str("n"), &v));
	snprintf(value, sizeof(value), "%.*s%.*s", (int)v.len, (const char *)v.data, (int)v.len,
	         (const char *)v.data);
	return store_put(s, span_str("n"), span_str(value));
}

static enum err to_3(struct store *s, void *ctx)
{
	(void)ctx;
	return store_put(s, span_str("new"), span_str("here"));
}

static const struct store_conversion conversions[] = {{1, to_2}, {2, to_3}, {0, NULL}};

static struct store_format format(const char *kind, uint32_t number)
{
	return (struct store_format){
		.kind = kind, .number = number, .version = "1.0", .conversions = conversions};
}

static struct store *made_by(uint32_t number)
{
	struct store *s = store_memory_new(0);
	struct store_format f = format("test", number);
	assert_ok(store_format_check(s, &f, NULL));
	assert_ok(store_begin(s, STORE_WRITE));
	assert_ok(store_put(s, span_str("n"), span_str("7")));
	assert_ok(store_commit(s));
	return s;
}

static void expect(struct store *s, const char *key, const char *value)
{
	struct span v;
	assert_ok(store_begin(s, STORE_READ));
	enum err e = store_get(s, span_str(key), &v);
	assert_int_equal(e, value == NULL ? E_NOTFOUND : OK);
	if (e == OK)
		assert_true(span_equal(v, span_str(value)));
	store_abort(s);
}

static void a_fresh_store_is_marked_and_stays(void **state)
{
	(void)state;
	struct store *s = made_by(2);
	struct store_format f = format("test", 2);
	assert_ok(store_format_check(s, &f, NULL));
	expect(s, "n", "7");
	store_close(s);
}

static void an_older_one_is_converted_step_by_step(void **state)
{
	(void)state;
	struct store *s = made_by(1);
	struct store_format f = format("test", 3);
	assert_ok(store_format_check(s, &f, NULL));
	expect(s, "n", "77");
	expect(s, "new", "here");
	assert_ok(store_format_check(s, &f, NULL));
	expect(s, "n", "77");
	store_close(s);
}

/* Wherever the conversion is cut, the next opening finds the old format whole and converts it. */
static void a_conversion_that_is_cut_begins_anew(void **state)
{
	(void)state;
	for (unsigned at = 1; at <= 4; at++) {
		struct store *s = made_by(1);
		struct store_format f = format("test", 3);
		store_memory_crash_at(s, at);
		assert_int_equal(store_format_check(s, &f, NULL), E_IO);
		store_memory_revive(s);
		expect(s, "n", "7");
		assert_ok(store_format_check(s, &f, NULL));
		expect(s, "n", "77");
		store_close(s);
	}
}

static void newer_foreign_and_too_old_ones_are_refused_by_name(void **state)
{
	(void)state;
	struct text error;
	text_init(&error);
	struct store *s = made_by(3);
	struct store_format older = format("test", 2), other = format("journal", 3);
	assert_int_equal(store_format_check(s, &older, &error), E_FORMAT_NEWER);
	assert_string_equal(error.buf,
	                    "test database: database was made by a newer version "
	                    "(it is 'test' format 3 of version 1.0; this is format 2 of 1.0)");
	text_reset(&error);
	assert_int_equal(store_format_check(s, &other, &error), E_FORMAT_FOREIGN);
	assert_non_null(strstr(error.buf, "it is 'test' format 3"));
	store_close(s);
	s = store_memory_new(0);
	assert_ok(store_begin(s, STORE_WRITE));
	assert_ok(store_put(s, span_str("x"), span_str("y")));
	assert_ok(store_commit(s));
	text_reset(&error);
	assert_int_equal(store_format_check(s, &other, &error), E_FORMAT_FOREIGN);
	assert_string_equal(error.buf, "journal database: not a database of this program");
	store_close(s);
	s = made_by(1);
	struct store_format no_way = {.kind = "test", .number = 2, .version = "1.0"};
	assert_int_equal(store_format_check(s, &no_way, NULL), E_NOTSUP);
	expect(s, "n", "7");
	store_close(s);
	text_deinit(&error);
}

static void a_damaged_mark_is_told(void **state)
{
	(void)state;
	struct store *s = store_memory_new(0);
	struct store_format f = format("test", 1);
	assert_ok(store_begin(s, STORE_WRITE));
	assert_ok(store_meta_put(s, span_str("format"), span_str("abc")));
	assert_ok(store_commit(s));
	assert_int_equal(store_format_check(s, &f, NULL), E_CORRUPT);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fresh_store_is_marked_and_stays),
		cmocka_unit_test(an_older_one_is_converted_step_by_step),
		cmocka_unit_test(a_conversion_that_is_cut_begins_anew),
		cmocka_unit_test(newer_foreign_and_too_old_ones_are_refused_by_name),
		cmocka_unit_test(a_damaged_mark_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
