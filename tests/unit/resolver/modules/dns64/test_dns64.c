/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static struct request r;

static int setup(void **state)
{
	module_world_setup(state);
	req_init(&r);
	return module_load("dns64") == OK ? 0 : 1;
}

static int teardown(void **state)
{
	req_deinit(&r);
	return module_world_teardown(state);
}

/* A record "owner ttl TYPE rdata" as a set of its own, or one more of the set before. */
static void add(struct rrset *set, const char *text)
{
	static uint8_t rdata[4096];
	char owner[300], word[30];
	unsigned ttl;
	int used;
	uint16_t type;
	assert_int_equal(sscanf(text, "%299s %u %29s %n", owner, &ttl, word, &used), 3);
	assert_ok(rrtype_parse(&type, span_str(word)));
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	assert_ok(rdata_parse_line(&w, type, span_str(text + used), name_root));
	if (set->count == 0)
		*set = (struct rrset){
			.owner = arena_dup(&r.arena, nm(owner), name_len(nm(owner))),
			.type = type,
			.class_ = CLASS_IN,
			.ttl = ttl,
		};
	assert_ok(rrset_add(set, &r.arena, wire_written(&w)));
}

static void ask(const char *name, uint16_t type, uint16_t flags)
{
	struct req_client client;
	req_client_internal(&client, nm(name), type, true);
	client.flags = (uint16_t)(client.flags | flags);
	req_reset(&r, r.id + 1, &client, &mw.options);
	budget_begin(&r.budget, &r.options.limits, r.now);
	req_answer_init(&r.answer);
	r.answer.rcode = RCODE_NOERROR;
	r.answer.secure = true;
}

static void answer(const char *record)
{
	add(&r.answer.answer[r.answer.answer_count++].data, record);
}

static void deny(const char *soa)
{
	add(&r.answer.authority[r.answer.authority_count++].data, soa);
}

static enum hook_result finish(void)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	return h->finish(h->ctx, &r);
}

/* The question that was pushed; it ends with a result. */
static struct query *pushed(const char *name, uint16_t type)
{
	struct query *q = r.plan.top;
	assert_non_null(q);
	assert_true(name_equal(q->name, nm(name)));
	assert_int_equal(q->type, type);
	plan_pop(&r.plan);
	q->state = QUERY_DONE;
	q->result = QUERY_ANSWER;
	return q;
}

/* Set i of the answer as text: "owner ttl TYPE rdata|rdata". */
static void answer_is(unsigned i, const char *expected)
{
	const struct rrset *set = &r.answer.answer[i].data;
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	struct text t;
	const char *sign = " ";
	assert_true(i < r.answer.answer_count);
	text_init(&t);
	name_print(&t, set->owner);
	text_printf(&t, " %u ", (unsigned)set->ttl);
	rrtype_print(&t, set->type);
	for (; rrset_next(&it, &rdata); sign = "|") {
		struct addr at = addr_from_octets(rdata, 0);
		text_put(&t, sign);
		if (set->type == RR_AAAA)
			addr_print(&t, &at, false);
		else
			name_print(&t, rdata.data);
	}
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
}

static void a_name_without_address_gets_one_made_of_its_other(void **state)
{
	(void)state;
	ask("www.e.", RR_AAAA, 0);
	deny("e. 100 SOA a. b. 1 2 3 4 5");
	assert_int_equal(finish(), HOOK_YIELD);
	struct query *q = pushed("www.e.", RR_A);
	add(&q->set.data, "www.e. 300 A 192.0.2.1");
	add(&q->set.data, "www.e. 300 A 198.51.100.7");
	q->set.trust = REQ_SECURE;
	assert_int_equal(finish(), HOOK_NEXT);
	assert_int_equal(r.answer.answer_count, 1);
	assert_int_equal(r.answer.authority_count, 0);
	/* RFC 6147 section 5.1.7: not longer than the denial */
	answer_is(0, "www.e. 100 AAAA 64:ff9b::c000:201|64:ff9b::c633:6407");
	assert_true(r.answer.secure);
	assert_int_equal(r.answer.ede, EDE_FORGED);
}

static void what_is_made_is_as_secure_as_its_parts(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		ask("www.e.", RR_AAAA, 0);
		r.answer.secure = i & 1;
		assert_int_equal(finish(), HOOK_YIELD);
		struct query *q = pushed("www.e.", RR_A);
		add(&q->set.data, "www.e. 900 A 192.0.2.1");
		q->set.trust = i & 2 ? REQ_SECURE : REQ_INSECURE;
		assert_int_equal(finish(), HOOK_NEXT);
		answer_is(0, "www.e. 600 AAAA 64:ff9b::c000:201"); /* no SOA: 600 */
		assert_int_equal(r.answer.secure, i == 3);
	}
}

