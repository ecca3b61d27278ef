/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone/change_text.h"
#include "server/transfer/xfr_in.h"
#include "xfr_text.h"

static const struct xfr_in_options axfr = {.zone = (const uint8_t *)"\7example",
                                           .max_size = UINT64_MAX};
static const struct xfr_in_options ixfr = {
	.zone = (const uint8_t *)"\7example", .max_size = UINT64_MAX, .ixfr = true, .have = {1}};

/* Hand over messages ("--" between them); the last result. */
static enum err feed(struct xfr_in *x, bool *done, const char *const *lines)
{
	static uint8_t buf[65535];
	*done = false;
	for (;;) {
		const struct xfr_text text = {.id = 1, .qtype = RR_AXFR, .lines = lines};
		size_t len = xfr_text_message(buf, sizeof(buf), &text);
		enum err e = xfr_in_take(x, span_of(buf, len), (struct wall){0}, done);
		while (*lines != NULL && strcmp(*lines, "--") != 0)
			lines++;
		if (e != OK || *lines == NULL)
			return e;
		assert_false(*done);
		lines++;
	}
}

static struct xfr_in *taken(const struct xfr_in_options *options, enum xfr_in_kind kind,
                            const char *const *lines)
{
	bool done;
	struct xfr_in *x = xfr_in_new(options);
	assert_ok(feed(x, &done, lines));
	assert_true(done);
	assert_int_equal(xfr_in_facts(x)->kind, kind);
	return x;
}

static void refused(const struct xfr_in_options *options, enum err why, const char *const *lines)
{
	bool done;
	struct xfr_in *x = xfr_in_new(options);
	assert_int_equal(feed(x, &done, lines), why);
	assert_false(done);
	xfr_in_free(x);
}

static void unfinished(const struct xfr_in_options *options, const char *const *lines)
{
	bool done;
	struct xfr_in *x = xfr_in_new(options);
	assert_ok(feed(x, &done, lines));
	assert_false(done);
	xfr_in_free(x);
}

static void assert_zone(struct xfr_in *x, const char *expected)
{
	struct zone_version *v;
	struct text t;
	assert_ok(xfr_in_take_zone(x, &v));
	text_init(&t);
	zone_to_text(&t, v);
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
	zone_version_free(v);
	xfr_in_free(x);
}

#define ZONE_3                                                                                     \
	"example. 60 NS a.example.\n"                                                              \
	"example. 60 SOA a.example. b.example. 3 7200 900 1209600 300\n"                           \
	"a.example. 60 A 192.0.2.1\n"

static void a_zone_comes_in_any_number_of_messages(void **state)
{
	(void)state;
	assert_zone(taken(&axfr, XFR_IN_ZONE,
	                  (const char *[]){XFR_SOA(3), "@ 60 NS a", "A 60 A 192.0.2.1", XFR_SOA(3),
	                                   NULL}),
	            ZONE_3);
	assert_zone(taken(&axfr, XFR_IN_ZONE,
	                  (const char *[]){XFR_SOA(3), "--", "--", "@ 60 NS a", "--",
	                                   "a 60 A 192.0.2.1", "--", XFR_SOA(3), NULL}),
	            ZONE_3);
}

static void a_zone_may_answer_a_request_for_changes(void **state)
{
	(void)state;
	assert_zone(taken(&ixfr, XFR_IN_ZONE,
	                  (const char *[]){XFR_SOA(3), "--", "@ 60 NS a", "a 60 A 192.0.2.1",
	                                   XFR_SOA(3), NULL}),
	            ZONE_3);
}

static void records_outside_the_zone_are_skipped(void **state)
{
	(void)state;
	struct xfr_in *x = taken(&axfr, XFR_IN_ZONE,
	                         (const char *[]){XFR_SOA(3), "@ 60 NS a",
	                                          "example.com. 60 A 192.0.2.9", "a 60 A 192.0.2.1",
	                                          XFR_SOA(3), NULL});
	assert_int_equal(xfr_in_facts(x)->skipped, 1);
	assert_zone(x, ZONE_3);
}

