/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/transfer/primary_query.h"
#include "dns/edns.h"
#include "xfr_text.h"

static const uint8_t zone[] = "\7example";

static enum err read_lines(struct primary_serial *out, unsigned rcode, const char *const *lines)
{
	static uint8_t buf[600];
	const struct xfr_text text = {
		.qtype = RR_SOA, .rcode = rcode, .has_expire = true, .expire_s = 9, .lines = lines};
	size_t len = xfr_text_message(buf, sizeof(buf), &text);
	return primary_serial_read(out, zone, span_of(buf, len), NULL, (struct wall){0});
}

static void serial_and_expire_are_read(void **state)
{
	(void)state;
	struct primary_serial s;
	assert_ok(read_lines(&s, RCODE_NOERROR, (const char *[]){XFR_SOA(7), NULL}));
	assert_int_equal(s.serial.value, 7);
	assert_true(s.has_expire);
	assert_int_equal(s.expire_s, 9);
}

static void answers_without_the_soa_are_none(void **state)
{
	(void)state;
	struct primary_serial s;
	assert_int_equal(read_lines(&s, RCODE_NOERROR, (const char *[]){NULL}), E_XFR);
	assert_int_equal(read_lines(&s, RCODE_NOERROR,
	                            (const char *[]){"example.com. 60 SOA a b 7 1 1 1 1", NULL}),
	                 E_XFR);
	assert_int_equal(read_lines(&s, RCODE_REFUSED, (const char *[]){NULL}), E_DENIED);
	assert_int_equal(s.rcode, RCODE_REFUSED);
	assert_int_equal(primary_serial_read(&s, zone, span_str("short"), NULL, (struct wall){0}),
	                 E_XFR);
}

/* An answer that is not signed must not be believed, an error code is told whoever says it. */
static void a_signed_question_wants_a_signed_answer(void **state)
{
	(void)state;
	static uint8_t query[512], buf[600];
	struct primary_serial s;
	struct tsig_key key;
	struct tsig_state tsig;
	size_t len;
	assert_ok(tsig_key_parse(&key, span_str("k:Zm9v")));
	tsig_init(&tsig, &key);
	const struct primary_query q = {.qtype = RR_SOA, .zone = zone, .tsig = &tsig};
	assert_ok(primary_query_write(&q, (struct wall){1000}, query, sizeof(query), &len));
	struct xfr_text text = {.qtype = RR_SOA, .lines = (const char *[]){XFR_SOA(7), NULL}};
	len = xfr_text_message(buf, sizeof(buf), &text);
	assert_int_equal(
		primary_serial_read(&s, zone, span_of(buf, len), &tsig, (struct wall){1000}),
		E_TSIG_KEY);
	text.rcode = RCODE_NOTAUTH;
	len = xfr_text_message(buf, sizeof(buf), &text);
	assert_int_equal(
		primary_serial_read(&s, zone, span_of(buf, len), &tsig, (struct wall){1000}),
		E_DENIED);
	tsig_deinit(&tsig);
}

static void queries_have_what_they_need(void **state)
{
	(void)state;
	static uint8_t buf[512];
	struct msg m;
	size_t len;
	bool found;
	struct zone_version *v = zone_from_text("example.",
	                                        (const char *[]){XFR_SOA(7), "@ 60 NS a", NULL});
	struct primary_query q = {.id = 5, .qtype = RR_IXFR, .zone = zone, .have = v, .edns = true};
	assert_ok(primary_query_write(&q, (struct wall){0}, buf, sizeof(buf), &len));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(m.id, 5);
	assert_int_equal(m.flags, 0);
	assert_int_equal(m.count[SECTION_AUTHORITY], 1);
	assert_int_equal(edns_find(&m.edns, EDNS_EXPIRE, &found).len, 0);
	assert_true(found);
	q.qtype = RR_AXFR;
	q.edns = false;
	assert_ok(primary_query_write(&q, (struct wall){0}, buf, sizeof(buf), &len));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(m.count[SECTION_AUTHORITY], 0);
	assert_false(m.edns.present);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serial_and_expire_are_read),
		cmocka_unit_test(answers_without_the_soa_are_none),
		cmocka_unit_test(a_signed_question_wants_a_signed_answer),
		cmocka_unit_test(queries_have_what_they_need),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
