/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "dns/rrtype.h"

static const char *const soa = "@ 3600 SOA ns hostmaster 7 7200 900 1209600 300";

static void builder_text_is(const char *const *lines, const char *expected)
{
	struct text t;
	text_init(&t);
	struct zone_version *v = zone_from_text("example.", lines);
	zone_to_text(&t, v);
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
	zone_version_free(v);
}

static void builder_sorts_names_and_records(void **state)
{
	(void)state;
	builder_text_is((const char *[]){"b 60 A 192.0.2.2", "b 60 A 192.0.2.1", soa,
	                                 "x.a 60 TXT hi", "B 60 AAAA 2001:db8::1", NULL},
	                "example. 3600 SOA ns.example. hostmaster.example. 7 7200 900 1209600 300\n"
	                "x.a.example. 60 TXT \"hi\"\n"
	                "b.example. 60 A 192.0.2.1\nb.example. 60 A 192.0.2.2\n"
	                "b.example. 60 AAAA 2001:db8::1\n");
}

static void builder_keeps_equal_records_once(void **state)
{
	(void)state;
	builder_text_is((const char *[]){soa, "a 60 A 192.0.2.1", "b 60 A 192.0.2.1",
	                                 "a 60 A 192.0.2.1", "a 60 A 192.0.2.1", NULL},
	                "example. 3600 SOA ns.example. hostmaster.example. 7 7200 900 1209600 300\n"
	                "a.example. 60 A 192.0.2.1\nb.example. 60 A 192.0.2.1\n");
}

static void builder_unites_a_name_that_comes_in_pieces(void **state)
{
	(void)state;
	builder_text_is((const char *[]){soa, "a 60 MX 1 m.a", "b 60 NS ns.b", "a 60 MX 2 b",
	                                 "b 60 NS a", "a 60 A 192.0.2.1", NULL},
	                "example. 3600 SOA ns.example. hostmaster.example. 7 7200 900 1209600 300\n"
	                "a.example. 60 A 192.0.2.1\n"
	                "a.example. 60 MX 1 m.a.example.\na.example. 60 MX 2 b.example.\n"
	                "b.example. 60 NS a.example.\nb.example. 60 NS ns.b.example.\n");
}

static void builder_takes_the_later_ttl_and_says_so(void **state)
{
	(void)state;
	size_t kept, total;
	struct zone_version *v;
	struct zone_builder *b = zone_text_builder(
		"example.", (const char *[]){soa, "a 60 A 192.0.2.9", "a 30 A 192.0.2.1", NULL});
	assert_ok(zone_builder_finish(b, &v));
	const struct zone_finding *f = zone_builder_findings(b, &kept, &total);
	assert_int_equal(kept, 1);
	assert_int_equal(total, 1);
	assert_int_equal(f->kind, ZONE_FINDING_TTL);
	assert_int_equal(f->type, RR_A);
	assert_int_equal(f->ttl, 30);
	const struct zone_node *n = zone_version_find(v, f->owner.wire);
	const struct zone_set *set = set_of(n, RR_A);
	assert_int_equal(zone_set_ttl(n, set), 30);
	zone_version_free(v);
	zone_builder_free(b);
}

static void builder_leaves_out_what_is_not_in_the_zone(void **state)
{
	(void)state;
	size_t kept, total;
	struct zone_version *v;
	struct zone_builder *b = zone_text_builder(
		"example.", (const char *[]){soa, "a.example.net. 60 A 192.0.2.9",
	                                     "notexample. 60 A 192.0.2.1", NULL});
	assert_ok(zone_builder_finish(b, &v));
	assert_int_equal(zone_builder_findings(b, &kept, &total)->kind, ZONE_FINDING_OUT_OF_ZONE);
	assert_int_equal(total, 2);
	assert_int_equal(v->record_count, 1);
	zone_version_free(v);
	zone_builder_free(b);
}

static void builder_refuses_a_zone_without_soa(void **state)
{
	(void)state;
	struct zone_version *v;
	struct zone_builder *b = zone_builder_new((const uint8_t *)"\7example");
	assert_int_equal(zone_builder_finish(b, &v), E_EMPTYZONE);
	zone_builder_free(b);
	b = zone_text_builder("example.", (const char *[]){"a 60 A 192.0.2.9", NULL});
	assert_int_equal(zone_builder_finish(b, &v), E_NOSOA);
	zone_builder_free(b);
	b = zone_text_builder("example.", (const char *[]){"@ 60 A 192.0.2.9", NULL});
	assert_int_equal(zone_builder_finish(b, &v), E_NOSOA);
	zone_builder_free(b);
}

static void builder_takes_the_word_of_who_knows_the_owner_repeats(void **state)
{
	(void)state;
	static const uint8_t a[] = "\1a\7example", out[] = "\1a\3net";
	const uint8_t address[] = {192, 0, 2, 1}, other[] = {192, 0, 2, 2};
	size_t kept, total;
	struct zone_version *v;
	struct zone_builder *b = zone_text_builder("example.", (const char *[]){soa, NULL});
	struct zone_record r = {.owner = a, .rdata = span_of(address, 4), .ttl = 60, .type = RR_A};
	zone_builder_add(b, &r);
	r.same_owner = true;
	r.rdata = span_of(other, 4);
	zone_builder_add(b, &r);
	/* Behind a name that was left out it repeats nothing that is kept. */
	r.owner = out;
	r.same_owner = false;
	zone_builder_add(b, &r);
	r.same_owner = true;
	zone_builder_add(b, &r);
	assert_ok(zone_builder_finish(b, &v));
	(void)zone_builder_findings(b, &kept, &total);
	assert_int_equal(total, 2);
	assert_int_equal(set_of(zone_version_find(v, a), RR_A)->count, 2);
	assert_int_equal(v->name_count, 2);
	zone_version_free(v);
	zone_builder_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builder_sorts_names_and_records),
		cmocka_unit_test(builder_keeps_equal_records_once),
		cmocka_unit_test(builder_unites_a_name_that_comes_in_pieces),
		cmocka_unit_test(builder_takes_the_later_ttl_and_says_so),
		cmocka_unit_test(builder_leaves_out_what_is_not_in_the_zone),
		cmocka_unit_test(builder_takes_the_word_of_who_knows_the_owner_repeats),
		cmocka_unit_test(builder_refuses_a_zone_without_soa),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
