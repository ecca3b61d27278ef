/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/transfer/primary_query.h"
#include "server/transfer/xfr_head.h"
#include "xfr_text.h"

static struct zone_version *zone(void)
{
	return zone_from_text("example.", (const char *[]){XFR_SOA(7), "@ 60 NS a", NULL});
}

static struct msg request(uint8_t *buf, size_t cap, const struct zone_version *have, bool edns)
{
	struct msg m;
	size_t len;
	const struct primary_query q = {.id = 5,
	                                .qtype = have != NULL ? RR_IXFR : RR_AXFR,
	                                .zone = (const uint8_t *)"\7eXample",
	                                .have = have,
	                                .edns = edns};
	assert_ok(primary_query_write(&q, (struct wall){0}, buf, cap, &len));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	return m;
}

static void the_serial_of_a_request_is_read(void **state)
{
	(void)state;
	uint8_t buf[600];
	struct serial serial;
	struct zone_version *v = zone();
	struct msg m = request(buf, sizeof(buf), v, true);
	assert_ok(xfr_serial_read(&m, &serial));
	assert_int_equal(serial.value, 7);
	m = request(buf, sizeof(buf), NULL, true);
	assert_int_equal(xfr_serial_read(&m, &serial), E_NOSOA);
	zone_version_free(v);
}

/* RFC 7314 section 3.3: only those who ask are told. */
static void expire_is_told_to_those_who_ask(void **state)
{
	(void)state;
	uint8_t buf[600], reply[600];
	uint32_t expire_s;
	struct xfr_head h;
	struct zone_version *v = zone();
	struct msg m = request(buf, sizeof(buf), NULL, true);
	size_t len;
	xfr_head_init(&h, &m, 1234);
	assert_ok(xfr_soa_write(&h, MSG_QR | MSG_AA, v, reply, sizeof(reply), &len));
	assert_ok(msg_parse(&m, span_of(reply, len)));
	assert_true(primary_expire_read(&m, &expire_s));
	assert_int_equal(expire_s, 1234);
	assert_int_equal(m.count[SECTION_ANSWER], 1);
	m = request(buf, sizeof(buf), NULL, true);
	xfr_head_init(&h, &m, -1);
	assert_int_equal(h.opt_len, 11);
	m = request(buf, sizeof(buf), NULL, false);
	xfr_head_init(&h, &m, 1234);
	assert_int_equal(h.opt_len, 0);
	zone_version_free(v);
}

static void an_soa_needs_its_room(void **state)
{
	(void)state;
	uint8_t reply[600];
	size_t len, least;
	struct zone_version *v = zone();
	struct xfr_head h = {.id = 1, .qtype = RR_IXFR, .opt_len = 11, .opt = {0, 0, RR_OPT}};
	name_copy(&h.qname, zone_apex_name(v));
	assert_ok(xfr_soa_write(&h, MSG_QR, v, reply, sizeof(reply), &least));
	for (size_t cap = 0; cap < least; cap++)
		assert_int_equal(xfr_soa_write(&h, MSG_QR, v, reply, cap, &len), E_SPACE);
	assert_ok(xfr_soa_write(&h, MSG_QR, v, reply, least, &len));
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_serial_of_a_request_is_read),
		cmocka_unit_test(expire_is_told_to_those_who_ask),
		cmocka_unit_test(an_soa_needs_its_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
