/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/client.h"

#include "dns/edns.h"
#include "support.h"

static struct req_client c;

static enum req_client_verdict read_flags(uint16_t flags, uint16_t type, uint16_t class_, int opts)
{
	static uint8_t buf[512];
	struct msg_writer w;
	msg_writer_init(&w, buf, sizeof(buf), 7, flags);
	assert_ok(msg_put_question(&w, (const uint8_t *)"\3wWw\0", type, class_));
	for (int i = 0; i < opts; i++) {
		struct edns_writer e;
		uint8_t none;
		edns_writer_init(&e, &none, 0, 4096);
		e.flags = MSG_EDNS_DO;
		assert_ok(edns_write(&w, &e));
	}
	return req_client_read(&c, span_of(buf, msg_finish(&w)), false, 1232);
}

static void a_plain_query_is_resolved(void **state)
{
	(void)state;
	assert_int_equal(read_flags(MSG_RD | MSG_CD, RR_A, CLASS_IN, 0), REQ_CLIENT_REPLY);
	assert_int_equal(c.rcode, RCODE_NOERROR);
	assert_int_equal(c.id, 7);
	assert_int_equal(c.udp_size, 512);
	assert_false(c.edns);
	assert_memory_equal(c.qname.wire, "\3wWw", 5); /* case kept (RFC 4343) */
}

static void payload_is_bounded_by_ours(void **state)
{
	(void)state;
	assert_int_equal(read_flags(MSG_RD, RR_A, CLASS_IN, 1), REQ_CLIENT_REPLY);
	assert_true(c.edns && c.wants_dnssec);
	assert_int_equal(c.udp_size, 1232);
	assert_int_equal(req_client_limit(&c), 1232);
	c.stream = true;
	assert_int_equal(req_client_limit(&c), 65535);
}

static void responses_and_junk_are_dropped(void **state)
{
	(void)state;
	assert_int_equal(read_flags(MSG_QR, RR_A, CLASS_IN, 0), REQ_CLIENT_DROP);
	assert_int_equal(req_client_read(&c, span_of("abc", 3), false, 1232), REQ_CLIENT_DROP);
	static const uint8_t trailing[13] = {0};
	assert_int_equal(req_client_read(&c, span_of(trailing, 13), false, 1232), REQ_CLIENT_DROP);
}

static void broken_and_unsupported_questions_are_refused(void **state)
{
	(void)state;
	static const uint8_t empty[12] = {0, 9, 1};
	assert_int_equal(req_client_read(&c, span_of(empty, 12), false, 1232), REQ_CLIENT_REPLY);
	assert_int_equal(c.rcode, RCODE_FORMERR);
	assert_false(c.has_question);
	read_flags(MSG_RD, RR_A, CLASS_IN, 2);
	assert_int_equal(c.rcode, RCODE_FORMERR);
	read_flags(MSG_RD, RR_AXFR, CLASS_IN, 0);
	assert_int_equal(c.rcode, RCODE_NOTIMP);
	read_flags(MSG_RD, RR_A, CLASS_HS, 0);
	assert_int_equal(c.rcode, RCODE_NOTIMP);
	read_flags(MSG_RD, RR_TXT, CLASS_CH, 0);
	assert_int_equal(c.rcode, RCODE_REFUSED);
	read_flags(MSG_RD | OPCODE_UPDATE << 11, RR_SOA, CLASS_IN, 0);
	assert_int_equal(c.rcode, RCODE_NOTIMP);
	read_flags(MSG_RD, RR_ANY, CLASS_IN, 0);
	assert_int_equal(c.rcode, RCODE_NOERROR);
}

static void read_option(uint16_t code, bool stream)
{
	uint8_t buf[512], options[16];
	struct msg_writer w;
	struct edns_writer e;
	msg_writer_init(&w, buf, sizeof(buf), 7, MSG_RD);
	assert_ok(msg_put_question(&w, (const uint8_t *)"\3www\0", RR_A, CLASS_IN));
	edns_writer_init(&e, options, sizeof(options), 4096);
	assert_ok(edns_put(&e, code, span_of("", 0)));
	assert_ok(edns_write(&w, &e));
	assert_int_equal(req_client_read(&c, span_of(buf, msg_finish(&w)), stream, 1232),
	                 REQ_CLIENT_REPLY);
	assert_int_equal(c.rcode, RCODE_NOERROR);
}

