/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys_folder.h"

#include "server/keys/rollover.h"
#include "server/keys/upkeep.h"

static const uint8_t a[] = "\1a\7example";

static const struct conf_keystore store = {.id = "default", .config = folder};

static struct conf_policy policy = {
	.id = "p",
	.keystore = &store,
	.keys = {.algorithm = 15,
                 .zsk_lifetime_s = 1000,
                 .propagation_delay_s = 2,
                 .tag_modulo = {.modulus = 1}},
};

static void a_zone_lives_through_its_first_rollover(void **state)
{
	(void)state;
	struct kasp *k = kasp_in_memory(NULL);
	struct upkeep_request r = {
		.policy = &policy, .zone = a, .now = 5000, .dnskey_ttl = 10, .zone_max_ttl = 15};
	const int64_t wakes[] = {6000, 6012, 6029, 7012};
	const size_t counts[] = {2, 3, 3, 2}, files[] = {2, 3, 3, 2};
	for (size_t i = 0; i < ARRAY_LEN(wakes); i++) {
		struct rollover_result result = {.changed = false};
		struct kasp_zone z;
		assert_ok(upkeep_pass(k, &r, &result, &z));
		assert_int_equal(z.keys.count, counts[i]);
		assert_int_equal(folder_count(false), files[i]);
		assert_int_equal(result.wake_s, wakes[i]);
		assert_ok(upkeep_published(k, &r));
		r.now = result.wake_s;
		rollover_result_deinit(&result);
		kasp_zone_deinit(&z);
	}
	kasp_close(k);
	folder_count(true);
}

static void what_was_published_is_noted_when_it_is_news(void **state)
{
	(void)state;
	struct store *memory;
	struct kasp *k = kasp_in_memory(&memory);
	struct upkeep_request r = {
		.policy = &policy, .zone = a, .now = 5000, .dnskey_ttl = 10, .zone_max_ttl = 15};
	struct rollover_result result = {.changed = false};
	struct kasp_zone z;
	assert_ok(upkeep_pass(k, &r, &result, NULL));
	assert_ok(upkeep_published(k, &r));
	/* Nothing new: not even a write that would fail. */
	store_memory_crash_at(memory, 1);
	r.now++;
	assert_ok(upkeep_published(k, &r));
	store_memory_crash_at(memory, 0);
	r.zone_max_ttl = 5;
	assert_ok(upkeep_published(k, &r));
	assert_ok(kasp_read(k, a, &z));
	assert_int_equal(z.facts.signed_s, 5001);
	assert_int_equal(z.facts.ttls.zone_s, 5);
	assert_int_equal(z.facts.ttls.zone_until, 5001 + 2 + 15);
	kasp_zone_deinit(&z);
	rollover_result_deinit(&result);
	kasp_close(k);
	folder_count(true);
}

static void confirming_is_part_of_a_pass(void **state)
{
	(void)state;
	struct kasp *k = kasp_in_memory(NULL);
	struct upkeep_request r = {.policy = &policy, .zone = a, .now = 5000};
	struct rollover_result result = {.changed = false};
	struct kasp_zone z;
	assert_ok(upkeep_pass(k, &r, &result, NULL));
	r.confirm = true;
	assert_ok(upkeep_pass(k, &r, &result, &z));
	assert_int_equal(key_state_at(&z.keys.items[0], 5000), KEY_IS_ACTIVE);
	kasp_zone_deinit(&z);
	assert_int_equal(upkeep_pass(k, &r, &result, NULL), E_NOKEY_READY);
	rollover_result_deinit(&result);
	kasp_close(k);
	folder_count(true);
}

static void signing_keys_are_loaded_or_missed(void **state)
{
	(void)state;
	struct kasp *k = kasp_in_memory(NULL);
	const struct upkeep_request r = {.policy = &policy, .zone = a, .now = 5000};
	struct conf_policy lax = policy;
	struct rollover_result result = {.changed = false};
	struct kasp_zone z;
	struct text error;
	text_init(&error);
	lax.unsafe = UNSAFE_NO_CHECK_KEYSET;
	assert_ok(upkeep_pass(k, &r, &result, &z));
	assert_ok(upkeep_load(&policy, &z.keys, 5000, &error));
	assert_non_null(z.keys.items[0].pair);
	assert_non_null(z.keys.items[1].pair);
	assert_int_equal(upkeep_load(&policy, &z.keys, 4999, &error), E_NOTFOUND);
	assert_string_equal(error.buf, "no keys for signing");
	text_reset(&error);
	z.keys.items[1].timers[KEY_REMOVE] = 5000;
	assert_int_equal(upkeep_load(&policy, &z.keys, 5000, &error), E_NOTFOUND);
	assert_string_equal(error.buf, "missing active KSK or ZSK");
	assert_ok(upkeep_load(&lax, &z.keys, 5000, &error));
	text_reset(&error);
	folder_count(true);
	assert_int_equal(upkeep_load(&lax, &z.keys, 5000, &error), E_NOFILE);
	assert_memory_equal(error.buf, "failed to load private key ", 27);
	text_deinit(&error);
	rollover_result_deinit(&result);
	kasp_zone_deinit(&z);
	kasp_close(k);
}

static void a_token_is_refused(void **state)
{
	(void)state;
	const struct conf_keystore token = {.pkcs11 = true, .config = ""};
	struct kasp *k = kasp_in_memory(NULL);
	struct conf_policy other = policy;
	struct upkeep_request r = {.policy = &other, .zone = a, .now = 5000};
	struct rollover_result result = {.changed = false};
	other.keystore = &token;
	assert_int_equal(upkeep_pass(k, &r, &result, NULL), E_NOTSUP);
	kasp_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_lives_through_its_first_rollover),
		cmocka_unit_test(what_was_published_is_noted_when_it_is_news),
		cmocka_unit_test(confirming_is_part_of_a_pass),
		cmocka_unit_test(signing_keys_are_loaded_or_missed),
		cmocka_unit_test(a_token_is_refused),
	};
	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
