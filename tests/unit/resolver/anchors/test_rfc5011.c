/* SPDX-License-Identifier: BSD-2-Clause */
/* Row by row through the table of the contract, 4.16. */
#include "resolver/anchors/rfc5011.h"

#include "../signer.h"

enum { HOLD = 30 * 86400 };

static const struct anchor_policy policy = {.hold_s = HOLD};

/* A zone with two key signing keys. */
struct zone {
	struct arena arena;
	struct signer ksk[2];
	struct anchor anchor;
	int64_t now;
};

static void begin(struct zone *z)
{
	arena_init(&z->arena, 0);
	for (int i = 0; i < 2; i++)
		signer_init(&z->ksk[i], nm("example."), CRYPTO_ED25519, 257);
	anchor_init(&z->anchor, nm("example."));
	z->now = SIGNER_NOW;
	assert_ok(anchor_add(&z->anchor, RR_DNSKEY, 60,
	                     span_of(z->ksk[0].rdata, z->ksk[0].rdata_len)));
}

static void end(struct zone *z)
{
	for (int i = 0; i < 2; i++)
		signer_deinit(&z->ksk[i]);
	anchor_deinit(&z->anchor);
	arena_deinit(&z->arena);
}

/* Publish keys (a bit each), signed by `by` (a bit each), and let the anchor see them. */
static bool see(struct zone *z, unsigned keys, unsigned by)
{
	struct rrset set = empty_set(nm("example."), RR_DNSKEY);
	struct rrset sigs = empty_set(set.owner, RR_RRSIG);
	for (int i = 0; i < 2; i++) {
		if (keys & 1u << i)
			assert_ok(rrset_add(&set, &z->arena,
			                    span_of(z->ksk[i].rdata, z->ksk[i].rdata_len)));
	}
	for (int i = 0; i < 2; i++) {
		if (by & 1u << i)
			sign_at(&z->ksk[i], &z->arena, &set, &sigs, (uint32_t)z->now - 10,
			        (uint32_t)z->now + 10);
	}
	return anchor_observe(&z->anchor, &set, &sigs, (struct wall){z->now}, &policy);
}

/* State of key i; ANCHOR_START: not known. */
static enum anchor_state state_of(const struct zone *z, int i)
{
	for (size_t k = 0; k < z->anchor.keys.count; k++) {
		const struct anchor_key *key = &z->anchor.keys.items[k];
		if (key->type == RR_DNSKEY && key->len == z->ksk[i].rdata_len &&
		    memcmp(key->rdata + 2, z->ksk[i].rdata + 2, key->len - 2u) == 0)
			return key->state;
	}
	return ANCHOR_START;
}

static void a_new_key_waits_for_the_hold_down_time(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	assert_false(see(&z, 1, 1));
	assert_true(see(&z, 3, 1));
	assert_int_equal(state_of(&z, 1), ANCHOR_ADD_PEND);
	z.now += HOLD - 1;
	assert_false(see(&z, 3, 1));
	assert_int_equal(state_of(&z, 1), ANCHOR_ADD_PEND);
	z.now += 1;
	assert_true(see(&z, 3, 1));
	assert_int_equal(state_of(&z, 1), ANCHOR_VALID);
	end(&z);
}

static void a_pending_key_that_goes_begins_anew(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	assert_true(see(&z, 3, 1));
	z.now += HOLD / 2;
	assert_true(see(&z, 1, 1));
	assert_int_equal(state_of(&z, 1), ANCHOR_START);
	z.now += HOLD / 2;
	assert_true(see(&z, 3, 1));
	assert_int_equal(state_of(&z, 1), ANCHOR_ADD_PEND);
	end(&z);
}

static void a_missing_key_is_trusted_until_four_hold_down_times(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	see(&z, 3, 1);
	z.now += HOLD;
	see(&z, 3, 1);
	assert_true(see(&z, 2, 2));
	assert_int_equal(state_of(&z, 0), ANCHOR_MISSING);
	assert_true(see(&z, 3, 3));
	assert_int_equal(state_of(&z, 0), ANCHOR_VALID);
	assert_true(see(&z, 2, 2));
	z.now += 4 * HOLD - 1;
	assert_false(see(&z, 2, 2));
	assert_int_equal(state_of(&z, 0), ANCHOR_MISSING);
	z.now += 1;
	assert_true(see(&z, 2, 2));
	assert_int_equal(state_of(&z, 0), ANCHOR_START); /* Removed, and none are kept */
	end(&z);
}

static void a_key_is_revoked_only_by_itself_and_never_returns(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	see(&z, 3, 1);
	z.now += HOLD;
	see(&z, 3, 1);
	signer_set_flags(&z.ksk[0], 257 | DNSKEY_REVOKE);
	assert_false(see(&z, 3, 2)); /* not signed by the key */
	assert_int_equal(state_of(&z, 0), ANCHOR_VALID);
	assert_true(see(&z, 3, 3));
	assert_int_equal(state_of(&z, 0), ANCHOR_REVOKED);
	signer_set_flags(&z.ksk[0], 257);
	assert_false(see(&z, 3, 3));
	assert_int_equal(state_of(&z, 0), ANCHOR_REVOKED);
	z.now += HOLD;
	assert_true(see(&z, 2, 2));
	assert_int_equal(state_of(&z, 0), ANCHOR_START);
	end(&z);
}

