/* SPDX-License-Identifier: BSD-2-Clause */
#include "ddns_world.h"
#include "server/transfer/ddns_apply.h"

#define CHANGES(changes, ...)                                                                      \
	assert_int_equal(ddns_run(ddns_apply, ddns_zone, DDNS_LINES(__VA_ARGS__), changes),        \
	                 RCODE_NOERROR)
#define FAILS(rcode, ...)                                                                          \
	assert_int_equal(ddns_run(ddns_apply, ddns_zone, DDNS_LINES(__VA_ARGS__), ""), rcode)

static void adds_a_record(void **state)
{
	(void)state;
	CHANGES("+new.example. 60 A 192.0.2.9\n", "+ new 60 A 192.0.2.9");
	CHANGES("", "?nx new.deep");
}

/* RFC 2136 section 3.4.2.2: the last TTL is that of the set (RFC 2181 section 5.2). */
static void ttl_of_an_addition_is_the_sets(void **state)
{
	(void)state;
	CHANGES("-www.example. 3600 A 192.0.2.80\n-www.example. 3600 A 192.0.2.81\n"
	        "+www.example. 60 A 192.0.2.80\n+www.example. 60 A 192.0.2.81\n"
	        "+www.example. 60 A 192.0.2.82\n",
	        "+ www 60 A 192.0.2.82");
	CHANGES("-www.example. 3600 A 192.0.2.80\n-www.example. 3600 A 192.0.2.81\n"
	        "+www.example. 60 A 192.0.2.80\n+www.example. 60 A 192.0.2.81\n",
	        "+ www 60 A 192.0.2.81");
}

static void what_is_there_changes_nothing(void **state)
{
	(void)state;
	CHANGES("", "+ www 3600 A 192.0.2.80");
	CHANGES("", "- nowhere", "- nowhere A", "- www A 192.0.2.99");
}

/* RFC 2136 section 3.4.2.2 */
static void cname_and_other_data_exclude_each_other(void **state)
{
	(void)state;
	CHANGES("", "+ www 60 CNAME ns");
	CHANGES("", "+ alias 60 A 192.0.2.1");
	CHANGES("-alias.example. 3600 CNAME www.example.\n+alias.example. 60 CNAME ns.example.\n",
	        "+ alias 60 CNAME ns");
	CHANGES("+both.example. 60 CNAME ns.example.\n", "+ both 60 CNAME ns",
	        "+ both 60 A 1.1.1.1");
	CHANGES("-www.example. 3600 A 192.0.2.80\n-www.example. 3600 A 192.0.2.81\n"
	        "-www.example. 3600 TXT \"one\"\n+www.example. 60 CNAME ns.example.\n",
	        "- www", "+ www 60 CNAME ns");
	/* RFC 4034 section 2.5: records of the chain may stand beside it. */
	CHANGES("+alias.example. 60 NSEC ns.example. A\n", "+ alias 60 NSEC ns A");
}

/* RFC 6672 section 5.2 */
static void dname_rules(void **state)
{
	(void)state;
	CHANGES("-dname.example. 3600 DNAME other.test.\n+dname.example. 60 DNAME b.test.\n",
	        "+ dname 60 DNAME b.test.");
	CHANGES("", "+ x.dname 60 A 1.1.1.1");
	CHANGES("", "+ x.y.dname 60 A 1.1.1.1");
	CHANGES("", "+ alias 60 DNAME b.test.");
	CHANGES("", "+ dname 60 CNAME b.test.");
	FAILS(RCODE_REFUSED, "+ q 60 A 1.1.1.1", "+ ent 60 DNAME b.test.");
	FAILS(RCODE_REFUSED, "+ a.q 60 A 1.1.1.1", "+ q 60 DNAME b.test.");
	CHANGES("+q.example. 60 DNAME b.test.\n", "+ q 60 DNAME b.test.", "+ a.q 60 A 1.1.1.1");
	CHANGES("-x.ent.example. 3600 A 192.0.2.7\n+ent.example. 60 DNAME b.test.\n", "- x.ent",
	        "+ ent 60 DNAME b.test.");
}

