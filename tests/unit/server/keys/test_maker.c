/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys_folder.h"

#include "server/keys/maker.h"

static const uint8_t a[] = "\1a\7example", b[] = "\1b\7example";

struct wish {
	const uint8_t *zone;
	struct key_want want;
	bool shared;
	uint8_t id[KEY_ID_LEN];
};

static enum err make(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	struct wish *w = ctx;
	struct key_maker maker = {
		.turn = turn, .policy = "p", .zone = w->zone, .keys = &zone->keys};
	struct zone_key key = {.is_ksk = w->want.ksk, .is_zsk = w->want.zsk, .sep = w->want.ksk};
	TRY(key_maker_make(&maker, &w->want, &key, &w->shared));
	key.timers[KEY_PUBLISH] = 1;
	memcpy(w->id, key.id, KEY_ID_LEN);
	VEC_PUSH(&zone->keys, key);
	return OK;
}

static void keys_are_shared_under_a_policy(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct kasp *k = kasp_in_memory(NULL);
	struct wish first = {a, {.ksk = true, .algorithm = 15, .shared = true}, false, {0}};
	struct wish second = first, third = first, fourth = first;
	second.zone = b;
	fourth.zone = b;
	fourth.want.algorithm = 13;
	assert_ok(kasp_edit(k, a, &ks, make, &first, NULL));
	assert_false(first.shared);
	assert_ok(kasp_edit(k, b, &ks, make, &second, NULL));
	assert_true(second.shared);
	assert_memory_equal(first.id, second.id, KEY_ID_LEN);
	/* A zone that has the last one gets a new one, which others take from now on. */
	assert_ok(kasp_edit(k, a, &ks, make, &third, NULL));
	assert_false(third.shared);
	assert_ok(kasp_edit(k, b, &ks, make, &second, NULL));
	assert_memory_equal(third.id, second.id, KEY_ID_LEN);
	assert_ok(kasp_edit(k, b, &ks, make, &fourth, NULL));
	assert_false(fourth.shared);
	assert_int_equal(folder_count(true), 3);
	kasp_close(k);
}

static void what_cannot_be_made_is_told(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct kasp *k = kasp_in_memory(NULL);
	struct wish w = {a, {.ksk = true, .algorithm = 1}, false, {0}};
	assert_int_equal(kasp_edit(k, a, &ks, make, &w, NULL), E_KEY_ALG);
	w.want = (struct key_want){.zsk = true, .algorithm = 8, .bits = 77};
	assert_int_equal(kasp_edit(k, a, &ks, make, &w, NULL), E_RANGE);
	assert_int_equal(folder_count(true), 0);
	kasp_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_shared_under_a_policy),
		cmocka_unit_test(what_cannot_be_made_is_told),
	};
	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
