/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/serve/special.h"
#include "../serve_world.h"

static struct world w;
static uint8_t query[600], reply[65535];

static uint16_t run(size_t len, const char *from, enum conf_protocol protocol, struct special *s,
                    struct answer_query *q)
{
	struct addr peer;
	struct msg m;
	struct answer_scratch *scratch = answer_scratch_new();
	assert_ok(addr_parse(&peer, span_str(from), 1));
	const struct special_context context = {
		.env = &w.env,
		.view = &w.view,
		.scratch = scratch,
		.client = {.peer = &peer, .protocol = protocol},
	};
	*q = (struct answer_query){
		.query = span_of(query, len), .reply = reply, .reply_cap = sizeof(reply)};
	answer_batch(scratch, &w.view.table[0], &w.view.stream, q, 1);
	assert_true(q->kind != ANSWER_REPLY);
	special_handle(s, &context, q);
	answer_scratch_free(scratch);
	if (s->result == SPECIAL_TRANSFER) {
		zone_version_unpin(s->transfer.version);
		return 0;
	}
	assert_ok(msg_parse(&m, span_of(reply, q->reply_len)));
	return (uint16_t)msg_rcode(&m);
}

static void transfers_need_a_stream_and_permission(void **state)
{
	(void)state;
	struct special s;
	struct answer_query q;
	world_init(&w);
	size_t len = world_query(query, sizeof(query), "example.", RR_AXFR);
	assert_int_equal(run(len, "127.0.0.1", PROTOCOL_TCP, &s, &q), 0);
	assert_int_equal(s.result, SPECIAL_TRANSFER);
	assert_int_equal(run(len, "127.0.0.1", PROTOCOL_UDP, &s, &q), RCODE_NOTIMP);
	assert_int_equal(run(len, "127.0.0.2", PROTOCOL_TCP, &s, &q), RCODE_NOTAUTH);
	len = world_query(query, sizeof(query), "nowhere.", RR_AXFR);
	assert_int_equal(run(len, "127.0.0.1", PROTOCOL_TCP, &s, &q), RCODE_NOTAUTH);
	world_deinit(&w);
}

static void updates_are_not_authorised(void **state)
{
	(void)state;
	struct special s;
	struct answer_query q;
	world_init(&w);
	size_t len = world_query(query, sizeof(query), "example.", RR_SOA);
	query[2] = OPCODE_UPDATE << 3;
	assert_int_equal(run(len, "127.0.0.1", PROTOCOL_UDP, &s, &q), RCODE_NOTAUTH);
	world_deinit(&w);
}

static size_t sign(const char *key_text, size_t len, struct wall at, struct tsig_state *state,
                   struct tsig_key *key)
{
	assert_ok(tsig_key_parse(key, span_str(key_text)));
	tsig_init(state, key);
	assert_ok(tsig_sign(state, query, &len, sizeof(query), at, 0));
	return len;
}

static void signed_queries_get_signed_answers(void **state)
{
	(void)state;
	struct special s;
	struct answer_query q;
	struct tsig_state client;
	struct tsig_key key;
	struct msg m;
	uint16_t error;
	world_init(&w);
	size_t len = sign("k:Zm9v", world_query(query, sizeof(query), "www.example.", RR_A),
	                  clock_wall(), &client, &key);
	assert_int_equal(run(len, "10.0.0.1", PROTOCOL_UDP, &s, &q), RCODE_NOERROR);
	assert_ok(msg_parse(&m, span_of(reply, q.reply_len)));
	assert_int_equal(m.count[SECTION_ANSWER], 1);
	assert_ok(tsig_verify(&client, &m, clock_wall(), &error));
	tsig_deinit(&client);
	world_deinit(&w);
}

static void signed_notices_get_signed_answers(void **state)
{
	(void)state;
	struct special s;
	struct answer_query q;
	struct tsig_state client;
	struct tsig_key key;
	struct msg m;
	uint16_t error;
	world_init(&w);
	size_t len = world_query(query, sizeof(query), "example.", RR_SOA);
	query[2] = OPCODE_NOTIFY << 3;
	len = sign("k:Zm9v", len, clock_wall(), &client, &key);
	assert_int_equal(run(len, "10.0.0.1", PROTOCOL_UDP, &s, &q), RCODE_NOERROR);
	assert_ok(msg_parse(&m, span_of(reply, q.reply_len)));
	assert_ok(tsig_verify(&client, &m, clock_wall(), &error));
	tsig_deinit(&client);
	len = world_query(query, sizeof(query), "example.", RR_SOA);
	query[2] = OPCODE_NOTIFY << 3;
	len = sign("stranger:Zm9v", len, clock_wall(), &client, &key);
	assert_int_equal(run(len, "127.0.0.1", PROTOCOL_UDP, &s, &q), RCODE_NOTAUTH);
	tsig_deinit(&client);
	world_deinit(&w);
}

static void bad_signatures_are_told_apart(void **state)
{
	(void)state;
	struct special s;
	struct answer_query q;
	struct tsig_state client;
	struct tsig_key key;
	struct tsig_record t;
	struct msg m;
	world_init(&w);
	static const struct {
		const char *key;
		int64_t shift;
		uint16_t error;
		bool is_signed;
	} cases[] = {
		{"stranger:Zm9v", 0, RCODE_BADKEY, false},
		{"k:YmFy", 0, RCODE_BADSIG, false},
		{"k:Zm9v", -1000, RCODE_BADTIME, true},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct wall at = {clock_wall().s + cases[i].shift};
		size_t len = sign(cases[i].key,
		                  world_query(query, sizeof(query), "www.example.", RR_A), at,
		                  &client, &key);
		assert_int_equal(run(len, "10.0.0.1", PROTOCOL_UDP, &s, &q), RCODE_NOTAUTH);
		assert_ok(msg_parse(&m, span_of(reply, q.reply_len)));
		assert_ok(tsig_read(&t, &m));
		assert_int_equal(t.error, cases[i].error);
		assert_int_equal(t.mac.len > 0, cases[i].is_signed);
		tsig_deinit(&client);
	}
	world_deinit(&w);
}

static void a_signed_transfer_may_begin(void **state)
{
	(void)state;
	struct special s;
	struct answer_query q;
	struct tsig_state client;
	struct tsig_key key;
	world_init(&w);
	size_t len = sign("k:Zm9v", world_query(query, sizeof(query), "example.", RR_AXFR),
	                  clock_wall(), &client, &key);
	assert_int_equal(run(len, "10.0.0.1", PROTOCOL_TCP, &s, &q), 0);
	assert_int_equal(s.result, SPECIAL_TRANSFER);
	assert_true(s.has_tsig);
	tsig_deinit(&s.tsig);
	tsig_deinit(&client);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transfers_need_a_stream_and_permission),
		cmocka_unit_test(updates_are_not_authorised),
		cmocka_unit_test(signed_notices_get_signed_answers),
		cmocka_unit_test(signed_queries_get_signed_answers),
		cmocka_unit_test(bad_signatures_are_told_apart),
		cmocka_unit_test(a_signed_transfer_may_begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
