/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

static void refresh_is_computed_when_the_policy_does_not_say(void **state)
{
	(void)state;
	struct policy_rrsig rrsig = {.lifetime_s = 1000000, .pre_refresh_s = 3600};
	struct policy_keys keys = {.propagation_delay_s = 3600, .zone_max_ttl_s = -1};
	assert_int_equal(sign_refresh_s(&rrsig, &keys, 86400), 3600 + 86400 + 100000);
	assert_int_equal(sign_refresh_s(&rrsig, &keys, 1000000), 1000000 - 3600 - 1);
	keys.zone_max_ttl_s = 7200;
	assert_int_equal(sign_refresh_s(&rrsig, &keys, 86400), 3600 + 7200);
	rrsig.refresh_s = 5;
	assert_int_equal(sign_refresh_s(&rrsig, &keys, 86400), 5);
}

static void figures_come_from_the_policy(void **state)
{
	(void)state;
	struct sign_policy p;
	const struct conf_policy conf = {
		.rrsig = {.lifetime_s = 9, .pre_refresh_s = 2, .reproducible = true, .threads = 3},
		.nsec3 = {.on = true, .opt_out = true, .iterations = 4},
		.unsafe = UNSAFE_NO_UPDATE_NSEC,
	};
	sign_policy_take(&p, &conf);
	assert_int_equal(p.lifetime_s + p.pre_refresh_s, 11);
	assert_true(p.reproducible && p.nsec3 && p.opt_out);
	assert_int_equal(p.threads, 3);
	assert_int_equal(p.iterations, 4);
	assert_int_equal(p.unsafe, UNSAFE_NO_UPDATE_NSEC);
}

static void keys_in_use_are_taken_with_their_roles(void **state)
{
	(void)state;
	struct zone_key items[3] = {{.is_ksk = true, .sep = true, .timers = {[KEY_READY] = 5}},
	                            {.is_zsk = true, .timers = {[KEY_ACTIVE] = 5}},
	                            {.is_zsk = true, .timers = {[KEY_PUBLISH] = 5}}};
	struct key_list list = {.items = items, .count = 3};
	struct sign_key out[3];
	size_t count;
	for (size_t i = 0; i < 3; i++) {
		struct crypto_key *pair;
		assert_ok(crypto_key_generate(&pair, CRYPTO_ED25519, 0));
		assert_ok(key_set_material(&items[i], pair));
		items[i].pair = pair;
	}
	assert_ok(sign_keys_take(out, &count, &list, 10));
	assert_int_equal(count, 2);
	assert_true(out[0].signs_keys && !out[0].signs_zone && out[0].tag == items[0].tag);
	assert_true(out[1].signs_zone && !out[1].signs_keys && out[1].tag == items[1].tag);
	items[0].timers[KEY_REVOKE] = 10;
	assert_ok(sign_keys_take(out, &count, &list, 10));
	assert_int_equal(out[0].tag, items[0].tag + 128); /* RFC 5011 section 2.1 */
	crypto_key_unref(items[1].pair);
	items[1].pair = NULL;
	assert_int_equal(sign_keys_take(out, &count, &list, 10), E_KEY);
	crypto_key_unref(items[0].pair);
	crypto_key_unref(items[2].pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refresh_is_computed_when_the_policy_does_not_say),
		cmocka_unit_test(figures_come_from_the_policy),
		cmocka_unit_test(keys_in_use_are_taken_with_their_roles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
