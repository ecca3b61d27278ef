/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/edns.h"
#include "server/serve/refuse.h"
#include "../serve_world.h"

static void what_could_be_read_is_echoed(void **state)
{
	(void)state;
	uint8_t query[128], reply[512];
	struct msg m;
	size_t len = world_query(query, sizeof(query), "WwW.example.", RR_A);
	query[2] |= 0x21; /* opcode 4, RD */
	size_t got = refuse(span_of(query, len), RCODE_NOTAUTH, EDE_NONE, reply, sizeof(reply));
	assert_ok(msg_parse(&m, span_of(reply, got)));
	assert_int_equal(m.id, 4660);
	assert_int_equal(msg_rcode(&m), RCODE_NOTAUTH);
	assert_int_equal(msg_opcode(&m), OPCODE_NOTIFY);
	assert_int_equal(m.flags & (MSG_QR | MSG_RD | MSG_AA), MSG_QR | MSG_RD);
	assert_memory_equal(m.qname.wire, "\3WwW\7example", 13);
	assert_false(m.edns.present);
}

static void headers_and_responses_get_silence(void **state)
{
	(void)state;
	uint8_t query[128], reply[512];
	size_t len = world_query(query, sizeof(query), "a.", RR_A);
	assert_int_equal(refuse(span_of(query, 11), RCODE_FORMERR, EDE_NONE, reply, 512), 0);
	query[2] |= 0x80;
	assert_int_equal(refuse(span_of(query, len), RCODE_FORMERR, EDE_NONE, reply, 512), 0);
}

static void extended_codes_need_edns(void **state)
{
	(void)state;
	uint8_t query[128], reply[512];
	struct msg m;
	struct msg_writer w;
	struct edns_writer e;
	size_t len = world_query(query, sizeof(query), "a.", RR_A);
	size_t got = refuse(span_of(query, len), RCODE_BADVERS, EDE_NONE, reply, sizeof(reply));
	assert_ok(msg_parse(&m, span_of(reply, got)));
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	msg_writer_init(&w, query, sizeof(query), 1, 0);
	edns_writer_init(&e, NULL, 0, 1232);
	assert_ok(edns_write(&w, &e));
	len = msg_finish(&w);
	got = refuse(span_of(query, len), RCODE_BADVERS, EDE_NOT_AUTH, reply, sizeof(reply));
	assert_ok(msg_parse(&m, span_of(reply, got)));
	assert_int_equal(msg_rcode(&m), RCODE_BADVERS);
	bool found;
	struct span ede = edns_find(&m.edns, EDNS_EDE, &found);
	assert_true(found);
	assert_int_equal(wire_get_u16(ede.data), EDE_NOT_AUTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_could_be_read_is_echoed),
		cmocka_unit_test(headers_and_responses_get_silence),
		cmocka_unit_test(extended_codes_need_edns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
