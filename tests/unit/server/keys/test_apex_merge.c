/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/rrtype.h"
#include "server/keys/apex_merge.h"

static const uint8_t zone[] = "\7example";
static struct arena arena;

/* A set of records of one letter each. */
static struct rrset letters(const char *text, uint32_t ttl)
{
	struct rrset set = {.owner = zone, .type = RR_DNSKEY, .class_ = CLASS_IN, .ttl = ttl};
	for (; *text != '\0'; text++)
		assert_ok(rrset_add(&set, &arena, span_of(text, 1)));
	return set;
}

static void assert_merged(const char *have, const char *own, const char *ever, const char *want)
{
	arena_init(&arena, 0);
	struct rrset h = letters(have, 5), o = letters(own, 60), e = letters(ever, 0), out;
	assert_ok(apex_merge(&out, &arena, &h, &o, &e));
	assert_int_equal(out.count, strlen(want));
	for (; *want != '\0'; want++)
		assert_true(rrset_has(&out, span_of(want, 1)));
	assert_int_equal(out.ttl, 60);
	assert_int_equal(out.type, RR_DNSKEY);
	arena_deinit(&arena);
}

static void foreign_records_stay_and_ours_follow_our_keys(void **state)
{
	(void)state;
	assert_merged("", "ab", "ab", "ab");
	assert_merged("xy", "ab", "ab", "abxy");
	assert_merged("abxy", "bc", "abc", "bcxy");
	assert_merged("ax", "", "ab", "x");
	assert_merged("ab", "", "ab", "");
}

static void a_request_for_deletion_stands_alone(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	struct rrset have = letters("x", 0), own = letters("", 0), ever = letters("", 0), out;
	have.type = own.type = ever.type = RR_CDS;
	assert_ok(rrset_add(&own, &arena, cds_delete_rdata()));
	assert_ok(apex_merge(&out, &arena, &have, &own, &ever));
	assert_int_equal(out.count, 1);
	assert_true(cds_is_delete(rrset_first(&out)));
	own = (struct rrset){.owner = zone, .type = RR_CDNSKEY};
	assert_ok(rrset_add(&own, &arena, cdnskey_delete_rdata()));
	assert_ok(apex_merge(&out, &arena, &have, &own, &ever));
	assert_int_equal(out.count, 1);
	arena_deinit(&arena);
}

static void others_have_no_room_without_end(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	struct rrset have = letters("", 0), own = letters("a", 0), ever = letters("", 0), out;
	for (uint16_t i = 0; i < DNSKEY_SET_MAX; i++) {
		uint8_t octets[2];
		wire_set_u16(octets, i);
		assert_ok(rrset_add(&have, &arena, span_of(octets, 2)));
	}
	assert_int_equal(apex_merge(&out, &arena, &have, &own, &ever), E_LIMIT);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(foreign_records_stay_and_ours_follow_our_keys),
		cmocka_unit_test(a_request_for_deletion_stands_alone),
		cmocka_unit_test(others_have_no_room_without_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
