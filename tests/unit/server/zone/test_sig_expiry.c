/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/zone/sig_expiry.h"

#include "change_text.h"
#include "dns/rrtype.h"
#include "server/zone/edit.h"

#define SOA    "@ 60 SOA a b 1 7200 900 1209600 300"
#define SIG(t) " 30 RRSIG A 8 2 60 " t " 20200101000000 1 example. AAAA"
enum { Y2030 = 1893456000, Y2031 = 1924992000 };

static struct zone_version *zone_of(const char *const *lines)
{
	return zone_from_text("example.", lines);
}

static void a_zone_without_signatures_has_no_expiry(void **state)
{
	(void)state;
	struct serial at;
	struct zone_version *v = zone_of((const char *[]){SOA, "n 60 A 192.0.2.1", NULL});
	assert_false(v->has_sigs);
	assert_false(sig_expiry_of_node(v->apex, &at));
	assert_false(sig_expiry_drop(v, v->apex));
	zone_version_free(v);
}

static void the_first_of_all_signatures_counts(void **state)
{
	(void)state;
	struct zone_version *v = zone_of((const char *[]){
		SOA, "n 60 A 192.0.2.1", "n" SIG("20310101000000"), "m 60 A 192.0.2.1",
		"m" SIG("20320101000000"), "m" SIG("20300101000000"), NULL});
	assert_true(v->has_sigs);
	assert_int_equal(v->sig_expiry.value, Y2030);
	assert_false(sig_expiry_drop(v, zone_version_find(v, (const uint8_t *)"\1n\7example")));
	assert_true(sig_expiry_drop(v, zone_version_find(v, (const uint8_t *)"\1m\7example")));
	v->sig_expiry.value = 0;
	sig_expiry_find(v);
	assert_int_equal(v->sig_expiry.value, Y2030);
	zone_version_free(v);
}

static void it_is_known_until_the_last_node_that_has_it_goes(void **state)
{
	(void)state;
	struct zone_version *v = zone_of((const char *[]){SOA, "n" SIG("20300101000000"),
	                                                  "m" SIG("20300101000000"),
	                                                  "l" SIG("20310101000000"), NULL});
	const struct zone_node *n = zone_version_find(v, (const uint8_t *)"\1n\7example");
	assert_int_equal(v->sig_expiry_nodes, 2);
	assert_false(sig_expiry_drop(v, n));
	sig_expiry_note(v, n);
	assert_int_equal(v->sig_expiry_nodes, 2);
	assert_false(sig_expiry_drop(v, n));
	assert_true(sig_expiry_drop(v, zone_version_find(v, (const uint8_t *)"\1m\7example")));
	zone_version_free(v);
}

/* RFC 4034 section 3.1.5: times are compared as serial numbers are. */
static void times_beyond_2106_come_after_those_before(void **state)
{
	(void)state;
	struct zone_version *v = zone_of((const char *[]){SOA, "n 60 A 192.0.2.1", "n" SIG("100"),
	                                                  "n" SIG("4294967000"), NULL});
	assert_int_equal(v->sig_expiry.value, 4294967000u);
	zone_version_free(v);
}

static void edits_keep_it_true(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		uint32_t expiry; /* afterwards; 0: none */
	} steps[] = {
		{"+m" SIG("20310101000000"), Y2031},
		{"+n" SIG("20300101000000"), Y2030},
		{"-n" SIG("20300101000000"), Y2031},
		{"-m" SIG("20310101000000"), 0},
	};
	struct zone_version *v = zone_of(
		(const char *[]){SOA, "n 60 A 192.0.2.1", "m 60 A 192.0.2.1", NULL});
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct zone_edit *e = zone_edit_new(v);
		struct zone_record r;
		struct name owner;
		uint8_t octets[512];
		record_from_text(&r, &owner, octets, sizeof(octets), steps[i].line + 1);
		assert_ok(steps[i].line[0] == '+' ? zone_edit_add(e, &r) : zone_edit_remove(e, &r));
		assert_ok(zone_edit_settle(e));
		const struct zone_version *fresh = zone_edit_view(e);
		assert_int_equal(fresh->has_sigs, steps[i].expiry != 0);
		assert_true(!fresh->has_sigs || fresh->sig_expiry.value == steps[i].expiry);
		struct zone_version *next = zone_edit_finish(e);
		zone_version_free(v);
		v = next;
	}
	zone_version_free(v);
}

/* A set too large for a fragment. */
static void long_sets_count_too(void **state)
{
	(void)state;
	char line[256];
	struct zone_builder *b = zone_text_builder(
		"example.", (const char *[]){SOA, "n" SIG("20300101000000"), NULL});
	for (unsigned i = 0; i < 2000; i++) {
		snprintf(line, sizeof(line), "n 60 A 10.0.%u.%u", i / 256, i % 256);
		zone_text_add(b, "example.", line);
	}
	struct zone_version *v;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	const struct zone_node *n = zone_version_find(v, (const uint8_t *)"\1n\7example");
	assert_true(n != NULL && zone_set_is_long(zone_node_sets(n)));
	assert_int_equal(v->sig_expiry.value, Y2030);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_without_signatures_has_no_expiry),
		cmocka_unit_test(the_first_of_all_signatures_counts),
		cmocka_unit_test(it_is_known_until_the_last_node_that_has_it_goes),
		cmocka_unit_test(times_beyond_2106_come_after_those_before),
		cmocka_unit_test(edits_keep_it_true),
		cmocka_unit_test(long_sets_count_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
