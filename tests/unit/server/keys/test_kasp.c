/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys_folder.h"

#include "store/store_lmdb.h"

static const uint8_t a[] = "\1a\7example", b[] = "\1b\7example";

static enum err add(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	struct zone_key *key = ctx;
	(void)turn;
	struct zone_key copy = *key;
	copy.pair = key->pair != NULL ? crypto_key_ref(key->pair) : NULL;
	VEC_PUSH(&zone->keys, copy);
	return OK;
}

static enum err drop_first(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	(void)ctx;
	(void)turn;
	key_list_remove(&zone->keys, 0);
	return OK;
}

static enum err retire_first(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	(void)ctx;
	(void)turn;
	zone->keys.items[0].timers[KEY_RETIRE] = 99;
	zone->facts.signed_s = 77;
	return OK;
}

static enum err give_up(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	(void)ctx;
	(void)turn;
	while (zone->keys.count > 0)
		key_list_remove(&zone->keys, 0);
	return E_CANCELED;
}

static size_t keys_of(struct kasp *k, const uint8_t *zone)
{
	struct kasp_zone z;
	assert_ok(kasp_read(k, zone, &z));
	size_t n = z.keys.count;
	kasp_zone_deinit(&z);
	return n;
}

static void zones_are_changed_whole_or_not(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct kasp *k = kasp_in_memory(NULL);
	struct zone_key key = new_key(true), other = new_key(false);
	struct kasp_zone z;
	assert_ok(kasp_edit(k, a, &ks, add, &key, NULL));
	assert_ok(kasp_edit(k, a, &ks, add, &other, &z));
	assert_int_equal(z.keys.count, 2);
	kasp_zone_deinit(&z);
	assert_int_equal(folder_count(false), 2);
	assert_int_equal(kasp_edit(k, a, &ks, give_up, NULL, NULL), E_CANCELED);
	assert_int_equal(keys_of(k, a), 2);
	assert_ok(kasp_edit(k, a, &ks, retire_first, NULL, NULL));
	assert_ok(kasp_read(k, (const uint8_t *)"\1A\7EXAMPLE", &z));
	assert_int_equal(z.keys.items[0].timers[KEY_RETIRE], 99);
	assert_int_equal(z.facts.signed_s, 77);
	kasp_zone_deinit(&z);
	assert_int_equal(keys_of(k, b), 0);
	assert_ok(kasp_purge(k, a, &ks));
	assert_int_equal(keys_of(k, a), 0);
	assert_ok(kasp_read(k, a, &z));
	assert_int_equal(z.facts.signed_s, 0);
	kasp_zone_deinit(&z);
	assert_int_equal(folder_count(false), 0);
	crypto_key_unref(key.pair);
	crypto_key_unref(other.pair);
	kasp_close(k);
}

static void a_shared_private_key_goes_with_its_last_zone(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct kasp *k = kasp_in_memory(NULL);
	struct zone_key key = new_key(true), shared = key;
	shared.pair = NULL;
	assert_ok(kasp_edit(k, a, &ks, add, &key, NULL));
	assert_ok(kasp_edit(k, b, &ks, add, &shared, NULL));
	assert_ok(kasp_edit(k, a, &ks, drop_first, NULL, NULL));
	assert_int_equal(folder_count(false), 1);
	assert_ok(kasp_edit(k, b, &ks, drop_first, NULL, NULL));
	assert_int_equal(folder_count(false), 0);
	crypto_key_unref(key.pair);
	kasp_close(k);
}

static enum err count_zone(void *ctx, const uint8_t *zone)
{
	(void)zone;
	++*(unsigned *)ctx;
	return OK;
}

static void zones_with_keys_are_listed_once(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct kasp *k = kasp_in_memory(NULL);
	struct zone_key keys[] = {new_key(true), new_key(false), new_key(false)};
	unsigned n = 0;
	assert_ok(kasp_edit(k, a, &ks, add, &keys[0], NULL));
	assert_ok(kasp_edit(k, a, &ks, add, &keys[1], NULL));
	assert_ok(kasp_edit(k, b, &ks, add, &keys[2], NULL));
	assert_ok(kasp_zones(k, count_zone, &n));
	assert_int_equal(n, 2);
	for (int i = 0; i < 3; i++)
		crypto_key_unref(keys[i].pair);
	kasp_close(k);
	folder_count(true);
}

