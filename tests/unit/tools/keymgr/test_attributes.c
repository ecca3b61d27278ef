/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/keymgr/attributes.h"

enum { NOW = 1000000 };

static void attributes_are_read_in_any_spelling(void **state)
{
	(void)state;
	const char *words[] = {"algorithm=ECDSAP256SHA256",
	                       "size=256",
	                       "KSK",
	                       "zsk=no",
	                       "sep=1",
	                       "for_later=t",
	                       "pre-active=+1",
	                       "RETIRE_ACTIVE=+2d"};
	struct attributes a;
	struct text error;
	text_init(&error);
	assert_ok(attributes_parse(&a, words, ARRAY_LEN(words), NOW, &error));
	assert_int_equal(a.algorithm, 13);
	assert_int_equal(a.bits, 256);
	assert_true(a.has_ksk && a.ksk && a.has_zsk && !a.zsk && a.sep && a.for_later);
	assert_int_equal(a.timers[KEY_PRE_ACTIVE], NOW + 1);
	assert_int_equal(a.timers[KEY_RETIRE_ACTIVE], NOW + 2 * 86400);
	assert_false(a.has_timer[KEY_ACTIVE]);
	text_deinit(&error);
}

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	const struct {
		const char *word;
		const char *error;
	} rows[] = {
		{"foo=bar", "invalid parameter: foo=bar"},
		{"publish=zz", "invalid timestamp: zz"},
		{"algorithm=zz", "unknown algorithm: zz"},
		{"size=0", "invalid key size: 0"},
		{"size=999999", "invalid key size: 999999"},
		{"ksk=maybe", "invalid value of 'ksk', yes or no expected"},
		{"=", "invalid parameter: ="},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *words[] = {rows[i].word};
		struct attributes a;
		struct text error;
		text_init(&error);
		assert_int_equal(attributes_parse(&a, words, 1, NOW, &error), E_INVALID);
		assert_string_equal(error.buf, rows[i].error);
		text_deinit(&error);
	}
}

static void a_key_takes_what_was_said(void **state)
{
	(void)state;
	struct zone_key key = {.is_ksk = true, .sep = true, .timers = {[KEY_PUBLISH] = 5}};
	const char *swap[] = {"ksk=no", "zsk", "active=7"}, *none[] = {"ksk=no", "zsk=no"};
	const char *order[] = {"active=3"};
	struct attributes a;
	struct text error;
	text_init(&error);
	assert_ok(attributes_parse(&a, swap, 3, NOW, &error));
	assert_ok(attributes_apply(&a, &key, &error));
	assert_true(!key.is_ksk && key.is_zsk && !key.sep);
	assert_int_equal(key.timers[KEY_ACTIVE], 7);
	assert_int_equal(key.timers[KEY_PUBLISH], 5);
	assert_ok(attributes_parse(&a, none, 2, NOW, &error));
	assert_int_equal(attributes_apply(&a, &key, &error), E_INVALID);
	text_reset(&error);
	key.is_zsk = true;
	assert_ok(attributes_parse(&a, order, 1, NOW, &error));
	assert_int_equal(attributes_apply(&a, &key, &error), E_INVALID);
	assert_string_equal(error.buf, "timestamp 'publish' must be before 'active'");
	text_deinit(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attributes_are_read_in_any_spelling),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_key_takes_what_was_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
