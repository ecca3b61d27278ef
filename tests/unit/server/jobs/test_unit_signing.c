/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/jobs/unit_signing.h"

static void keys_are_due_in_the_beginning(void **state)
{
	(void)state;
	struct unit_signing *s = unit_signing_new();
	assert_true(s->is_due);
	assert_false(s->is_taken || s->is_trusted);
	assert_true(s->first_s == INT64_MAX);
	unit_signing_free(s);
	unit_signing_free(NULL);
}

static void dropped_keys_leave_what_is_known_of_the_zone(void **state)
{
	(void)state;
	struct unit_signing *s = unit_signing_new();
	struct zone_key key = {.algorithm = 15, .is_zsk = true};
	assert_ok(crypto_key_generate(&key.pair, CRYPTO_ED25519, 0));
	VEC_PUSH(&s->zone.keys, key);
	s->keys = arena_zalloc(&s->arena, sizeof(*s->keys));
	s->is_taken = s->is_trusted = true;
	s->signed_as = 7;
	unit_signing_drop_keys(s);
	assert_int_equal(s->zone.keys.count, 0);
	assert_null(s->keys);
	assert_false(s->is_taken);
	assert_true(s->is_trusted && s->signed_as == 7);
	unit_signing_free(s);
}

static void dropped_pairs_leave_the_keys(void **state)
{
	(void)state;
	struct unit_signing *s = unit_signing_new();
	struct zone_key key = {.algorithm = 15, .is_zsk = true};
	assert_ok(crypto_key_generate(&key.pair, CRYPTO_ED25519, 0));
	VEC_PUSH(&s->zone.keys, key);
	s->input.key_count = 1;
	s->is_taken = s->has_pairs = true;
	unit_signing_drop_pairs(s);
	assert_int_equal(s->zone.keys.count, 1);
	assert_null(s->zone.keys.items[0].pair);
	assert_int_equal(s->input.key_count, 0);
	assert_true(s->is_taken && !s->has_pairs);
	unit_signing_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_due_in_the_beginning),
		cmocka_unit_test(dropped_pairs_leave_the_keys),
		cmocka_unit_test(dropped_keys_leave_what_is_known_of_the_zone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
