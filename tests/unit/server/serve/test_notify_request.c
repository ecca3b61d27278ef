/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/serve/notify_request.h"
#include "../serve_world.h"

static struct world w;
static uint8_t query[600], reply[512];
static unsigned notified;
static bool has_serial_told;
static uint32_t serial_told;

static void on_notified(void *ctx, struct zone_slot *slot, const struct addr *from, bool has_serial,
                        struct serial serial)
{
	assert_ptr_equal(ctx, &w);
	assert_ptr_equal(slot, w.slot);
	assert_int_equal(addr_port(from), 77);
	notified++;
	has_serial_told = has_serial;
	serial_told = serial.value;
}

static unsigned tell(size_t len, const char *from)
{
	struct addr peer;
	assert_ok(addr_parse(&peer, span_str(from), 77));
	const struct serve_client client = {.peer = &peer, .protocol = PROTOCOL_UDP};
	query[2] = OPCODE_NOTIFY << 3;
	struct answer_query q = {.query = span_of(query, len),
	                         .reply = reply,
	                         .reply_cap = sizeof(reply),
	                         .kind = ANSWER_NOTIFY};
	notified = 0;
	notify_request(&w.env, &w.view, &q, &client);
	/* opcode and QR, nothing else */
	assert_int_equal(reply[2], 0x80 | OPCODE_NOTIFY << 3);
	return reply[3] & 15;
}

static size_t with_serial(uint32_t serial)
{
	size_t len = world_ixfr_query(query, sizeof(query), "example.", serial);
	wire_set_u16(query + 6, 1); /* what was the authority section is the answer section */
	wire_set_u16(query + 8, 0);
	wire_set_u16(query + 12 + 9, RR_SOA);
	return len;
}

static void begin(void)
{
	world_init(&w);
	w.env.events = (struct serve_events){.notified = on_notified, .ctx = &w};
}

static void a_notice_is_passed_on(void **state)
{
	(void)state;
	begin();
	size_t len = world_query(query, sizeof(query), "eXample.", RR_SOA);
	assert_int_equal(tell(len, "127.0.0.1"), RCODE_NOERROR);
	assert_int_equal(notified, 1);
	assert_false(has_serial_told);
	assert_int_equal(tell(with_serial(9), "127.0.0.1"), RCODE_NOERROR);
	assert_int_equal(notified, 1);
	assert_true(has_serial_told);
	assert_int_equal(serial_told, 9);
	world_deinit(&w);
}

static void the_serial_we_have_is_no_news(void **state)
{
	(void)state;
	begin();
	assert_int_equal(tell(with_serial(7), "127.0.0.1"), RCODE_NOERROR);
	assert_int_equal(notified, 0);
	world_deinit(&w);
}

static void notices_of_others_and_about_others_are_refused(void **state)
{
	(void)state;
	begin();
	size_t len = world_query(query, sizeof(query), "example.", RR_SOA);
	assert_int_equal(tell(len, "127.0.0.2"), RCODE_NOTAUTH);
	len = world_query(query, sizeof(query), "sub.example.", RR_SOA);
	assert_int_equal(tell(len, "127.0.0.1"), RCODE_NOTAUTH);
	len = world_query(query, sizeof(query), "nowhere.", RR_SOA);
	assert_int_equal(tell(len, "127.0.0.1"), RCODE_NOTAUTH);
	len = world_query(query, sizeof(query), "example.", RR_A);
	assert_int_equal(tell(len, "127.0.0.1"), RCODE_FORMERR);
	len = world_query(query, sizeof(query), "example.", RR_SOA);
	query[5] = 0;
	assert_int_equal(tell(MSG_HEADER_LEN, "127.0.0.1"), RCODE_FORMERR);
	assert_int_equal(tell(len - 1, "127.0.0.1"), RCODE_FORMERR);
	assert_int_equal(notified, 0);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_passed_on),
		cmocka_unit_test(the_serial_we_have_is_no_news),
		cmocka_unit_test(notices_of_others_and_about_others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
