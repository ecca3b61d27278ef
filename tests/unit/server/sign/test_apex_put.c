/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "../zone/change_text.h"
#include "server/sign/apex_put.h"
#include "server/sign/gate.h"

#define FOREIGN "256 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="

static const char *const lines[] = {"@ 60 SOA a b 1 7200 900 1209600 300",
                                    "@ 60 NS ns",
                                    "@ 60 DNSKEY " FOREIGN,
                                    "@ 0 CDS 1 13 2 AAAA",
                                    "ns 60 A 192.0.2.1",
                                    NULL};

static size_t key_count(const struct zone_version *v)
{
	const struct zone_set *set = zone_node_find(v->apex, RR_DNSKEY);
	return set != NULL ? set->count : 0;
}

static void alone_we_say_what_there_is(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	struct zone_version *v = world_sign(&w, world_zone_of(lines));
	assert_int_equal(key_count(v), 2);
	assert_null(zone_node_find(v->apex, RR_CDS));
	zone_version_free(v);
	world_deinit(&w);
}

/* Signed with keys in it that make no signatures: everybody who looks at it is content. */
static void others_records_stay_and_the_zone_is_good(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	w.apex.foreign_stay = true;
	w.apex.ever.dnskey = w.apex.dnskey;
	struct zone_version *v = world_sign(&w, world_zone_of(lines));
	assert_int_equal(key_count(v), 3);
	assert_non_null(zone_node_find(v->apex, RR_CDS));
	assert_signed_well(v, SIGN_NOW);
	assert_ok(sign_gate(v, w.in.now));
	/* What is right is left alone. */
	struct zone_changeset c = {.removed = {.count = 0}};
	assert_ok(apex_put(&c, v, &w.apex));
	assert_int_equal(c.removed.count + c.added.count, 0);
	/* A key of ours goes, theirs do not. */
	struct rrset all = w.apex.dnskey;
	w.apex.dnskey.count = 0;
	w.apex.dnskey.size = 0;
	assert_ok(rrset_add(&w.apex.dnskey, &w.arena, rrset_first(&all)));
	assert_ok(apex_put(&c, v, &w.apex));
	assert_int_equal(c.removed.count, 1);
	assert_int_equal(c.added.count, 0);
	zone_changeset_deinit(&c);
	zone_version_free(v);
	world_deinit(&w);
}

/* What a change does to our records is undone, and costs not even a signature. */
static void our_records_are_ours_to_change(void **state)
{
	(void)state;
	struct world w;
	struct sign_result result;
	struct zone_changeset c = {.removed = {.count = 0}};
	world_init(&w);
	w.apex.foreign_stay = true;
	w.apex.ever.dnskey = w.apex.dnskey;
	struct zone_version *v = world_sign(&w, world_zone_of(lines));
	struct zone_edit *e = zone_edit_new(v);
	struct zone_record r = {.owner = v->apex->name,
	                        .type = RR_DNSKEY,
	                        .ttl = 60,
	                        .rdata = rrset_first(&w.apex.dnskey)};
	assert_ok(zone_edit_remove(e, &r));
	assert_ok(sign_change(e, v, &w.in, &result));
	assert_true(result.keys_changed);
	assert_int_equal(result.made, 0);
	assert_false(result.soa_due);
	zone_edit_changes(e, &c);
	assert_int_equal(c.removed.count + c.added.count, 0);
	zone_changeset_deinit(&c);
	zone_edit_free(e);
	/* Theirs is theirs, and all is looked at. */
	e = zone_edit_new(v);
	assert_ok(world_change(e, "@ 60 DNSKEY " FOREIGN, false));
	assert_ok(sign_change(e, v, &w.in, &result));
	assert_false(result.keys_changed);
	assert_true(result.is_whole);
	v = world_finish(&w, e, v, true);
	assert_int_equal(key_count(v), 2);
	assert_signed_well(v, SIGN_NOW);
	zone_version_free(v);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alone_we_say_what_there_is),
		cmocka_unit_test(others_records_stay_and_the_zone_is_good),
		cmocka_unit_test(our_records_are_ours_to_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
