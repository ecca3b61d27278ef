/* SPDX-License-Identifier: BSD-2-Clause */
#include "../ddns_return.h"
#include "../ddns_text.h"

static uint8_t query[65535], reply[512];
static size_t query_len, reply_len;
static struct tsig_key key;

static int begin(void **state)
{
	static const char *const lines[] = {"+ www 60 A 192.0.2.1", NULL};
	static struct msg_writer w;
	(void)state;
	returned = (struct ddns_returned){0};
	query_len = ddns_from_text(query, sizeof(query), lines);
	msg_writer_init(&w, reply, sizeof(reply), 4711, MSG_QR | OPCODE_UPDATE << 11);
	assert_ok(msg_put_question(&w, (const uint8_t *)"\7example", RR_SOA, CLASS_IN));
	reply_len = msg_finish(&w);
	assert_ok(tsig_key_parse(&key, span_str("hmac-sha256:k:Zm9vYmFy")));
	return 0;
}

/* The request as a worker would keep it; client gets the state that made the signature. */
static struct ddns_request *request(struct tsig_state *client)
{
	struct tsig_state server;
	struct msg m;
	uint16_t error;
	if (client != NULL) {
		tsig_init(client, &key);
		assert_ok(tsig_sign(client, query, &query_len, sizeof(query), clock_wall(), 0));
		tsig_init(&server, &key);
		assert_ok(msg_parse(&m, span_of(query, query_len)));
		assert_ok(tsig_verify(&server, &m, clock_wall(), &error));
	}
	struct ddns_request *r = ddns_request_new(
		span_of(query, query_len), span_of(reply, reply_len), client != NULL ? &key : NULL,
		client != NULL ? &server : NULL);
	r->to = returned_later(NULL);
	return r;
}

static void assert_signed(struct tsig_state *client)
{
	struct msg m;
	uint16_t error;
	assert_ok(msg_parse(&m, span_of(returned.reply, returned.len)));
	assert_true(m.tsig_at != 0);
	assert_ok(tsig_verify(client, &m, clock_wall(), &error));
	tsig_deinit(client);
}

static void the_answer_has_the_rcode(void **state)
{
	(void)state;
	struct ddns_request *r = request(NULL);
	r->rcode = RCODE_NXRRSET;
	ddns_request_answer(r);
	assert_int_equal(returned.replies, 1);
	assert_int_equal(returned_rcode(), RCODE_NXRRSET);
	assert_int_equal(returned.len, reply_len);
}

static void a_signed_request_has_a_signed_answer(void **state)
{
	struct tsig_state client;
	(void)state;
	struct ddns_request *r = request(&client);
	r->rcode = RCODE_SERVFAIL;
	ddns_request_answer(r);
	assert_int_equal(returned_rcode(), RCODE_SERVFAIL);
	assert_signed(&client);
}

static void dropping_gives_no_answer(void **state)
{
	struct tsig_state client;
	(void)state;
	ddns_request_drop(request(NULL));
	ddns_request_drop(request(&client));
	tsig_deinit(&client);
	assert_int_equal(returned.drops, 2);
	assert_int_equal(returned.replies, 0);
}

/* RFC 2136 section 6.3: the primary's answer under the requestor's id. */
static void a_relayed_answer_has_the_clients_id(void **state)
{
	(void)state;
	struct ddns_request *r = request(NULL);
	wire_set_u16(reply, 99);
	reply[3] |= RCODE_YXDOMAIN;
	ddns_request_relay(r, span_of(reply, reply_len));
	assert_int_equal(wire_get_u16(returned.reply), 4711);
	assert_int_equal(returned_rcode(), RCODE_YXDOMAIN);
}

/* RFC 8945 section 5.5: who verified the request signs the answer anew. */
static void a_relayed_answer_is_signed_for_the_client(void **state)
{
	struct tsig_state client, primary;
	struct tsig_key other;
	(void)state;
	struct ddns_request *r = request(&client);
	assert_ok(tsig_key_parse(&other, span_str("other:Zm9vYmFy")));
	tsig_init(&primary, &other);
	assert_ok(tsig_sign(&primary, reply, &reply_len, sizeof(reply), clock_wall(), 0));
	tsig_deinit(&primary);
	ddns_request_relay(r, span_of(reply, reply_len));
	assert_signed(&client);
}

static void nonsense_is_not_relayed(void **state)
{
	(void)state;
	ddns_request_relay(request(NULL), span_of(reply, 5));
	assert_int_equal(returned_rcode(), RCODE_SERVFAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_answer_has_the_rcode, begin),
		cmocka_unit_test_setup(a_signed_request_has_a_signed_answer, begin),
		cmocka_unit_test_setup(dropping_gives_no_answer, begin),
		cmocka_unit_test_setup(a_relayed_answer_has_the_clients_id, begin),
		cmocka_unit_test_setup(a_relayed_answer_is_signed_for_the_client, begin),
		cmocka_unit_test_setup(nonsense_is_not_relayed, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