static enum err remember(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone)
{
	struct name found;
	uint8_t id[KEY_ID_LEN], zeros[KEY_ID_LEN] = {0};
	struct zone_key key;
	(void)zone;
	(void)ctx;
	assert_int_equal(kasp_turn_last(turn, "p", &found, id), E_NOTFOUND);
	assert_ok(kasp_turn_set_last(turn, "p", a, zone->keys.items[0].id));
	assert_ok(kasp_turn_last(turn, "p", &found, id));
	assert_true(name_equal(found.wire, a));
	assert_ok(kasp_turn_key(turn, a, id, &key));
	assert_memory_equal(key.id, zone->keys.items[0].id, KEY_ID_LEN);
	assert_int_equal(kasp_turn_key(turn, b, zeros, &key), E_NOTFOUND);
	return OK;
}

static void the_last_key_of_a_policy_is_known(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct kasp *k = kasp_in_memory(NULL);
	struct zone_key key = new_key(true);
	assert_ok(kasp_edit(k, a, &ks, add, &key, NULL));
	assert_ok(kasp_edit(k, a, &ks, remember, NULL, NULL));
	crypto_key_unref(key.pair);
	kasp_close(k);
	folder_count(true);
}

/* Whatever write the process ends at: a key that the database names has its private half. */
static void nothing_is_lost_at_any_crash(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	for (unsigned at = 1; at < 16; at++) {
		struct store *store;
		struct kasp *k = kasp_in_memory(&store);
		struct zone_key key = new_key(true), other = new_key(false);
		struct kasp_zone z;
		assert_ok(kasp_edit(k, a, &ks, add, &key, NULL));
		store_memory_crash_at(store, at);
		bool added = kasp_edit(k, a, &ks, add, &other, NULL) == OK;
		bool dropped = kasp_edit(k, a, &ks, drop_first, NULL, NULL) == OK;
		store_memory_crash_at(store, 0);
		store_memory_revive(store);
		assert_ok(kasp_sweep(k));
		assert_ok(kasp_read(k, a, &z));
		assert_int_equal(z.keys.count, 1u + added - dropped);
		for (size_t i = 0; i < z.keys.count; i++)
			assert_ok(keystore_load(&ks, &z.keys.items[i]));
		/* And what was deleted is gone for good. */
		assert_int_equal(folder_count(true), z.keys.count);
		kasp_zone_deinit(&z);
		crypto_key_unref(key.pair);
		crypto_key_unref(other.pair);
		kasp_close(k);
	}
}

static void a_damaged_record_is_told(void **state)
{
	(void)state;
	struct store *store;
	struct kasp *k = kasp_in_memory(&store);
	struct kasp_key key;
	struct kasp_zone z;
	kasp_key_begin(&key, KASP_KEY);
	kasp_key_add_zone(&key, a);
	kasp_key_add(&key, span_str("01234567890123456789"));
	assert_ok(store_begin(store, STORE_WRITE));
	assert_ok(store_put(store, kasp_key_span(&key), span_str("x")));
	assert_ok(store_commit(store));
	assert_int_equal(kasp_read(k, a, &z), E_CORRUPT);
	kasp_close(k);
}

static void a_database_on_disk_is_made_and_kept(void **state)
{
	(void)state;
	const struct kasp_options options = {.path = folder, .max_size = 5 << 20};
	const struct keystore ks = {.dir = folder};
	struct kasp *k;
	struct text error;
	struct zone_key key = new_key(true);
	text_init(&error);
	assert_ok(kasp_open(&k, &options, &error));
	assert_ok(kasp_edit(k, a, &ks, add, &key, NULL));
	kasp_close(k);
	assert_ok(kasp_open(&k, &options, &error));
	assert_int_equal(keys_of(k, a), 1);
	kasp_close(k);
	crypto_key_unref(key.pair);
	text_deinit(&error);
	folder_count(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_are_changed_whole_or_not),
		cmocka_unit_test(a_shared_private_key_goes_with_its_last_zone),
		cmocka_unit_test(zones_with_keys_are_listed_once),
		cmocka_unit_test(the_last_key_of_a_policy_is_known),
		cmocka_unit_test(nothing_is_lost_at_any_crash),
		cmocka_unit_test(a_damaged_record_is_told),
		cmocka_unit_test(a_database_on_disk_is_made_and_kept),
	};
	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
