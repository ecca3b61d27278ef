/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"
#include "dns/edns.h"

static struct served *s;

static int setup(void **state)
{
	(void)state;
	s = served_new("example.",
	               (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300",
	                                "a 60 A 192.0.2.1", "b 60 CNAME a", "sub 60 NS ns.sub",
	                                "ns.sub 60 A 192.0.2.2", NULL});
	s->options.identity = span_str("us");
	s->options.nsid = span_str("here");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	served_free(s);
	return 0;
}

static struct msg parsed(const struct answer_query *q)
{
	struct msg m;
	assert_int_equal(q->kind, ANSWER_REPLY);
	assert_ok(msg_parse(&m, span_of(q->reply, q->reply_len)));
	return m;
}

static int ede_of(const struct msg *m)
{
	bool found;
	struct span ede = edns_find(&m->edns, EDNS_EDE, &found);
	return found ? wire_get_u16(ede.data) : EDE_NONE;
}

static void zone_not_served_is_refused(void **state)
{
	(void)state;
	uint8_t wire[512];
	struct answer_query q = ask_octets(s,
	                                   span_of(wire, query_from_words(wire, "a.test. A edns")));
	struct msg m = parsed(&q);
	assert_int_equal(msg_rcode(&m), RCODE_REFUSED);
	assert_int_equal(ede_of(&m), EDE_NOT_AUTH);
	assert_null(q.slot);
	assert_true(name_equal(m.qname.wire, (const uint8_t *)"\1a\4test"));
}

static void zone_not_loaded_or_expired_is_servfail(void **state)
{
	(void)state;
	uint8_t wire[512];
	struct span query = span_of(wire, query_from_words(wire, "a.example. A edns"));
	atomic_store(&s->slot->flags, SLOT_EXPIRED);
	struct answer_query q = ask_octets(s, query);
	struct msg m = parsed(&q);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	assert_int_equal(ede_of(&m), EDE_INVALID_DATA);
	atomic_store(&s->slot->flags, 0);
	struct zone_version *v = slot_publish(s->slot, NULL);
	q = ask_octets(s, query);
	m = parsed(&q);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	assert_null(slot_publish(s->slot, v));
}

static void transfers_and_updates_are_handed_on(void **state)
{
	(void)state;
	uint8_t wire[512];
	struct answer_query q = ask_octets(s,
	                                   span_of(wire, query_from_words(wire, "example. AXFR")));
	assert_int_equal(q.kind, ANSWER_AXFR);
	assert_ptr_equal(q.slot, s->slot);
	q = ask_octets(s, span_of(wire, query_from_words(wire, "a.example. IXFR")));
	assert_int_equal(q.kind, ANSWER_IXFR);
	assert_null(q.slot);
	size_t len = query_from_words(wire, "example. SOA");
	wire[2] = OPCODE_NOTIFY << 3;
	assert_int_equal(ask_octets(s, span_of(wire, len)).kind, ANSWER_NOTIFY);
	wire[2] = OPCODE_UPDATE << 3;
	assert_int_equal(ask_octets(s, span_of(wire, len)).kind, ANSWER_UPDATE);
	wire[2] = 0x80;
	assert_int_equal(ask_octets(s, span_of(wire, len)).kind, ANSWER_DROP);
}

static void signed_queries_wait_for_verification(void **state)
{
	(void)state;
	static const uint8_t tsig[] = {1, 'k', 0, 0, 250, 0, 255, 0, 0, 0,    0,    0, 16, 0, 0,
	                               0, 0,   0, 0, 0,   1, 44,  0, 0, 0x12, 0x34, 0, 0,  0};
	uint8_t wire[512];
	size_t len = query_from_words(wire, "a.example. A");
	memcpy(wire + len, tsig, sizeof(tsig));
	wire[11] = 1;
	struct answer_query q = ask_octets(s, span_of(wire, len + sizeof(tsig)));
	assert_int_equal(q.kind, ANSWER_TSIG);
	q.tsig_verified = true;
	q.reserve = 100;
	answer_batch(s->scratch, s->table, &s->options, &q, 1);
	struct msg m = parsed(&q);
	assert_int_equal(m.count[SECTION_ANSWER], 1);
	assert_int_equal(m.count[SECTION_ADDITIONAL], 0);
}

static void flags_of_the_query_are_not_all_copied(void **state)
{
	(void)state;
	uint8_t wire[512];
	size_t len = query_from_words(wire, "a.example. A");
	wire_set_u16(wire + 2, MSG_AA | MSG_TC | MSG_RD | MSG_RA | MSG_AD | MSG_CD);
	struct answer_query q = ask_octets(s, span_of(wire, len));
	struct msg m = parsed(&q);
	assert_int_equal(m.flags, MSG_QR | MSG_AA | MSG_RD);
}

static void edns_is_answered_in_kind(void **state)
{
	(void)state;
	uint8_t wire[512];
	bool found;
	struct answer_query q = ask_octets(s,
	                                   span_of(wire, query_from_words(wire, "a.example. A")));
	struct msg m = parsed(&q);
	assert_false(m.edns.present);
	size_t len = query_from_words(wire, "a.example. A do");
	memcpy(wire + len, "\0\3\0\0", 4);
	wire[len - 1] = 4;
	q = ask_octets(s, span_of(wire, len + 4));
	m = parsed(&q);
	assert_true(m.edns.present);
	assert_int_equal(m.edns.udp_size, 1232);
	assert_int_equal(m.edns.flags, MSG_EDNS_DO);
	struct span nsid = edns_find(&m.edns, EDNS_NSID, &found);
	assert_true(found && nsid.len == 4 && memcmp(nsid.data, "here", 4) == 0);
	wire[len - 11 + 6] = 1;
	q = ask_octets(s, span_of(wire, len + 4));
	m = parsed(&q);
	assert_int_equal(msg_rcode(&m), RCODE_BADVERS);
	assert_int_equal(m.edns.version, 0);
	assert_int_equal(m.count[SECTION_ANSWER], 0);
}

static void batches_answer_each_query_as_if_alone(void **state)
{
	(void)state;
	enum { N = 150 };
	static const char *const words[] = {
		"a.example. A", "b.example. A",    "x.sub.example. A edns", "no.example. MX",
		"a.test. A",    "example. SOA do", "example. AXFR"};
	static uint8_t wires[N][128], replies[N][1232];
	struct answer_query queries[N];
	for (unsigned i = 0; i < N; i++)
		queries[i] = (struct answer_query){
			.query = span_of(wires[i],
		                         query_from_words(wires[i], words[i % ARRAY_LEN(words)])),
			.reply = replies[i],
			.reply_cap = sizeof(replies[i]),
		};
	answer_batch(s->scratch, s->table, &s->options, queries, N);
	for (unsigned i = 0; i < N; i++) {
		struct answer_query q = ask_octets(s, queries[i].query);
		assert_int_equal(q.kind, queries[i].kind);
		assert_int_equal(q.reply_len, queries[i].reply_len);
		if (q.kind == ANSWER_REPLY)
			assert_memory_equal(q.reply, queries[i].reply, q.reply_len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zone_not_served_is_refused),
		cmocka_unit_test(zone_not_loaded_or_expired_is_servfail),
		cmocka_unit_test(transfers_and_updates_are_handed_on),
		cmocka_unit_test(signed_queries_wait_for_verification),
		cmocka_unit_test(flags_of_the_query_are_not_all_copied),
		cmocka_unit_test(edns_is_answered_in_kind),
		cmocka_unit_test(batches_answer_each_query_as_if_alone),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