static void changes_lead_on_from_each_other(void **state)
{
	(void)state;
	size_t count;
	struct xfr_in *x = taken(&ixfr, XFR_IN_CHANGES,
	                         (const char *[]){XFR_SOA(3), XFR_SOA(1), "gone 60 A 192.0.2.1",
	                                          XFR_SOA(2), "--", "new 60 A 192.0.2.2",
	                                          XFR_SOA(2), XFR_SOA(3), "--", XFR_SOA(3), NULL});
	const struct zone_changeset *c = xfr_in_changes(x, &count);
	assert_int_equal(count, 2);
	assert_changes(&c[0], "-example. 60 SOA a.example. b.example. 1 7200 900 1209600 300\n"
	                      "-gone.example. 60 A 192.0.2.1\n"
	                      "+example. 60 SOA a.example. b.example. 2 7200 900 1209600 300\n"
	                      "+new.example. 60 A 192.0.2.2\n");
	assert_changes(&c[1], "-example. 60 SOA a.example. b.example. 2 7200 900 1209600 300\n"
	                      "+example. 60 SOA a.example. b.example. 3 7200 900 1209600 300\n");
	assert_false(xfr_in_facts(x)->more);
	xfr_in_free(x);
}

static void one_step_is_enough_for_who_wants_one(void **state)
{
	(void)state;
	size_t count;
	struct xfr_in_options one = ixfr;
	one.by_one = true;
	struct xfr_in *x = taken(&one, XFR_IN_CHANGES,
	                         (const char *[]){XFR_SOA(3), XFR_SOA(1), XFR_SOA(2), XFR_SOA(2),
	                                          "a 60 A 192.0.2.1", NULL});
	(void)xfr_in_changes(x, &count);
	assert_int_equal(count, 1);
	assert_true(xfr_in_facts(x)->more);
	xfr_in_free(x);
	x = taken(&one, XFR_IN_CHANGES,
	          (const char *[]){XFR_SOA(2), XFR_SOA(1), XFR_SOA(2), XFR_SOA(2), NULL});
	assert_false(xfr_in_facts(x)->more);
	xfr_in_free(x);
}

static void a_single_soa_that_is_not_newer_is_all(void **state)
{
	(void)state;
	xfr_in_free(taken(&ixfr, XFR_IN_UP_TO_DATE, (const char *[]){XFR_SOA(1), NULL}));
	xfr_in_free(taken(&ixfr, XFR_IN_UP_TO_DATE, (const char *[]){XFR_SOA(0), NULL}));
	/* A newer one is the first of more. */
	unfinished(&ixfr, (const char *[]){XFR_SOA(2), NULL});
}

static void broken_zones_are_refused(void **state)
{
	(void)state;
	refused(&axfr, E_XFR, (const char *[]){"@ 60 NS a", NULL});
	refused(&axfr, E_XFR, (const char *[]){"example.com. 60 SOA a b 1 1 1 1 1", NULL});
	/* an SOA in the middle: another serial, another owner */
	refused(&axfr, E_XFR, (const char *[]){XFR_SOA(3), "@ 60 NS a", XFR_SOA(4), NULL});
	refused(&axfr, E_XFR, (const char *[]){XFR_SOA(3), "x 60 SOA a b 3 1 1 1 1", NULL});
	/* more behind the end */
	refused(&axfr, E_XFR, (const char *[]){XFR_SOA(3), XFR_SOA(3), "@ 60 NS a", NULL});
	refused(&axfr, E_XFR, (const char *[]){XFR_SOA(3), "CLASS3 a 60 TXT x", NULL});
	refused(&axfr, E_XFR, (const char *[]){XFR_SOA(3), "a 60 TYPE251 \\# 0", NULL});
	refused(&axfr, E_XFR, (const char *[]){NULL});
	refused(&ixfr, E_NOTSUP, (const char *[]){NULL});
}

static void broken_changes_are_refused(void **state)
{
	(void)state;
	/* from a serial that is not ours */
	refused(&ixfr, E_XFR,
	        (const char *[]){XFR_SOA(3), XFR_SOA(2), XFR_SOA(3), XFR_SOA(3), NULL});
	/* a step backwards, or on the spot */
	refused(&ixfr, E_XFR, (const char *[]){XFR_SOA(3), XFR_SOA(1), XFR_SOA(0), NULL});
	refused(&ixfr, E_XFR, (const char *[]){XFR_SOA(3), XFR_SOA(1), XFR_SOA(1), NULL});
	/* steps that do not join */
	refused(&ixfr, E_XFR,
	        (const char *[]){XFR_SOA(4), XFR_SOA(1), XFR_SOA(2), XFR_SOA(3), XFR_SOA(4), NULL});
	/* the end before the serial that was announced */
	refused(&ixfr, E_XFR,
	        (const char *[]){XFR_SOA(4), XFR_SOA(1), XFR_SOA(2), XFR_SOA(4), NULL});
	/* another SOA with the last serial */
	refused(&ixfr, E_XFR,
	        (const char *[]){XFR_SOA(2), XFR_SOA(1), XFR_SOA(2), "@ 60 SOA x y 2 1 1 1 1",
	                         NULL});
}