/* RFC 2136 section 3.4.2.2: a SOA only when it is newer, and at the apex. */
static void soa_only_when_newer(void **state)
{
	(void)state;
	CHANGES("-example. 3600 SOA ns.example. h.example. 10 3600 900 604800 300\n"
	        "+example. 60 SOA ns.example. h.example. 11 1 1 1 1\n",
	        "+ @ 60 SOA ns h 11 1 1 1 1");
	CHANGES("", "+ @ 60 SOA ns h 10 1 1 1 1");
	CHANGES("", "+ @ 60 SOA ns h 9 1 1 1 1");
	CHANGES("", "+ @ 60 SOA ns h 2147483659 1 1 1 1");
	CHANGES("", "+ www 60 SOA ns h 11 1 1 1 1");
	CHANGES("", "- @ SOA", "- @ SOA ns h 10 3600 900 604800 300");
}

/* RFC 2136 sections 3.4.2.3 and 3.4.2.4 */
static void the_apex_keeps_soa_and_ns(void **state)
{
	(void)state;
	CHANGES("-example. 3600 NS ns2.example.\n", "- @ NS ns2", "- @ NS ns");
	CHANGES("", "- @ NS");
	CHANGES("-example. 3600 TXT \"apex\"\n", "- @");
	CHANGES("-sub.example. 3600 NS ns.sub.example.\n", "- sub NS");
	CHANGES("-example. 3600 NS ns.example.\n-example. 3600 NS ns2.example.\n"
	        "+example. 3600 NS ns3.example.\n",
	        "+ @ 3600 NS ns3", "- @ NS ns", "- @ NS ns2", "- @ NS ns3");
}

static void removes_sets_records_and_names(void **state)
{
	(void)state;
	CHANGES("-www.example. 3600 A 192.0.2.80\n-www.example. 3600 A 192.0.2.81\n", "- www A");
	CHANGES("-www.example. 3600 A 192.0.2.81\n", "- www A 192.0.2.81");
	CHANGES("-sig.example. 3600 A 192.0.2.5\n"
	        "-sig.example. 60 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB\n",
	        "- sig");
	CHANGES("-sig.example. 60 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB\n",
	        "- sig RRSIG");
}

/* RFC 2136 section 3.4.2: in the order they come. */
static void order_counts(void **state)
{
	(void)state;
	CHANGES("+o.example. 60 TXT \"q\"\n", "+ o 60 A 1.1.1.1", "- o A", "+ o 60 TXT q");
	CHANGES("", "- www A 192.0.2.80", "+ www 3600 A 192.0.2.80");
}

static void nsec3param_only_at_the_apex_and_once(void **state)
{
	(void)state;
	CHANGES("+example. 0 NSEC3PARAM 1 0 0 -\n", "+ @ 0 NSEC3PARAM 1 0 0 -",
	        "+ @ 0 NSEC3PARAM 1 0 0 -");
	FAILS(RCODE_REFUSED, "+ www 0 NSEC3PARAM 1 0 0 -");
	FAILS(RCODE_REFUSED, "+ www 0 A 1.1.1.1", "+ @ 0 NSEC3PARAM 1 0 0 -",
	      "+ @ 0 NSEC3PARAM 1 0 1 -");
	CHANGES("+example. 0 NSEC3PARAM 1 0 1 -\n", "+ @ 0 NSEC3PARAM 1 0 0 -", "- @ NSEC3PARAM",
	        "+ @ 0 NSEC3PARAM 1 0 1 -");
}

static void records_of_the_nsec3_chain_are_data(void **state)
{
	(void)state;
	CHANGES("+0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 60 NSEC3 1 0 0 - "
	        "2p9mhaveqvm6t7vbl5lop2u3t2rp3tom A\n",
	        "+ 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 NSEC3 1 0 0 - "
	        "2p9mhaveqvm6t7vbl5lop2u3t2rp3tom A");
	CHANGES("",
	        "+ 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 NSEC3 1 0 0 - "
	        "2p9mhaveqvm6t7vbl5lop2u3t2rp3tom A",
	        "- 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3");
}

/* RFC 2136 section 3.4.2.2: WKS of one address and protocol is one record. */
static void wks_replaces_its_like(void **state)
{
	(void)state;
	CHANGES("+k.example. 60 WKS 1.1.1.1 6 25 80\n+k.example. 60 WKS 1.1.1.1 17 53\n",
	        "+ k 60 WKS 1.1.1.1 6 25", "+ k 60 WKS 1.1.1.1 17 53",
	        "+ k 60 WKS 1.1.1.1 6 25 80");
}

