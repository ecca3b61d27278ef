/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/keymgr/key_spec.h"

static struct zone_key items[] = {{.id = {0x12, 0x3a}, .tag = 555},
                                  {.id = {0x12, 0x3b}, .tag = 123},
                                  {.id = {0xab}, .tag = 7}};
static const struct key_list keys = {.items = items, .count = 3};

static enum err find(struct zone_key **out, const char *spec, const char *words)
{
	struct text error;
	text_init(&error);
	enum err e = key_spec_find(out, &keys, span_str(spec), &error);
	assert_string_equal(error.buf, words);
	text_deinit(&error);
	return e;
}

static void keys_are_found_by_tag_and_identifier(void **state)
{
	(void)state;
	struct zone_key *k;
	assert_ok(find(&k, "555", ""));
	assert_ptr_equal(k, &items[0]);
	assert_ok(find(&k, "AB", ""));
	assert_ptr_equal(k, &items[2]);
	assert_ok(find(&k, "id=123b", ""));
	assert_ptr_equal(k, &items[1]);
	assert_ok(find(&k, "KEYTAG=123", ""));
	assert_ptr_equal(k, &items[1]);
	assert_ok(find(&k, "00007", ""));
	assert_ptr_equal(k, &items[2]);
}

static void doubts_are_told(void **state)
{
	(void)state;
	struct zone_key *k;
	const char *many = "key is not specified uniquely, give its full ID";
	assert_int_equal(find(&k, "123", many), E_EXISTS);
	assert_int_equal(find(&k, "id=12", many), E_EXISTS);
	assert_int_equal(find(&k, "99", "key not found"), E_NOTFOUND);
	assert_int_equal(find(&k, "keytag=ab", "key not found"), E_NOTFOUND);
	assert_int_equal(find(&k, "zz", "invalid key specification"), E_INVALID);
	assert_int_equal(find(&k, "id=", "invalid key specification"), E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_found_by_tag_and_identifier),
		cmocka_unit_test(doubts_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