static void aliases_stay(void **state)
{
	(void)state;
	ask("www.e.", RR_AAAA, 0);
	answer("www.e. 60 CNAME a.e.");
	answer("a.e. 60 CNAME b.e.");
	assert_int_equal(finish(), HOOK_YIELD);
	struct query *q = pushed("b.e.", RR_A);
	add(&q->set.data, "b.e. 20 A 192.0.2.1");
	assert_int_equal(finish(), HOOK_NEXT);
	assert_int_equal(r.answer.answer_count, 3);
	answer_is(0, "www.e. 60 CNAME a.e.");
	answer_is(1, "a.e. 60 CNAME b.e.");
	answer_is(2, "b.e. 20 AAAA 64:ff9b::c000:201");
}

static void nothing_is_made_where_it_must_not_be(void **state)
{
	static const struct req_forward stub = {.stub = true, .count = 1};
	(void)state;
	ask("www.e.", RR_A, 0);
	assert_int_equal(finish(), HOOK_NEXT);
	ask("www.e.", RR_AAAA, MSG_CD);
	assert_int_equal(finish(), HOOK_NEXT);
	ask("www.e.", RR_AAAA, 0);
	r.answer.rcode = RCODE_NXDOMAIN;
	assert_int_equal(finish(), HOOK_NEXT);
	ask("www.e.", RR_AAAA, 0);
	r.options.no_dns64 = true;
	assert_int_equal(finish(), HOOK_NEXT);
	ask("www.e.", RR_AAAA, 0);
	r.options.forward = &stub;
	assert_int_equal(finish(), HOOK_NEXT);
	ask("www.e.", RR_AAAA, 0);
	answer("www.e. 60 AAAA 2001:db8::1");
	assert_int_equal(finish(), HOOK_NEXT);
	/* Through an alias to a name that has an address. */
	ask("www.e.", RR_AAAA, 0);
	answer("www.e. 60 CNAME a.e.");
	answer("a.e. 60 AAAA 2001:db8::1");
	assert_int_equal(finish(), HOOK_NEXT);
	assert_int_equal(r.answer.answer_count, 2);
}

static void without_the_other_address_the_answer_stays(void **state)
{
	(void)state;
	ask("www.e.", RR_AAAA, 0);
	deny("e. 100 SOA a. b. 1 2 3 4 5");
	assert_int_equal(finish(), HOOK_YIELD);
	pushed("www.e.", RR_A)->result = QUERY_NODATA;
	assert_int_equal(finish(), HOOK_NEXT);
	assert_int_equal(r.answer.answer_count, 0);
	assert_int_equal(r.answer.authority_count, 1);
	assert_int_equal(r.answer.ede, EDE_NONE);
}

static void addresses_that_do_not_count_are_replaced(void **state)
{
	(void)state;
	ask("www.e.", RR_AAAA, 0);
	answer("www.e. 60 AAAA ::ffff:192.0.2.9");
	assert_int_equal(finish(), HOOK_YIELD);
	add(&pushed("www.e.", RR_A)->set.data, "www.e. 60 A 192.0.2.1");
	assert_int_equal(finish(), HOOK_NEXT);
	assert_int_equal(r.answer.answer_count, 1);
	answer_is(0, "www.e. 60 AAAA 64:ff9b::c000:201");
	module_says("dns64", "config", "{\"exclude_subnets\":[\"2001:db8::/32\"]}", "");
	ask("www.e.", RR_AAAA, 0);
	answer("www.e. 60 AAAA ::ffff:192.0.2.9");
	assert_int_equal(finish(), HOOK_NEXT);
	ask("www.e.", RR_AAAA, 0);
	answer("www.e. 60 AAAA 2001:db8::1");
	assert_int_equal(finish(), HOOK_YIELD);
}

#define UNDER(tail) "1.0.2.0.0.0.0.c." tail
#define WELL_KNOWN  "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa."

