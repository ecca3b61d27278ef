/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "resolver/serve/reply.h"

#include "dns/msg_writer.h"

enum { OUR_SIZE = 1232 };

/* A client's query as it was read. */
static struct req_client client(const char *name, uint16_t flags, uint16_t udp_size, bool dnssec)
{
	struct req_client c = {
		.id = 77,
		.flags = flags,
		.qtype = RR_A,
		.qclass = CLASS_IN,
		.udp_size = udp_size > 0 ? udp_size : MSG_UDP_MIN,
		.ede = EDE_NONE,
		.has_question = true,
		.edns = udp_size > 0,
		.wants_dnssec = dnssec,
	};
	assert_ok(name_parse_str(&c.qname, name));
	return c;
}

/* An entry with `answers` A records and `authority` others. */
static struct answer_cache *cache_with(const char *name, unsigned answers, unsigned authority,
                                       const struct answer_note *note, struct answer_hit *hit)
{
	uint8_t buf[8192];
	struct msg_writer w;
	struct answer_key k;
	struct name n;
	struct answer_cache *c = answer_cache_new(1 << 20);
	assert_ok(name_parse_str(&n, name));
	msg_writer_init(&w, buf, sizeof(buf), 0, MSG_QR);
	assert_ok(msg_put_question(&w, n.wire, RR_A, CLASS_IN));
	for (unsigned i = 0; i < answers + authority; i++)
		assert_ok(msg_put_rr(&w, i < answers ? SECTION_ANSWER : SECTION_AUTHORITY, n.wire,
		                     RR_A, CLASS_IN, 60, span_of("\300\0\2\1", 4)));
	answer_key_init(&k, &n, RR_A, 0, 0);
	assert_true(answer_cache_put(c, &k, span_of(buf, msg_finish(&w)), note, 0));
	assert_true(answer_cache_find(c, &k, 0, hit));
	return c;
}

static size_t reply_parsed(struct msg *m, uint8_t *buf, const struct answer_hit *hit,
                           const struct req_client *c)
{
	size_t len = reply_from_hit(hit, c, OUR_SIZE, buf);
	assert_ok(msg_parse(m, span_of(buf, len)));
	assert_int_equal(m->id, c->id);
	assert_true(name_equal(m->qname.wire, c->qname.wire));
	assert_true(len <= req_client_limit(c));
	return len;
}

static const struct answer_note plain = {.ede = EDE_NONE};

static void a_hit_is_answered_in_the_letters_of_the_client(void **state)
{
	uint8_t buf[8192];
	struct msg m;
	struct msg_rr rr;
	struct answer_hit hit;
	struct answer_cache *cache = cache_with("www.example.", 2, 1, &plain, &hit);
	struct req_client c = client("wWw.eXample.", MSG_RD | MSG_CD, 0, false);
	(void)state;
	reply_parsed(&m, buf, &hit, &c);
	assert_int_equal(m.flags, MSG_QR | MSG_RA | MSG_RD | MSG_CD);
	assert_int_equal(m.count[SECTION_ANSWER], 2);
	assert_int_equal(m.count[SECTION_AUTHORITY], 1);
	assert_false(m.edns.present);
	struct msg_iter it = msg_records(&m);
	assert_true(msg_next(&it, &rr));
	assert_memory_equal(rr.owner.wire, "\3wWw\7eXample", 13);
	answer_cache_free(cache);
}

