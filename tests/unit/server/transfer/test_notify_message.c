/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/transfer/notify_message.h"
#include "xfr_text.h"

static void a_notify_tells_the_serial(void **state)
{
	(void)state;
	uint8_t buf[600];
	struct serial serial;
	struct msg m;
	size_t len;
	struct zone_version *v = zone_from_text("example.",
	                                        (const char *[]){XFR_SOA(7), "@ 60 NS a", NULL});
	assert_ok(notify_write(v, 5, buf, sizeof(buf), &len));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(m.id, 5);
	assert_int_equal(msg_opcode(&m), OPCODE_NOTIFY);
	assert_int_equal(m.flags & (MSG_QR | MSG_AA), MSG_AA);
	assert_int_equal(m.qtype, RR_SOA);
	assert_true(notify_serial_read(&m, &serial));
	assert_int_equal(serial.value, 7);
	assert_int_equal(notify_write(v, 5, buf, 30, &len), E_SPACE);
	zone_version_free(v);
}

static bool read_lines(struct serial *serial, const char *const *lines)
{
	static uint8_t buf[600];
	struct msg m;
	const struct xfr_text text = {.qtype = RR_SOA, .lines = lines};
	size_t len = xfr_text_message(buf, sizeof(buf), &text);
	assert_ok(msg_parse(&m, span_of(buf, len)));
	return notify_serial_read(&m, serial);
}

static void a_hint_is_the_zones_soa_or_none(void **state)
{
	(void)state;
	struct serial serial;
	assert_true(read_lines(&serial, (const char *[]){"@ 1 NS a", XFR_SOA(9), NULL}));
	assert_int_equal(serial.value, 9);
	assert_false(read_lines(&serial, (const char *[]){NULL}));
	assert_false(read_lines(&serial, (const char *[]){"x 1 SOA a b 1 1 1 1 1", NULL}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notify_tells_the_serial),
		cmocka_unit_test(a_hint_is_the_zones_soa_or_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
