/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys_world.h"

enum { NOW = 1000 };

static struct zone_key key_of(bool ksk, bool zsk, uint8_t number)
{
	return (struct zone_key){.id = {[KEY_ID_LEN - 1] = number},
	                         .is_ksk = ksk,
	                         .is_zsk = zsk,
	                         .tag = number,
	                         .algorithm = 13};
}

/* "pkz": published, signs keys, signs zone. */
static const char *use_of(const struct key_list *l, size_t i)
{
	static char out[4];
	struct key_use u = key_use_at(l, i, NOW);
	snprintf(out, sizeof(out), "%c%c%c", u.published ? 'p' : '-', u.signs_keys ? 'k' : '-',
	         u.signs_zone ? 'z' : '-');
	return out;
}

static void uses_follow_the_table(void **state)
{
	(void)state;
	const struct {
		enum key_timer timer;
		const char *ksk, *zsk, *csk;
	} table[] = {
		{KEY_PRE_ACTIVE, "---", "--z", "--z"},    {KEY_PUBLISH, "pk-", "p--", "pk-"},
		{KEY_READY, "pk-", "p-z", "pkz"},         {KEY_ACTIVE, "pk-", "p-z", "pkz"},
		{KEY_RETIRE_ACTIVE, "pk-", "p-z", "pkz"}, {KEY_RETIRE, "---", "p--", "p--"},
		{KEY_POST_ACTIVE, "---", "--z", "--z"},   {KEY_REVOKE, "pk-", "p--", "pk-"},
		{KEY_REMOVE, "---", "---", "---"},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct zone_key k = key_of(true, false, 1), z = key_of(false, true, 2);
		struct zone_key c = key_of(true, true, 3);
		struct key_list one = {.items = &k, .count = 1};
		k.timers[table[i].timer] = z.timers[table[i].timer] = c.timers[table[i].timer] =
			NOW;
		assert_string_equal(use_of(&one, 0), table[i].ksk);
		one.items = &z;
		assert_string_equal(use_of(&one, 0), table[i].zsk);
		one.items = &c;
		assert_string_equal(use_of(&one, 0), table[i].csk);
	}
}

static void a_published_key_that_signed_before_goes_on_signing(void **state)
{
	(void)state;
	struct zone_key z = key_of(false, true, 1);
	struct key_list one = {.items = &z, .count = 1};
	z.timers[KEY_PRE_ACTIVE] = NOW - 1;
	z.timers[KEY_PUBLISH] = NOW;
	assert_string_equal(use_of(&one, 0), "p-z");
}

static void an_active_zsk_lets_others_of_its_algorithm_rest(void **state)
{
	(void)state;
	struct zone_key keys[] = {key_of(true, true, 1), key_of(false, true, 2)};
	struct key_list l = {.items = keys, .count = 2};
	keys[0].timers[KEY_READY] = keys[1].timers[KEY_ACTIVE] = NOW;
	assert_string_equal(use_of(&l, 0), "pk-");
	keys[1].algorithm = 8;
	assert_string_equal(use_of(&l, 0), "pkz");
	keys[1].algorithm = 13;
	keys[1].public_only = true;
	assert_string_equal(use_of(&l, 0), "pkz");
	assert_string_equal(use_of(&l, 1), "p--");
}

static void lines_say_what_a_key_is_used_for(void **state)
{
	(void)state;
	struct zone_key k = key_of(true, false, 1), z = key_of(false, true, 2);
	struct key_list l = {.items = &k, .count = 1};
	struct text t;
	struct key_use use;
	text_init(&t);
	k.tag = 3375;
	k.timers[KEY_READY] = NOW;
	use = key_use_at(&l, 0, NOW);
	key_use_print(&t, &k, &use);
	assert_string_equal(t.buf,
	                    "tag  3375, algorithm ECDSAP256SHA256, KSK, public, ready, active+");
	text_reset(&t);
	l.items = &z;
	z.tag = 38559;
	z.timers[KEY_PUBLISH] = NOW;
	use = key_use_at(&l, 0, NOW);
	key_use_print(&t, &z, &use);
	assert_string_equal(t.buf, "tag 38559, algorithm ECDSAP256SHA256, public");
	text_deinit(&t);
}

static void keys_are_listed_by_publication(void **state)
{
	(void)state;
	struct zone_key keys[] = {key_of(true, false, 1), key_of(false, true, 2),
	                          key_of(false, true, 3), key_of(false, true, 4)};
	struct key_list l = {.items = keys, .count = 4};
	size_t order[4];
	keys[0].timers[KEY_PUBLISH] = 7;
	keys[2].timers[KEY_PUBLISH] = 5;
	keys[3].timers[KEY_PRE_ACTIVE] = 6;
	key_order(&l, order);
	assert_int_equal(order[0], 2);
	assert_int_equal(order[1], 3);
	assert_int_equal(order[2], 0);
	assert_int_equal(order[3], 1);
}

static void each_algorithm_needs_both_roles(void **state)
{
	(void)state;
	struct zone_key keys[] = {key_of(true, false, 1), key_of(false, true, 2),
	                          key_of(false, true, 3)};
	struct key_list l = {.items = keys, .count = 2};
	assert_int_equal(key_set_check(&l, NOW, false), KEY_SET_EMPTY);
	keys[0].timers[KEY_ACTIVE] = NOW;
	assert_int_equal(key_set_check(&l, NOW, false), KEY_SET_INCOMPLETE);
	keys[1].timers[KEY_ACTIVE] = NOW;
	assert_int_equal(key_set_check(&l, NOW, false), KEY_SET_SOUND);
	l.count = 3;
	keys[2].algorithm = 8;
	keys[2].timers[KEY_PUBLISH] = NOW;
	assert_int_equal(key_set_check(&l, NOW, false), KEY_SET_INCOMPLETE);
	/* Another signer holds the KSK's private half. */
	l.items = &keys[1];
	l.count = 1;
	assert_int_equal(key_set_check(&l, NOW, true), KEY_SET_SOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uses_follow_the_table),
		cmocka_unit_test(a_published_key_that_signed_before_goes_on_signing),
		cmocka_unit_test(an_active_zsk_lets_others_of_its_algorithm_rest),
		cmocka_unit_test(lines_say_what_a_key_is_used_for),
		cmocka_unit_test(keys_are_listed_by_publication),
		cmocka_unit_test(each_algorithm_needs_both_roles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