static void ad_goes_to_those_who_asked_for_it(void **state)
{
	uint8_t buf[8192];
	struct msg m;
	struct answer_hit hit;
	const struct answer_note secure = {.secure = true, .ede = EDE_NONE};
	struct answer_cache *cache = cache_with("a.", 1, 0, &secure, &hit);
	const struct {
		uint16_t flags;
		bool dnssec;
		bool ad;
	} rows[] = {
		{MSG_RD, false, false},
		{MSG_RD | MSG_AD, false, true},
		{MSG_RD, true, true},
		{MSG_RD | MSG_CD, true, false},
		{MSG_RD | MSG_CD | MSG_AD, false, false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct req_client c = client("a.", rows[i].flags, 1232, rows[i].dnssec);
		reply_parsed(&m, buf, &hit, &c);
		assert_int_equal((m.flags & MSG_AD) != 0, rows[i].ad);
		assert_int_equal((m.edns.flags & MSG_EDNS_DO) != 0, rows[i].dnssec);
	}
	answer_cache_free(cache);
}

static void an_extended_error_is_in_the_opt(void **state)
{
	uint8_t buf[8192];
	struct msg m;
	struct answer_hit hit;
	bool found = false;
	const struct answer_note note = {.ede = EDE_STALE, .ede_text = "why"};
	struct answer_cache *cache = cache_with("a.", 1, 0, &note, &hit);
	struct req_client c = client("a.", MSG_RD, 1232, false);
	(void)state;
	reply_parsed(&m, buf, &hit, &c);
	assert_int_equal(m.edns.udp_size, OUR_SIZE);
	struct span ede = edns_find(&m.edns, EDNS_EDE, &found);
	assert_true(found);
	assert_int_equal(ede.len, 5);
	assert_memory_equal(ede.data, "\0\3why", 5);
	answer_cache_free(cache);
}

static void what_does_not_fit_is_left_out_or_truncated(void **state)
{
	uint8_t buf[8192];
	struct msg m;
	struct answer_hit hit;
	/* 30 x 16 octets of answers fit 512, with authority they do not. */
	struct answer_cache *cache = cache_with("a.", 30, 10, &plain, &hit);
	struct req_client c = client("a.", MSG_RD, 0, false);
	(void)state;
	reply_parsed(&m, buf, &hit, &c);
	assert_int_equal(m.count[SECTION_ANSWER], 30);
	assert_int_equal(m.count[SECTION_AUTHORITY], 0);
	assert_false(m.flags & MSG_TC);
	c = client("a.", MSG_RD, 512, true); /* proofs are no extra */
	reply_parsed(&m, buf, &hit, &c);
	assert_true(m.flags & MSG_TC);
	assert_int_equal(m.count[SECTION_ANSWER], 0);
	assert_true(m.edns.present);
	c = client("a.", MSG_RD, 1232, true);
	reply_parsed(&m, buf, &hit, &c);
	assert_false(m.flags & MSG_TC);
	assert_int_equal(m.count[SECTION_AUTHORITY], 10);
	answer_cache_free(cache);
}

static void rcodes_above_15_are_in_the_opt(void **state)
{
	uint8_t buf[512];
	struct msg m;
	struct req_client c = client("a.", MSG_RD, 1232, false);
	(void)state;
	size_t len = reply_with_rcode(&c, RCODE_BADVERS, &plain, OUR_SIZE, buf, sizeof(buf));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(msg_rcode(&m), RCODE_BADVERS);
}

static void addresses_take_turns(void **state)
{
	uint8_t buf[8192];
	struct msg m;
	struct msg_rr rr;
	struct msg_writer w;
	struct answer_key k;
	struct answer_hit hit;
	struct answer_cache *cache = answer_cache_new(1 << 20);
	struct answer_note note = {.ede = EDE_NONE, .reorder = true};
	struct req_client c = client("w.example.", MSG_RD, 1232, false);
	(void)state;
	msg_writer_init(&w, buf, sizeof(buf), 0, MSG_QR);
	assert_ok(msg_put_question(&w, c.qname.wire, RR_A, CLASS_IN));
	for (uint8_t i = 0; i < 3; i++)
		assert_ok(msg_put_rr(&w, SECTION_ANSWER, c.qname.wire, RR_A, CLASS_IN, 60,
		                     span_of((uint8_t[]){192, 0, 2, i}, 4)));
	answer_key_init(&k, &c.qname, RR_A, 0, 0);
	assert_true(answer_cache_put(cache, &k, span_of(buf, msg_finish(&w)), &note, 0));
	for (uint16_t id = 30; id < 33; id++) {
		c.id = id;
		assert_true(answer_cache_find(cache, &k, 0, &hit));
		reply_parsed(&m, buf, &hit, &c);
		struct msg_iter it = msg_records(&m);
		for (unsigned i = 0; i < 3; i++) {
			assert_true(msg_next(&it, &rr));
			assert_int_equal(m.wire.data[rr.rdata_at + 3], (i + id) % 3);
		}
	}
	answer_cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hit_is_answered_in_the_letters_of_the_client),
		cmocka_unit_test(ad_goes_to_those_who_asked_for_it),
		cmocka_unit_test(an_extended_error_is_in_the_opt),
		cmocka_unit_test(what_does_not_fit_is_left_out_or_truncated),
		cmocka_unit_test(rcodes_above_15_are_in_the_opt),
		cmocka_unit_test(addresses_take_turns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