/* A failed request leaves nothing behind. */
static void failure_changes_nothing(void **state)
{
	(void)state;
	FAILS(RCODE_NXDOMAIN, "?yx nowhere", "+ new 60 A 1.1.1.1");
	FAILS(RCODE_NOTZONE, "+ new 60 A 1.1.1.1", "+ new.test. 60 A 1.1.1.1");
	FAILS(RCODE_FORMERR, "+ new 60 A 1.1.1.1", "+ new 60 ANY");
}

static void an_empty_zone_wants_a_soa(void **state)
{
	static const char *const soa_only[] = {"@ 60 SOA a b 1 1 1 1 1", NULL};
	struct ddns_message m;
	struct arena arena;
	struct zone_record soa;
	struct name owner;
	uint8_t octets[100];
	(void)state;
	struct zone_version *seed = zone_from_text("example.", soa_only);
	struct zone_edit *edit = zone_edit_new(seed);
	record_from_text(&soa, &owner, octets, sizeof(octets), soa_only[0]);
	assert_ok(zone_edit_remove(edit, &soa));
	arena_init(&arena, DDNS_MEMORY_MAX);
	ddns_read(&m, &arena, DDNS_LINES("+ www 60 A 1.1.1.1"));
	assert_int_equal(ddns_apply(&m, edit), RCODE_SERVFAIL);
	assert_null(zone_edit_node(edit, (const uint8_t *)"\3www\7example"));
	ddns_read(&m, &arena,
	          DDNS_LINES("+ @ 60 SOA ns h 5 1 1 1 1", "+ @ 60 NS ns", "+ www 60 A 1.1.1.1"));
	assert_int_equal(ddns_apply(&m, edit), RCODE_NOERROR);
	assert_ok(zone_edit_settle(edit));
	assert_int_equal(zone_edit_view(edit)->serial.value, 5);
	zone_edit_free(edit);
	zone_version_free(seed);
	arena_deinit(&arena);
}

/* 20 000 records at one name, in five messages, then one more and all away. */
static void many_records_at_one_name(void **state)
{
	enum { MESSAGES = 5, EACH = 4000 };
	static char lines[EACH][40];
	static const char *at[EACH + 1];
	struct ddns_message m;
	struct arena arena;
	struct zone_changeset c = {0};
	(void)state;
	struct zone_version *v = zone_from_text("example.", ddns_zone);
	struct zone_edit *edit = zone_edit_new(v);
	for (unsigned k = 0; k < MESSAGES; k++) {
		for (unsigned i = 0; i < EACH; i++) {
			unsigned n = k * EACH + i;
			snprintf(lines[i], sizeof(lines[i]), "+ many 60 A 10.%u.%u.%u", n >> 16,
			         n >> 8 & 255, n & 255);
			at[i] = lines[i];
		}
		arena_init(&arena, DDNS_MEMORY_MAX);
		ddns_read(&m, &arena, at);
		assert_int_equal(ddns_apply(&m, edit), RCODE_NOERROR);
		arena_deinit(&arena);
	}
	assert_ok(zone_edit_settle(edit));
	zone_edit_changes(edit, &c);
	assert_int_equal(c.added.count, MESSAGES * EACH);
	zone_changeset_deinit(&c);
	arena_init(&arena, DDNS_MEMORY_MAX);
	ddns_read(&m, &arena, DDNS_LINES("- many"));
	assert_int_equal(ddns_apply(&m, edit), RCODE_NOERROR);
	arena_deinit(&arena);
	assert_ok(zone_edit_settle(edit));
	c = (struct zone_changeset){0};
	zone_edit_changes(edit, &c);
	assert_int_equal(c.added.count + c.removed.count, 0);
	zone_changeset_deinit(&c);
	zone_edit_free(edit);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_a_record),
		cmocka_unit_test(ttl_of_an_addition_is_the_sets),
		cmocka_unit_test(what_is_there_changes_nothing),
		cmocka_unit_test(cname_and_other_data_exclude_each_other),
		cmocka_unit_test(dname_rules),
		cmocka_unit_test(soa_only_when_newer),
		cmocka_unit_test(the_apex_keeps_soa_and_ns),
		cmocka_unit_test(removes_sets_records_and_names),
		cmocka_unit_test(order_counts),
		cmocka_unit_test(nsec3param_only_at_the_apex_and_once),
		cmocka_unit_test(records_of_the_nsec3_chain_are_data),
		cmocka_unit_test(wks_replaces_its_like),
		cmocka_unit_test(failure_changes_nothing),
		cmocka_unit_test(an_empty_zone_wants_a_soa),
		cmocka_unit_test(many_records_at_one_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
