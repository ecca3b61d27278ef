/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/script/request.h"

#include "resolver/request/flags.h"
#include "sec/rrsig.h"
#include "support.h"

static struct request r;
static struct query q;

static bool holds(const char *name)
{
	return script_flag_holds(req_flag_find(name), &r, &q, true);
}

static void begin(const char *name, uint16_t type)
{
	static uint8_t wire[NAME_MAX_LEN];
	struct name n;
	assert_int_equal(name_parse(&n, span_str(name), NULL), OK);
	memcpy(wire, n.wire, n.len);
	memset(&r, 0, sizeof(r));
	req_options_init(&r.options);
	query_init(&q, wire, type);
	r.plan.top = NULL;
	plan_push(&r.plan, &q);
}

/* A set with a signature of so many labels. */
static struct req_set signed_set(uint16_t type, uint8_t labels, enum req_trust trust)
{
	static const uint8_t data[] = {0, 4, 192, 0, 2, 1};
	static uint8_t sigs[2][2 + 18 + 1 + 8];
	static unsigned count;
	uint8_t *sig = sigs[count++ % 2];
	memset(sig, 0, sizeof(sigs[0]));
	sig[1] = sizeof(sigs[0]) - 2;
	wire_set_u16(sig + 2, type);
	sig[4] = 13;
	sig[5] = labels;
	return (struct req_set){
		.data = {.owner = q.name,
	                 .type = type,
	                 .class_ = CLASS_IN,
	                 .ttl = 9,
	                 .count = 1,
	                 .records = data,
	                 .size = sizeof(data)},
		.sigs = {.owner = q.name,
	                 .type = RR_RRSIG,
	                 .class_ = CLASS_IN,
	                 .ttl = 9,
	                 .count = 1,
	                 .records = sig,
	                 .size = sizeof(sigs[0])},
		.trust = trust,
	};
}

static void a_query_waits_for_what_is_above_it(void **state)
{
	struct query address;
	(void)state;
	begin("a.b.", RR_A);
	assert_true(holds("AWAIT_CUT"));
	q.state = QUERY_CHOOSE;
	assert_false(holds("AWAIT_CUT") || holds("AWAIT_IPV4") || holds("AWAIT_IPV6"));
	query_init(&address, q.name, RR_AAAA);
	address.purpose = QUERY_MODULE;
	plan_push(&r.plan, &address);
	assert_false(holds("AWAIT_IPV6"));
	address.purpose = QUERY_ADDRESS;
	assert_true(holds("AWAIT_IPV6") && !holds("AWAIT_IPV4"));
	address.type = RR_A;
	assert_true(holds("AWAIT_IPV4") && !holds("AWAIT_IPV6"));
}

static void a_wildcard_is_known_by_its_labels(void **state)
{
	(void)state;
	begin("a.b.", RR_A);
	q.result = QUERY_ANSWER;
	q.set = signed_set(RR_A, 1, REQ_SECURE);
	assert_false(holds("DNSSEC_WEXPAND")); /* it has not ended */
	q.state = QUERY_DONE;
	assert_true(holds("DNSSEC_WEXPAND") && holds("RESOLVED") && holds("CACHED"));
	q.set = signed_set(RR_A, 2, REQ_SECURE);
	assert_false(holds("DNSSEC_WEXPAND"));
	q.chain[q.chain_count++] = signed_set(RR_CNAME, 1, REQ_SECURE);
	assert_true(holds("DNSSEC_WEXPAND") && holds("CNAME"));
	q.chain[0].trust = q.set.trust = REQ_INSECURE; /* a claim that nobody has checked */
	assert_false(holds("DNSSEC_WEXPAND"));
	assert_true(holds("DNSSEC_INSECURE"));
}

static void that_there_is_no_ds_is_proven(void **state)
{
	(void)state;
	begin("a.b.", RR_DS);
	q.state = QUERY_DONE;
	q.result = QUERY_NODATA;
	assert_false(holds("DNSSEC_NODS"));
	q.proof[q.proof_count++] = signed_set(RR_SOA, 1, REQ_INSECURE);
	assert_false(holds("DNSSEC_NODS"));
	q.proof[0].trust = REQ_SECURE;
	assert_true(holds("DNSSEC_NODS"));
	q.type = RR_A;
	assert_false(holds("DNSSEC_NODS"));
}

static void a_query_says_how_it_went_with_servers(void **state)
{
	(void)state;
	begin("a.", RR_A);
	assert_false(holds("CACHE_TRIED"));
	q.state = QUERY_CHOOSE;
	assert_true(holds("CACHE_TRIED"));
	cut_add_addr(&q.cut, cut_add_ns(&q.cut, q.name), span_of((uint8_t[]){192, 0, 2, 1}, 4), 53);
	q.cut.addr[0].flags = CUT_ADDR_COOKIE;
	assert_false(holds("BADCOOKIE_AGAIN"));
	q.sends = 1;
	assert_true(holds("BADCOOKIE_AGAIN"));
	assert_false(holds("NO_NS_FOUND"));
	query_fail(&q, EDE_UNREACHABLE, NULL);
	assert_true(holds("NO_NS_FOUND"));
	q.bogus = true;
	assert_false(holds("NO_NS_FOUND"));
}

static void some_go_unsaid(void **state)
{
	static const char *const unsaid[] = {"RESOLVED", "CACHED", "AWAIT_CUT", "AWAIT_IPV4",
	                                     "AWAIT_IPV6"};
	const struct req_flag *f;
	size_t count = 0;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unsaid); i++)
		assert_true(script_flag_goes_unsaid(req_flag_find(unsaid[i])));
	for (size_t i = 0; (f = req_flag_at(i)) != NULL; i++)
		count += script_flag_goes_unsaid(f);
	assert_int_equal(count, ARRAY_LEN(unsaid));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_waits_for_what_is_above_it),
		cmocka_unit_test(a_wildcard_is_known_by_its_labels),
		cmocka_unit_test(that_there_is_no_ds_is_proven),
		cmocka_unit_test(a_query_says_how_it_went_with_servers),
		cmocka_unit_test(some_go_unsaid),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
