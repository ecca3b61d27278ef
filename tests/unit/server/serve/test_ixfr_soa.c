/* SPDX-License-Identifier: BSD-2-Clause */
#include "../serve_world.h"
#include "dns/edns.h"
#include "dns/rrtype.h"
#include "server/serve/ixfr_soa.h"
#include "server/serve/special.h"

static struct world w;

static int setup(void **state)
{
	(void)state;
	world_init(&w);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_deinit(&w);
	return 0;
}

/* An IXFR for the zone; serial < 0: without the client's SOA. */
static size_t ixfr_query(uint8_t *buf, size_t cap, int64_t serial)
{
	struct msg_writer m;
	struct name name;
	uint8_t soa[22] = {0};
	assert_ok(name_parse_str(&name, "Example."));
	msg_writer_init(&m, buf, cap, 77, 0);
	assert_ok(msg_put_question(&m, name.wire, RR_IXFR, CLASS_IN));
	wire_set_u32(soa + 2, (uint32_t)serial);
	if (serial >= 0)
		assert_ok(msg_put_rr(&m, SECTION_AUTHORITY, name.wire, RR_SOA, CLASS_IN, 0,
		                     span_of(soa, sizeof(soa))));
	return msg_finish(&m);
}

/* What a client on loopback gets; reply is parsed. */
static struct msg ask(int64_t serial, enum conf_protocol protocol, enum special_result expected)
{
	static uint8_t query[512], reply[1232];
	struct addr peer;
	struct special s;
	struct msg m = {.id = 0};
	struct answer_scratch *scratch = answer_scratch_new();
	assert_ok(addr_parse(&peer, span_str("127.0.0.1@1"), 0));
	struct serve_client client = {.peer = &peer, .protocol = protocol};
	struct answer_query q = {.query = span_of(query, ixfr_query(query, sizeof(query), serial)),
	                         .reply = reply,
	                         .reply_cap = sizeof(reply)};
	answer_batch(scratch, w.table, protocol == PROTOCOL_UDP ? &w.view.udp4 : &w.view.stream, &q,
	             1);
	assert_int_equal(q.kind, ANSWER_IXFR);
	special_handle(&s, scratch, &w.view, &q, &client);
	assert_int_equal(s.result, expected);
	if (expected == SPECIAL_REPLY)
		assert_ok(msg_parse(&m, span_of(reply, q.reply_len)));
	answer_scratch_free(scratch);
	return m;
}

static void assert_soa(const struct msg *m)
{
	struct msg_rr rr;
	struct msg_iter it = msg_records(m);
	assert_int_equal(msg_rcode(m), RCODE_NOERROR);
	assert_int_equal(m->flags & (MSG_AA | MSG_TC), MSG_AA);
	assert_int_equal(m->qtype, RR_IXFR);
	assert_int_equal(m->count[SECTION_ANSWER], 1);
	assert_true(msg_next(&it, &rr));
	assert_int_equal(rr.type, RR_SOA);
}

static void over_udp_there_is_one_soa(void **state)
{
	(void)state;
	struct msg m = ask(1, PROTOCOL_UDP, SPECIAL_REPLY);
	assert_soa(&m);
	m = ask(7, PROTOCOL_UDP, SPECIAL_REPLY);
	assert_soa(&m);
}

static void who_is_up_to_date_gets_one_soa(void **state)
{
	(void)state;
	struct msg m = ask(7, PROTOCOL_TCP, SPECIAL_REPLY);
	assert_soa(&m);
	m = ask(8, PROTOCOL_TCP, SPECIAL_REPLY);
	assert_soa(&m);
	ask(6, PROTOCOL_TCP, SPECIAL_AXFR);
}

static void without_a_serial_it_is_no_ixfr(void **state)
{
	(void)state;
	struct msg m = ask(-1, PROTOCOL_TCP, SPECIAL_REPLY);
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
	m = ask(-1, PROTOCOL_UDP, SPECIAL_REPLY);
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
}

static void serials_are_read_from_the_zones_own_soa(void **state)
{
	(void)state;
	uint8_t query[512];
	struct serial serial;
	size_t len = ixfr_query(query, sizeof(query), 12345);
	assert_ok(ixfr_serial_read(&serial, span_of(query, len)));
	assert_int_equal(serial.value, 12345);
	len = ixfr_query(query, sizeof(query), -1);
	assert_int_equal(ixfr_serial_read(&serial, span_of(query, len)), E_MALFORMED);
	assert_int_equal(ixfr_soa_reply(span_of(query, 5), w.slot->version, query, 512), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(over_udp_there_is_one_soa),
		cmocka_unit_test(who_is_up_to_date_gets_one_soa),
		cmocka_unit_test(without_a_serial_it_is_no_ixfr),
		cmocka_unit_test(serials_are_read_from_the_zones_own_soa),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