static void sizes_have_limits(void **state)
{
	(void)state;
	struct xfr_in_options small = axfr;
	small.max_size = 120;
	refused(&small, E_ZONESIZE,
	        (const char *[]){XFR_SOA(3), "@ 60 NS a", "a 60 A 192.0.2.1", "b 60 A 192.0.2.1",
	                         NULL});
	/* records outside of the zone and repeated ones count */
	refused(&small, E_ZONESIZE,
	        (const char *[]){XFR_SOA(3), "--", "a.com. 60 TXT 0123456789012345678901234567890",
	                         "a.com. 60 TXT 0123456789012345678901234567890", NULL});
	small = ixfr;
	small.max_size = 125; /* twice as much in changes */
	refused(&small, E_XFR_SIZE,
	        (const char *[]){XFR_SOA(3), XFR_SOA(1), XFR_SOA(2), XFR_SOA(2), XFR_SOA(3), NULL});
	size_t count;
	struct xfr_in *x = taken(
		&small, XFR_IN_CHANGES,
		(const char *[]){XFR_SOA(2), XFR_SOA(1), XFR_SOA(2), XFR_SOA(2), NULL});
	(void)xfr_in_changes(x, &count);
	assert_int_equal(count, 1);
	xfr_in_free(x);
}

static void empty_messages_are_not_taken_for_ever(void **state)
{
	(void)state;
	const char *lines[] = {XFR_SOA(3), "--", "--", "--", "--", "--", "--",
	                       "--",       "--", "--", "--", "--", "--", "--",
	                       "--",       "--", "--", "--", "--", "--", NULL};
	refused(&axfr, E_XFR, lines);
}

static void error_codes_are_told(void **state)
{
	(void)state;
	static uint8_t buf[600];
	bool done;
	const struct xfr_text text = {
		.qtype = RR_IXFR, .rcode = RCODE_NOTIMP, .lines = (const char *[]){NULL}};
	struct xfr_in *x = xfr_in_new(&ixfr);
	size_t len = xfr_text_message(buf, sizeof(buf), &text);
	assert_int_equal(xfr_in_take(x, span_of(buf, len), (struct wall){0}, &done), E_DENIED);
	assert_int_equal(xfr_in_facts(x)->rcode, RCODE_NOTIMP);
	xfr_in_free(x);
}

static void expire_is_read_from_the_first_message(void **state)
{
	(void)state;
	static uint8_t buf[600];
	bool done;
	const struct xfr_text text = {.qtype = RR_AXFR,
	                              .has_expire = true,
	                              .expire_s = 77,
	                              .lines = (const char *[]){XFR_SOA(3), NULL}};
	struct xfr_in *x = xfr_in_new(&axfr);
	size_t len = xfr_text_message(buf, sizeof(buf), &text);
	assert_ok(xfr_in_take(x, span_of(buf, len), (struct wall){0}, &done));
	assert_true(xfr_in_facts(x)->has_expire);
	assert_int_equal(xfr_in_facts(x)->expire_s, 77);
	xfr_in_free(x);
}

static void broken_rdata_is_refused(void **state)
{
	(void)state;
	static uint8_t buf[600];
	bool done;
	const struct xfr_text text = {
		.qtype = RR_AXFR, .lines = (const char *[]){XFR_SOA(3), "a 60 A 192.0.2.1", NULL}};
	struct xfr_in *x = xfr_in_new(&axfr);
	size_t len = xfr_text_message(buf, sizeof(buf), &text);
	wire_set_u16(buf + len - 6, 3); /* an address of three octets, and one behind it */
	assert_int_equal(xfr_in_take(x, span_of(buf, len), (struct wall){0}, &done), E_XFR);
	xfr_in_free(x);
	x = xfr_in_new(&axfr);
	assert_true(xfr_in_take(x, span_of(buf, len - 1), (struct wall){0}, &done) != OK);
	xfr_in_free(x);
}

static struct tsig_key key;
static struct tsig_state client, server;

