/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "../zone/change_text.h"
#include "server/sign/set_put.h"

static struct zone_version *zone(void)
{
	return world_zone_of((const char *[]){
		"@ 60 SOA a b 1 7200 900 1209600 300", "@ 60 NS ns", "ns 60 A 192.0.2.1",
		"ns 60 A 192.0.2.2",
		"ns 60 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB", NULL});
}

static void assert_put(uint32_t ttl, const char *const *addresses, const char *expected)
{
	struct zone_version *v = zone();
	struct zone_changeset c = {.removed = {.count = 0}};
	struct set_putter *p = set_putter_new(v, &c);
	struct name owner;
	struct arena arena;
	arena_init(&arena, 0);
	assert_ok(name_parse_str(&owner, "ns.example."));
	struct rrset want = {.owner = owner.wire, .type = RR_A, .class_ = CLASS_IN, .ttl = ttl};
	for (; *addresses != NULL; addresses++)
		assert_ok(rrset_add(&want, &arena, span_of(*addresses, 4)));
	set_put(p, zone_version_find(v, owner.wire), &want);
	assert_changes(&c, expected);
	set_putter_free(p);
	zone_changeset_deinit(&c);
	arena_deinit(&arena);
	zone_version_free(v);
}

#define SIG "-ns.example. 60 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB\n"

static void only_what_differs_changes_and_takes_the_signatures_along(void **state)
{
	(void)state;
	assert_put(60, (const char *[]){"\xc0\0\2\1", "\xc0\0\2\3", NULL},
	           "-ns.example. 60 A 192.0.2.2\n" SIG "+ns.example. 60 A 192.0.2.3\n");
	assert_put(60, (const char *[]){NULL},
	           "-ns.example. 60 A 192.0.2.1\n-ns.example. 60 A 192.0.2.2\n" SIG);
}

/* Whoever wants them judged says so. */
static void signatures_may_be_left(void **state)
{
	(void)state;
	struct zone_version *v = zone();
	struct zone_changeset c = {.removed = {.count = 0}};
	struct set_putter *p = set_putter_new(v, &c);
	struct name owner;
	assert_ok(name_parse_str(&owner, "ns.example."));
	const struct rrset none = {.owner = owner.wire, .type = RR_A, .class_ = CLASS_IN};
	set_put_data(p, zone_version_find(v, owner.wire), &none);
	assert_changes(&c, "-ns.example. 60 A 192.0.2.1\n-ns.example. 60 A 192.0.2.2\n");
	set_putter_free(p);
	zone_changeset_deinit(&c);
	zone_version_free(v);
}

static void another_ttl_is_another_set(void **state)
{
	(void)state;
	assert_put(90, (const char *[]){"\xc0\0\2\1", "\xc0\0\2\2", NULL},
	           "-ns.example. 60 A 192.0.2.1\n-ns.example. 60 A 192.0.2.2\n" SIG
	           "+ns.example. 90 A 192.0.2.1\n+ns.example. 90 A 192.0.2.2\n");
}

static void the_same_set_is_no_change(void **state)
{
	(void)state;
	struct zone_version *v = zone();
	struct zone_changeset c = {.removed = {.count = 0}};
	struct set_putter *p = set_putter_new(v, &c);
	struct zone_expander memory = {0};
	struct rrset have;
	assert_true(zone_expand_type(&memory, v, v->apex, RR_NS, &have));
	set_put(p, v->apex, &have);
	set_put_one(p, v->apex, &have, rrset_first(&have));
	set_clear(p, v->apex, RR_NSEC);
	assert_int_equal(c.removed.count + c.added.count, 0);
	zone_expander_deinit(&memory);
	set_putter_free(p);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_differs_changes_and_takes_the_signatures_along),
		cmocka_unit_test(signatures_may_be_left),
		cmocka_unit_test(another_ttl_is_another_set),
		cmocka_unit_test(the_same_set_is_no_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