static void addresses_under_the_prefix_lead_back(void **state)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	struct query first;
	(void)state;
	module_says("dns64", "config", "{\"rev_ttl\":77}", "");
	ask(UNDER(WELL_KNOWN), RR_PTR, 0);
	query_init(&first, r.client.qname.wire, RR_PTR);
	assert_int_equal(h->find(h->ctx, &r, &first), HOOK_FOUND);
	assert_int_equal(finish(), HOOK_YIELD);
	struct query *q = pushed("1.2.0.192.in-addr.arpa.", RR_PTR);
	add(&q->set.data, "1.2.0.192.in-addr.arpa. 60 PTR www.e.");
	assert_int_equal(finish(), HOOK_NEXT);
	answer_is(0, UNDER(WELL_KNOWN) " 77 CNAME 1.2.0.192.in-addr.arpa.");
	answer_is(1, "1.2.0.192.in-addr.arpa. 60 PTR www.e.");
	assert_false(r.answer.secure);
	ask(UNDER(WELL_KNOWN), RR_PTR, 0);
	assert_int_equal(finish(), HOOK_YIELD);
	pushed("1.2.0.192.in-addr.arpa.", RR_PTR)->result = QUERY_NXDOMAIN;
	assert_int_equal(finish(), HOOK_NEXT);
	assert_int_equal(r.answer.rcode, RCODE_NXDOMAIN);
	ask(UNDER(WELL_KNOWN), RR_PTR, 0);
	assert_int_equal(finish(), HOOK_YIELD);
	pushed("1.2.0.192.in-addr.arpa.", RR_PTR)->result = QUERY_FAILED;
	assert_int_equal(finish(), HOOK_NEXT);
	assert_int_equal(r.answer.rcode, RCODE_SERVFAIL);
}

static void other_names_are_looked_up_like_any(void **state)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	static const char *const rows[] = {
		UNDER("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.1.ip6.arpa."),
		"0.2.0.0.0.0.c." WELL_KNOWN,
		"x." UNDER(WELL_KNOWN),
		"g.0.2.0.0.0.0.c." WELL_KNOWN,
		"10.0.2.0.0.0.0.c." WELL_KNOWN,
		"ip6.arpa.",
		".",
		UNDER("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.test."),
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query q;
		ask(rows[i], RR_PTR, 0);
		query_init(&q, r.client.qname.wire, RR_PTR);
		assert_int_equal(h->find(h->ctx, &r, &q), HOOK_NEXT);
		assert_int_equal(finish(), HOOK_NEXT);
	}
}

static void configurations_are_a_prefix_or_a_table(void **state)
{
	static const char *const wrong[] = {"192.0.2.1",
	                                    "nonsense",
	                                    "fe80::1@53",
	                                    "{\"prefix\":5}",
	                                    "{\"rev_ttl\":-1}",
	                                    "{\"other\":1}",
	                                    "{\"exclude_subnets\":[\"192.0.2.0/24\"]}",
	                                    "{\"exclude_subnets\":5}",
	                                    "{\"prefix\":\"::\"",
	                                    "[]",
	                                    "{\"exclude_subnets\":[\"::/96\"",
	                                    "{\"prefixprefixprefixprefix\":1}"};
	(void)state;
	module_says("dns64", "config", "fe80::21b:77ff:0:0", "");
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		module_says("dns64", "config", wrong[i], "~expected 'config(prefix)'");
	ask("www.e.", RR_AAAA, 0);
	assert_int_equal(finish(), HOOK_YIELD);
	add(&pushed("www.e.", RR_A)->set.data, "www.e. 60 A 192.0.2.1");
	assert_int_equal(finish(), HOOK_NEXT);
	answer_is(0, "www.e. 60 AAAA fe80::21b:77ff:c000:201");
	unsigned changes = mw.changes;
	module_says("dns64", "config", NULL, "");
	assert_int_equal(mw.changes, changes + 1);
	module_says("dns64", "config", "{\"exclude_subnets\":{},\"prefix\":\"2001:db8::\"}", "");
}

/* Memory of a request is used again for another one before it was asked a second time. */
static void requests_are_told_apart(void **state)
{
	(void)state;
	ask("www.e.", RR_AAAA, 0);
	assert_int_equal(finish(), HOOK_YIELD);
	ask("other.e.", RR_AAAA, 0);
	assert_int_equal(finish(), HOOK_YIELD);
	add(&pushed("other.e.", RR_A)->set.data, "other.e. 60 A 192.0.2.1");
	assert_int_equal(finish(), HOOK_NEXT);
	answer_is(0, "other.e. 60 AAAA 64:ff9b::c000:201");
}

#undef MODULE_TEST
#define MODULE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(a_name_without_address_gets_one_made_of_its_other),
		MODULE_TEST(what_is_made_is_as_secure_as_its_parts),
		MODULE_TEST(aliases_stay),
		MODULE_TEST(nothing_is_made_where_it_must_not_be),
		MODULE_TEST(without_the_other_address_the_answer_stays),
		MODULE_TEST(addresses_that_do_not_count_are_replaced),
		MODULE_TEST(addresses_under_the_prefix_lead_back),
		MODULE_TEST(other_names_are_looked_up_like_any),
		MODULE_TEST(configurations_are_a_prefix_or_a_table),
		MODULE_TEST(requests_are_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