static void signed_begin(void)
{
	static uint8_t query[512];
	struct msg m;
	uint16_t error;
	size_t len = xfr_text_message(
		query, sizeof(query),
		&(struct xfr_text){.qtype = RR_AXFR, .lines = (const char *[]){NULL}});
	query[2] = 0; /* no response */
	assert_ok(tsig_key_parse(&key, span_str("k:Zm9v")));
	tsig_init(&client, &key);
	tsig_init(&server, &key);
	assert_ok(tsig_sign(&client, query, &len, sizeof(query), (struct wall){1000}, 0));
	assert_ok(msg_parse(&m, span_of(query, len)));
	assert_ok(tsig_verify(&server, &m, (struct wall){1000}, &error));
}

static enum err signed_feed(struct xfr_in *x, const char *line, bool sign, bool *done)
{
	static uint8_t buf[1024];
	const struct xfr_text text = {.qtype = RR_AXFR, .lines = (const char *[]){line, NULL}};
	size_t len = xfr_text_message(buf, sizeof(buf), &text);
	if (sign)
		assert_ok(tsig_sign(&server, buf, &len, sizeof(buf), (struct wall){1000}, 0));
	return xfr_in_take(x, span_of(buf, len), (struct wall){1000}, done);
}

/* RFC 8945 section 5.3.1 */
static void the_last_message_must_be_signed(void **state)
{
	(void)state;
	bool done;
	struct xfr_in_options options = axfr;
	options.tsig = &client;
	signed_begin();
	struct xfr_in *x = xfr_in_new(&options);
	assert_ok(signed_feed(x, XFR_SOA(3), true, &done));
	assert_ok(signed_feed(x, "@ 60 NS a", true, &done));
	assert_ok(signed_feed(x, XFR_SOA(3), true, &done));
	assert_true(done);
	xfr_in_free(x);
	tsig_deinit(&client);
	tsig_deinit(&server);
	signed_begin();
	x = xfr_in_new(&options);
	assert_ok(signed_feed(x, XFR_SOA(3), true, &done));
	assert_int_equal(signed_feed(x, XFR_SOA(3), false, &done), E_TSIG_SIG);
	assert_false(done);
	xfr_in_free(x);
	tsig_deinit(&client);
	tsig_deinit(&server);
}

static void the_first_message_must_be_signed(void **state)
{
	(void)state;
	bool done;
	struct xfr_in_options options = axfr;
	options.tsig = &client;
	signed_begin();
	struct xfr_in *x = xfr_in_new(&options);
	assert_int_equal(signed_feed(x, XFR_SOA(3), false, &done), E_TSIG_KEY);
	xfr_in_free(x);
	tsig_deinit(&client);
	tsig_deinit(&server);
}

static void a_hundred_messages_need_a_signature(void **state)
{
	(void)state;
	bool done;
	struct xfr_in_options options = axfr;
	options.tsig = &client;
	signed_begin();
	struct xfr_in *x = xfr_in_new(&options);
	assert_ok(signed_feed(x, XFR_SOA(3), true, &done));
	for (unsigned i = 0; i < TSIG_MAX_UNSIGNED; i++)
		assert_ok(signed_feed(x, "@ 60 NS a", false, &done));
	assert_int_equal(signed_feed(x, "@ 60 NS a", false, &done), E_TSIG_SIG);
	xfr_in_free(x);
	tsig_deinit(&client);
	tsig_deinit(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_comes_in_any_number_of_messages),
		cmocka_unit_test(a_zone_may_answer_a_request_for_changes),
		cmocka_unit_test(records_outside_the_zone_are_skipped),
		cmocka_unit_test(changes_lead_on_from_each_other),
		cmocka_unit_test(one_step_is_enough_for_who_wants_one),
		cmocka_unit_test(a_single_soa_that_is_not_newer_is_all),
		cmocka_unit_test(broken_zones_are_refused),
		cmocka_unit_test(broken_changes_are_refused),
		cmocka_unit_test(sizes_have_limits),
		cmocka_unit_test(empty_messages_are_not_taken_for_ever),
		cmocka_unit_test(error_codes_are_told),
		cmocka_unit_test(expire_is_read_from_the_first_message),
		cmocka_unit_test(broken_rdata_is_refused),
		cmocka_unit_test(the_last_message_must_be_signed),
		cmocka_unit_test(the_first_message_must_be_signed),
		cmocka_unit_test(a_hundred_messages_need_a_signature),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
