/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"
#include "base/rand.h"
#include "server/answer/query.h"

static struct query parse(const void *octets, size_t len)
{
	static struct query q;
	query_parse(&q, span_of(octets, len));
	return q;
}

static void common_form_is_read(void **state)
{
	(void)state;
	uint8_t wire[512];
	struct query q = parse(wire, query_from_words(wire, "WWW.example. AAAA do 4000"));
	assert_int_equal(q.verdict, QUERY_LOOK_UP);
	assert_int_equal(q.id, 0x1234);
	assert_int_equal(q.qtype, RR_AAAA);
	assert_int_equal(q.udp_size, 4000);
	assert_true(q.wants_dnssec);
	assert_true(q.has_edns);
	assert_string_equal((char *)q.name.name.wire, "\3www\7example");
	assert_string_equal((char *)q.qname, "\3WWW\7example");
	q = parse(wire, query_from_words(wire, ". NS"));
	assert_int_equal(q.verdict, QUERY_LOOK_UP);
	assert_int_equal(q.name.name.len, 1);
	assert_int_equal(q.udp_size, 512);
}

static void small_sizes_count_as_512(void **state)
{
	(void)state;
	uint8_t wire[512];
	assert_int_equal(parse(wire, query_from_words(wire, "a. A 100")).udp_size, 512);
}

static void short_messages_and_replies_are_dropped(void **state)
{
	(void)state;
	uint8_t wire[512];
	size_t len = query_from_words(wire, "a. A");
	for (size_t i = 0; i < 12; i++)
		assert_int_equal(parse(wire, i).verdict, QUERY_DROP);
	wire[2] |= 0x80;
	assert_int_equal(parse(wire, len).verdict, QUERY_DROP);
}

static void rcode_is(const void *octets, size_t len, unsigned rcode)
{
	struct query q = parse(octets, len);
	assert_int_equal(q.verdict, QUERY_ERROR);
	assert_int_equal(q.rcode, rcode);
}

/* RFC 7873 section 5.4: an OPT record alone is something a module may answer. */
static void a_query_without_a_question_is_empty_if_all_else_is_well(void **state)
{
	(void)state;
	static const uint8_t wire[] = {0, 1, 0, 0, 0,  0, 0,  0, 0, 0, 0, 1, 0, 0, 41, 4, 0, 0,
	                               0, 0, 0, 0, 12, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6,  7, 8};
	uint8_t other[sizeof(wire)];
	struct query q = parse(wire, sizeof(wire));
	assert_int_equal(q.verdict, QUERY_ERROR);
	assert_int_equal(q.rcode, RCODE_FORMERR);
	assert_true(q.is_empty);
	assert_int_equal(q.cookie.len, 8);
	assert_false(parse(wire, sizeof(wire) - 1).is_empty);
	memcpy(other, wire, sizeof(wire));
	other[18] = 1; /* EDNS version 1 */
	q = parse(other, sizeof(other));
	assert_int_equal(q.rcode, RCODE_FORMERR);
	assert_false(q.is_empty);
}

static void broken_messages_are_formerr(void **state)
{
	(void)state;
	uint8_t wire[600];
	size_t len = query_from_words(wire, "a.example. A edns");
	for (size_t i = 12; i < len; i++)
		rcode_is(wire, i, RCODE_FORMERR);
	wire[len] = 0;
	rcode_is(wire, len + 1, RCODE_FORMERR); /* trailing octet */
	len = query_from_words(wire, "a.example. A");
	wire[5] = 0;
	rcode_is(wire, 12, RCODE_FORMERR); /* no question */
	assert_false(parse(wire, 12).is_empty);
	wire[5] = 2;
	rcode_is(wire, len, RCODE_FORMERR);
	len = query_from_words(wire, "a.example. A edns");
	memcpy(wire + len, wire + len - 11, 11);
	wire[11] = 2;
	rcode_is(wire, len + 11, RCODE_FORMERR); /* two OPT: RFC 6891 section 6.1.1 */
	assert_true(parse(wire, len + 11).has_question);
}

static void options_must_be_whole(void **state)
{
	(void)state;
	uint8_t wire[600];
	size_t len = query_from_words(wire, "a.example. A edns");
	static const uint8_t nsid[] = {0, 3, 0, 0}, broken[] = {0, 3, 0, 1};
	wire[len - 1] = 4;
	memcpy(wire + len, nsid, 4);
	assert_true((parse(wire, len + 4).asked & ASK_NSID) != 0);
	memcpy(wire + len, broken, 4);
	rcode_is(wire, len + 4, RCODE_FORMERR);
}

/* RFC 6891 section 6.1.1: at most one OPT record. */
static void two_opt_records_are_formerr(void **state)
{
	(void)state;
	uint8_t wire[600];
	size_t len = query_from_words(wire, "a.example. A edns");
	memcpy(wire + len, wire + len - 11, 11);
	wire[11] = 2;
	rcode_is(wire, len + 11, RCODE_FORMERR);
}

static void opcodes_and_classes_are_sorted_out(void **state)
{
	(void)state;
	uint8_t wire[600];
	size_t len = query_from_words(wire, "a.example. A edns");
	wire[2] = 2 << 3;
	rcode_is(wire, len, RCODE_NOTIMP);
	wire[2] = 6 << 3;
	rcode_is(wire, 12, RCODE_NOTIMP);
	wire[2] = 4 << 3;
	assert_int_equal(parse(wire, len).verdict, QUERY_NOTIFY);
	wire[2] = 5 << 3;
	assert_int_equal(parse(wire, len).verdict, QUERY_UPDATE);
	wire[2] = 0;
	wire[len - 11 - 1] = CLASS_CH;
	assert_int_equal(parse(wire, len).verdict, QUERY_CHAOS);
	wire[len - 11 - 1] = CLASS_HS;
	rcode_is(wire, len, RCODE_REFUSED);
	wire[len - 11 - 1] = CLASS_ANY;
	assert_int_equal(parse(wire, len).verdict, QUERY_LOOK_UP);
	wire[len - 11 + 6] = 1; /* EDNS version */
	rcode_is(wire, len, RCODE_BADVERS);
}

static void both_ways_to_read_agree(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (unsigned i = 0; i < 100000; i++) {
		uint8_t wire[600];
		struct query q;
		struct msg m;
		size_t len = query_from_words(wire,
		                              rand_below(2) ? "aB.example. A edns" : "c.d. MX");
		for (unsigned n = rand_below(4); n > 0; n--)
			wire[4 + rand_below((uint32_t)len - 4)] = (uint8_t)rand_below(256);
		if (rand_below(4) == 0)
			len -= rand_below(8);
		q = parse(wire, len);
		if (q.verdict != QUERY_LOOK_UP)
			continue;
		assert_ok(msg_parse(&m, span_of(wire, len)));
		assert_true(name_equal(m.qname.wire, q.qname));
		assert_int_equal(m.qtype, q.qtype);
		assert_int_equal(m.edns.present, q.has_edns);
		assert_int_equal((m.edns.flags & MSG_EDNS_DO) != 0, q.wants_dnssec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_form_is_read),
		cmocka_unit_test(small_sizes_count_as_512),
		cmocka_unit_test(short_messages_and_replies_are_dropped),
		cmocka_unit_test(a_query_without_a_question_is_empty_if_all_else_is_well),
		cmocka_unit_test(broken_messages_are_formerr),
		cmocka_unit_test(options_must_be_whole),
		cmocka_unit_test(two_opt_records_are_formerr),
		cmocka_unit_test(opcodes_and_classes_are_sorted_out),
		cmocka_unit_test(both_ways_to_read_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