static void a_missing_key_may_be_revoked_and_a_pending_one_is_dropped(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	see(&z, 3, 1);
	signer_set_flags(&z.ksk[1], 257 | DNSKEY_REVOKE);
	assert_true(see(&z, 3, 3));
	assert_int_equal(state_of(&z, 1), ANCHOR_START);
	signer_set_flags(&z.ksk[1], 257);
	see(&z, 3, 1);
	z.now += HOLD;
	see(&z, 3, 1);
	see(&z, 1, 1);
	assert_int_equal(state_of(&z, 1), ANCHOR_MISSING);
	signer_set_flags(&z.ksk[1], 257 | DNSKEY_REVOKE);
	assert_true(see(&z, 3, 3));
	assert_int_equal(state_of(&z, 1), ANCHOR_REVOKED);
	end(&z);
}

static void the_last_trusted_key_stays(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	signer_set_flags(&z.ksk[0], 257 | DNSKEY_REVOKE);
	assert_false(see(&z, 1, 1));
	assert_int_equal(state_of(&z, 0), ANCHOR_VALID);
	end(&z);
}

static void digests_give_way_to_their_key(void **state)
{
	(void)state;
	struct zone z;
	uint8_t ds[60];
	begin(&z);
	anchor_drop(&z.anchor, 0);
	assert_ok(
		anchor_add(&z.anchor, RR_DS, 60, signer_ds(&z.ksk[0], DS_SHA256, ds, sizeof(ds))));
	assert_ok(
		anchor_add(&z.anchor, RR_DS, 60, signer_ds(&z.ksk[0], DS_SHA384, ds, sizeof(ds))));
	assert_true(see(&z, 3, 1));
	assert_int_equal(z.anchor.keys.count, 2);
	assert_int_equal(state_of(&z, 0), ANCHOR_VALID);
	assert_int_equal(state_of(&z, 1), ANCHOR_ADD_PEND);
	end(&z);
}

static void keys_that_are_no_entry_points_do_not_count(void **state)
{
	(void)state;
	struct zone z;
	begin(&z);
	signer_set_flags(&z.ksk[1], 256);
	assert_false(see(&z, 3, 1));
	assert_int_equal(state_of(&z, 1), ANCHOR_START);
	end(&z);
}

static void removed_keys_are_kept_as_told(void **state)
{
	(void)state;
	struct zone z;
	static const struct anchor_policy keep = {.hold_s = HOLD, .keep_removed = 1};
	begin(&z);
	struct rrset set = empty_set(nm("example."), RR_DNSKEY);
	struct rrset sigs = empty_set(set.owner, RR_RRSIG);
	assert_ok(rrset_add(&set, &z.arena, span_of(z.ksk[0].rdata, z.ksk[0].rdata_len)));
	assert_ok(anchor_add(&z.anchor, RR_DNSKEY, 1, span_of(z.ksk[1].rdata, z.ksk[1].rdata_len)));
	z.anchor.keys.items[1].state = ANCHOR_REVOKED;
	z.anchor.keys.items[1].timer = z.now;
	assert_true(anchor_observe(&z.anchor, &set, &sigs, (struct wall){z.now}, &keep));
	assert_int_equal(state_of(&z, 1), ANCHOR_REMOVED);
	assert_true(anchor_observe(&z.anchor, &set, &sigs, (struct wall){z.now}, &policy));
	assert_int_equal(state_of(&z, 1), ANCHOR_START);
	end(&z);
}

static void refresh_follows_rfc_5011(void **state)
{
	(void)state;
	assert_int_equal(anchor_refresh_s(172800, 20 * 86400, false), 86400);
	assert_int_equal(anchor_refresh_s(60, 20 * 86400, false), 3600);
	assert_int_equal(anchor_refresh_s(UINT32_MAX, INT64_C(1) << 40, false), 15 * 86400);
	assert_int_equal(anchor_refresh_s(172800, 86400, false), 43200);
	assert_int_equal(anchor_refresh_s(172800, 20 * 86400, true), 17280);
	assert_int_equal(anchor_refresh_s(UINT32_MAX, INT64_C(1) << 40, true), 86400);
	assert_int_equal(anchor_refresh_s(172800, -5, false), 3600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_key_waits_for_the_hold_down_time),
		cmocka_unit_test(a_pending_key_that_goes_begins_anew),
		cmocka_unit_test(a_missing_key_is_trusted_until_four_hold_down_times),
		cmocka_unit_test(a_key_is_revoked_only_by_itself_and_never_returns),
		cmocka_unit_test(a_missing_key_may_be_revoked_and_a_pending_one_is_dropped),
		cmocka_unit_test(the_last_trusted_key_stays),
		cmocka_unit_test(digests_give_way_to_their_key),
		cmocka_unit_test(keys_that_are_no_entry_points_do_not_count),
		cmocka_unit_test(removed_keys_are_kept_as_told),
		cmocka_unit_test(refresh_follows_rfc_5011),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
