/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/keys/key.h"

static void the_last_moment_that_came_is_the_state(void **state)
{
	(void)state;
	struct zone_key k = {.is_zsk = true};
	assert_int_equal(key_state_at(&k, 100), KEY_IS_WAITING);
	const struct {
		enum key_timer timer;
		enum key_state state;
	} steps[] = {
		{KEY_PRE_ACTIVE, KEY_IS_PRE_ACTIVE},
		{KEY_PUBLISH, KEY_IS_PUBLISHED},
		{KEY_READY, KEY_IS_READY},
		{KEY_ACTIVE, KEY_IS_ACTIVE},
		{KEY_RETIRE_ACTIVE, KEY_IS_RETIRE_ACTIVE},
		{KEY_POST_ACTIVE, KEY_IS_POST_ACTIVE},
		{KEY_RETIRE, KEY_IS_RETIRED},
		{KEY_REVOKE, KEY_IS_REVOKED},
		{KEY_REMOVE, KEY_IS_REMOVED},
	};
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		enum key_state before = key_state_at(&k, 100);
		k.timers[steps[i].timer] = 101;
		/* With a moment of retirement, that of POST_ACTIVE no longer counts. */
		if (steps[i].timer != KEY_RETIRE)
			assert_int_equal(key_state_at(&k, 100), before);
		k.timers[steps[i].timer] = 100;
		assert_int_equal(key_state_at(&k, 100), steps[i].state);
	}
}

static void algorithms_have_names_and_numbers(void **state)
{
	(void)state;
	assert_int_equal(key_algorithm_parse(span_str("ecdsap256sha256")), 13);
	assert_int_equal(key_algorithm_parse(span_str("15")), 15);
	assert_int_equal(key_algorithm_parse(span_str("RSASHA1-NSEC3-SHA1")), 7);
	assert_int_equal(key_algorithm_parse(span_str("3")), 0);
	assert_int_equal(key_algorithm_parse(span_str("99999999999")), 0);
	assert_int_equal(key_algorithm_parse(span_str("")), 0);
	assert_int_equal(key_algorithm_parse(span_str("zz")), 0);
	assert_string_equal(key_algorithm_name(8), "RSASHA256");
	assert_null(key_algorithm_name(200));
}

static void moments_out_of_order_are_named(void **state)
{
	(void)state;
	struct key_order_fault fault;
	struct zone_key k = {.timers = {[KEY_PUBLISH] = 10, [KEY_ACTIVE] = 10}};
	assert_true(key_check_order(&k, &fault));
	k.timers[KEY_ACTIVE] = 9;
	assert_false(key_check_order(&k, &fault));
	assert_int_equal(fault.before, KEY_PUBLISH);
	assert_int_equal(fault.after, KEY_ACTIVE);
}

static void the_next_moment_is_the_soonest_ahead(void **state)
{
	(void)state;
	struct zone_key k = {.timers = {[KEY_CREATED] = 50,
	                                [KEY_ACTIVE] = 10,
	                                [KEY_REMOVE] = 40,
	                                [KEY_RETIRE] = 30}};
	assert_int_equal(key_next_timer(&k, 10), 30);
	assert_int_equal(key_next_timer(&k, 30), 40);
	assert_int_equal(key_next_timer(&k, 40), 0);
}

static void material_gives_identifier_and_tag(void **state)
{
	(void)state;
	struct crypto_key *pair;
	struct zone_key k = {.is_ksk = true, .sep = true}, z = {.is_zsk = true};
	assert_ok(crypto_key_generate(&pair, CRYPTO_ECDSAP256, 0));
	assert_ok(key_set_material(&k, pair));
	assert_ok(key_set_material(&z, pair));
	/* RFC 4034 appendix B: the flags are in the sum. */
	assert_int_equal((uint16_t)(k.tag - z.tag), 1);
	assert_int_equal(key_bits(&k), 256);
	assert_int_equal(key_flags(&k, true), 0x0181);
	assert_int_equal(key_tag(&k, false), k.tag);
	/* The sum's carry comes back in at the bottom. */
	assert_int_equal(key_tag(&k, true),
	                 k.tag < 65536 - 128 ? k.tag + 128 : k.tag + 129 - 65536);
	k.public_len = 3;
	assert_int_equal(key_bits(&k), 0);
	crypto_key_unref(pair);
}

static void lists_find_and_remove(void **state)
{
	(void)state;
	struct key_list list = {0};
	struct zone_key a = {.id = {1}}, b = {.id = {2}};
	VEC_PUSH(&list, a);
	VEC_PUSH(&list, b);
	key_list_remove(&list, 0);
	assert_null(key_list_find(&list, a.id));
	assert_ptr_equal(key_list_find(&list, b.id), &list.items[0]);
	key_list_deinit(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_moment_that_came_is_the_state),
		cmocka_unit_test(algorithms_have_names_and_numbers),
		cmocka_unit_test(moments_out_of_order_are_named),
		cmocka_unit_test(the_next_moment_is_the_soonest_ahead),
		cmocka_unit_test(material_gives_identifier_and_tag),
		cmocka_unit_test(lists_find_and_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