static void what_a_client_wants_to_know_is_read(void **state)
{
	(void)state;
	read_option(EDNS_NSID, false);
	assert_true(c.wants_nsid && !c.wants_keepalive);
	read_option(EDNS_KEEPALIVE, true);
	assert_true(!c.wants_nsid && c.wants_keepalive);
	read_option(EDNS_KEEPALIVE, false); /* RFC 7828 section 3.3.2 */
	assert_false(c.wants_keepalive);
}

static void without_rd_a_module_may_refuse(void **state)
{
	struct front front = {0};
	(void)state;
	read_flags(0, RR_A, CLASS_IN, 0);
	req_client_take_front(&c, &front);
	assert_int_equal(c.rcode, RCODE_NOERROR);
	front.refuse_no_rd = true;
	req_client_take_front(&c, &front);
	assert_int_equal(c.rcode, RCODE_REFUSED);
	assert_int_equal(c.ede, EDE_NOT_AUTH);
	read_flags(MSG_RD, RR_A, CLASS_IN, 0);
	req_client_take_front(&c, &front);
	assert_int_equal(c.rcode, RCODE_NOERROR);
	read_flags(0, RR_A, CLASS_HS, 0); /* refused for something else */
	req_client_take_front(&c, &front);
	assert_int_equal(c.rcode, RCODE_NOTIMP);
}

/* Octets of options that the client of before is told, with an error of 5 octets of text. */
static size_t told(const struct front *front, size_t room)
{
	uint8_t buf[REQ_CLIENT_OPTIONS_MAX];
	struct edns_writer e;
	c.front = front;
	edns_writer_init(&e, buf, room, 1232);
	req_client_put_options(&c, &e, EDE_OTHER, "whyso");
	return e.options.pos;
}

static void modules_say_what_a_client_is_told(void **state)
{
	struct front front = {.nsid = "me", .nsid_len = 2, .keepalive = true};
	enum { EDE = 4 + 2 + 5, NSID = 4 + 2, KEEPALIVE = 4 + 2 };
	(void)state;
	c = (struct req_client){0};
	assert_int_equal(told(NULL, 200), EDE);
	assert_int_equal(told(&front, 200), EDE);
	c.wants_nsid = c.wants_keepalive = true;
	assert_int_equal(told(NULL, 200), EDE);
	assert_int_equal(told(&front, 200), EDE + NSID + KEEPALIVE);
	front.hides_errors = true;
	assert_int_equal(told(&front, 200), NSID + KEEPALIVE);
	assert_int_equal(told(&front, 8), NSID); /* what fits */
	front.nsid_len = 0;
	assert_int_equal(told(&front, 200), KEEPALIVE);
	front.keepalive = false;
	assert_int_equal(told(&front, 200), 0);
	front = (struct front){.nsid_len = FRONT_NSID_MAX, .keepalive = true};
	assert_int_equal(told(&front, REQ_CLIENT_OPTIONS_MAX),
	                 EDE + 4 + FRONT_NSID_MAX + KEEPALIVE);
}

static void an_internal_query_has_no_limits(void **state)
{
	(void)state;
	req_client_internal(&c, name_root, RR_NS, true);
	assert_int_equal(c.qtype, RR_NS);
	assert_true(c.wants_dnssec && c.has_question && c.stream);
	assert_int_equal(c.rcode, RCODE_NOERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_query_is_resolved),
		cmocka_unit_test(payload_is_bounded_by_ours),
		cmocka_unit_test(responses_and_junk_are_dropped),
		cmocka_unit_test(broken_and_unsupported_questions_are_refused),
		cmocka_unit_test(what_a_client_wants_to_know_is_read),
		cmocka_unit_test(without_rd_a_module_may_refuse),
		cmocka_unit_test(modules_say_what_a_client_is_told),
		cmocka_unit_test(an_internal_query_has_no_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
