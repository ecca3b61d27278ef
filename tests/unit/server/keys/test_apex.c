/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/keys/apex.h"

#include "sec/ds.h"

enum { NOW = 1000 };
static const uint8_t zone[] = "\7example";

static struct zone_key make(bool ksk, uint8_t alg)
{
	struct crypto_key *pair;
	struct zone_key k = {.is_ksk = ksk, .is_zsk = !ksk, .sep = ksk};
	assert_ok(crypto_key_generate(&pair, alg, 0));
	assert_ok(key_set_material(&k, pair));
	crypto_key_unref(pair);
	return k;
}

static void each_mode_publishes_its_keys(void **state)
{
	(void)state;
	const struct {
		enum conf_cds mode;
		unsigned waiting, settled; /* CDS records: with a key that is ready, without */
	} modes[] = {{CDS_NONE, 0, 0},
	             {CDS_DELETE_DNSSEC, 1, 1},
	             {CDS_ROLLOVER, 1, 0},
	             {CDS_ALWAYS, 1, 1},
	             {CDS_DOUBLE_DS, 2, 1}};
	struct zone_key keys[] = {make(true, 13), make(false, 13), make(true, 13)};
	struct key_list l = {.items = keys, .count = 3};
	keys[0].timers[KEY_ACTIVE] = keys[1].timers[KEY_ACTIVE] = NOW;
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		struct apex_records r;
		struct arena arena;
		const struct apex_options o = {.zone = zone,
		                               .dnskey_ttl = 60,
		                               .cds = modes[i].mode,
		                               .cds_digest = 2,
		                               .now = NOW};
		arena_init(&arena, 0);
		keys[2].timers[KEY_READY] = NOW;
		assert_ok(apex_make(&r, &arena, &l, &o));
		assert_int_equal(r.dnskey.count, 3);
		assert_int_equal(r.dnskey.ttl, 60);
		assert_int_equal(r.cds.count, modes[i].waiting);
		assert_int_equal(r.cdnskey.count, modes[i].waiting);
		assert_int_equal(r.cds.ttl, 0);
		keys[2].timers[KEY_READY] = 0;
		assert_ok(apex_make(&r, &arena, &l, &o));
		assert_int_equal(r.dnskey.count, 2);
		assert_int_equal(r.cds.count, modes[i].settled);
		if (modes[i].mode == CDS_DELETE_DNSSEC) {
			assert_true(cds_is_delete(rrset_first(&r.cds)));
			assert_true(cdnskey_is_delete(rrset_first(&r.cdnskey)));
		}
		arena_deinit(&arena);
	}
}

/* Keys in every state, and CDS of every digest: once ours, always known. */
static void what_was_ever_ours_is_known(void **state)
{
	(void)state;
	struct zone_key keys[] = {make(true, 13), make(false, 13)};
	struct key_list l = {.items = keys, .count = 2};
	struct apex_records r;
	struct arena arena;
	struct apex_options o = {.zone = zone,
	                         .dnskey_ttl = 60,
	                         .cds = CDS_ALWAYS,
	                         .cds_digest = 2,
	                         .foreign_stay = true,
	                         .now = NOW};
	arena_init(&arena, 0);
	keys[0].timers[KEY_ACTIVE] = keys[1].timers[KEY_ACTIVE] = NOW - 1;
	assert_ok(apex_make(&r, &arena, &l, &o));
	assert_true(r.foreign_stay);
	assert_int_equal(r.ever.dnskey.count, 4); /* revoked ones, too */
	assert_int_equal(r.ever.cds.count, 3 + 1);
	assert_int_equal(r.ever.cdnskey.count, 1 + 1);
	assert_true(rrset_has(&r.ever.dnskey, rrset_first(&r.dnskey)));
	assert_true(rrset_has(&r.ever.cds, rrset_first(&r.cds)));
	assert_true(rrset_has(&r.ever.cds, cds_delete_rdata()));
	keys[0].timers[KEY_REMOVE] = keys[1].timers[KEY_REMOVE] = NOW;
	assert_ok(apex_make(&r, &arena, &l, &o));
	assert_int_equal(r.dnskey.count + r.cds.count, 0);
	assert_int_equal(r.ever.dnskey.count, 4);
	o.foreign_stay = false;
	assert_ok(apex_make(&r, &arena, &l, &o));
	assert_int_equal(r.ever.dnskey.count, 0);
	arena_deinit(&arena);
}

static void the_parent_confirms_with_the_new_ds_alone(void **state)
{
	(void)state;
	struct zone_key keys[] = {make(true, 8), make(true, 13)};
	struct key_list l = {.items = keys, .count = 2};
	struct rrset ds = {0};
	struct arena arena;
	arena_init(&arena, 0);
	keys[0].timers[KEY_ACTIVE] = NOW;
	assert_false(apex_is_confirmed(&l, zone, &ds, NOW));
	keys[1].timers[KEY_READY] = NOW;
	assert_false(apex_is_confirmed(&l, zone, &ds, NOW));
	for (int i = 1; i >= 0; i--) {
		uint8_t rdata[600], out[DS_MAX_LEN];
		struct wire_writer k = wire_writer_of(rdata, sizeof(rdata));
		struct wire_writer w = wire_writer_of(out, sizeof(out));
		key_dnskey_write(&k, &keys[i], false);
		assert_ok(ds_write(&w, zone, wire_written(&k), 2));
		assert_ok(rrset_add(&ds, &arena, wire_written(&w)));
		/* The DS of another algorithm must be gone. */
		assert_int_equal(apex_is_confirmed(&l, zone, &ds, NOW), i == 1);
	}
	keys[0].algorithm = 13;
	assert_true(apex_is_confirmed(&l, zone, &ds, NOW));
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mode_publishes_its_keys),
		cmocka_unit_test(what_was_ever_ours_is_known),
		cmocka_unit_test(the_parent_confirms_with_the_new_ds_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
