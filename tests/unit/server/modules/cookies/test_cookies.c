/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../modules_world.h"

#define CONF(items)                                                                                \
	"mod-cookies:\n  - id: c\n" items "template:\n  - id: default\n"                           \
	"    global-module: mod-cookies/c\nzone:\n  - domain: example.\n"

static const struct span client = {(const uint8_t *)"12345678", 8};

static void who_sends_no_cookie_gets_none(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, CONF(""));
	struct msg m = modules_reply(modules_ask(&w, "www.example. A edns"));
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
	assert_null(modules_option(&w.last, EDNS_COOKIE).data);
	assert_int_equal(counter_of(&w, true, "presence", NULL), 0);
	modules_world_deinit(&w);
}

static void a_new_client_is_told_its_cookie_and_served_with_it(void **state)
{
	(void)state;
	struct modules_world w;
	uint8_t cookie[24];
	modules_world_init(&w, CONF(""));
	struct msg m = modules_reply(
		modules_ask_option(&w, "www.example. A edns", EDNS_COOKIE, client));
	assert_int_equal(msg_rcode(&m), RCODE_BADCOOKIE);
	assert_int_equal(m.count[SECTION_ANSWER], 0);
	struct span got = modules_option(&w.last, EDNS_COOKIE);
	assert_int_equal(got.len, sizeof(cookie));
	memcpy(cookie, got.data, sizeof(cookie));
	assert_memory_equal(cookie, client.data, 8);
	w.moment.wall.s += 60;
	m = modules_reply(modules_ask_option(&w, "www.example. A edns", EDNS_COOKIE,
	                                     span_of(cookie, sizeof(cookie))));
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
	assert_int_equal(m.count[SECTION_ANSWER], 1);
	got = modules_option(&w.last, EDNS_COOKIE);
	assert_memory_equal(got.data, cookie, sizeof(cookie));
	/* Of another address it is none. */
	modules_world_from(&w, "192.0.2.101");
	m = modules_reply(modules_ask_option(&w, "www.example. A edns", EDNS_COOKIE,
	                                     span_of(cookie, sizeof(cookie))));
	assert_int_equal(msg_rcode(&m), RCODE_BADCOOKIE);
	assert_int_equal(counter_of(&w, true, "presence", NULL), 3);
	modules_world_deinit(&w);
}

static void streams_need_no_cookie(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, CONF(""));
	w.served->options.is_stream = true;
	w.served->options.protocol = PROTOCOL_TCP;
	struct msg m = modules_reply(
		modules_ask_option(&w, "www.example. A edns", EDNS_COOKIE, client));
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
	assert_int_equal(modules_option(&w.last, EDNS_COOKIE).len, 24);
	modules_world_deinit(&w);
}

static void a_malformed_cookie_is_an_error(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, CONF(""));
	struct msg m = modules_reply(
		modules_ask_option(&w, "www.example. A edns", EDNS_COOKIE, span_of("1234567", 7)));
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
	assert_null(modules_option(&w.last, EDNS_COOKIE).data);
	modules_world_deinit(&w);
}

static void only_every_nth_is_told_if_so_configured(void **state)
{
	(void)state;
	struct modules_world w;
	unsigned told = 0;
	modules_world_init(&w, CONF("    badcookie-slip: 3\n"));
	for (unsigned i = 0; i < 9; i++)
		told += modules_ask_option(&w, "www.example. A edns", EDNS_COOKIE, client)->kind ==
		        ANSWER_REPLY;
	assert_int_equal(told, 3);
	assert_int_equal(counter_of(&w, true, "dropped", NULL), 6);
	modules_world_deinit(&w);
}

/* RFC 9018 appendix A.1 */
static void a_configured_secret_makes_the_cookies_of_all_servers_that_have_it(void **state)
{
	(void)state;
	struct modules_world w;
	static const uint8_t query[] = {0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57};
	static const uint8_t expected[] = {0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57,
	                                   0x01, 0x00, 0x00, 0x00, 0x5c, 0xf7, 0x9f, 0x11,
	                                   0x1f, 0x81, 0x30, 0xc3, 0xee, 0xe2, 0x94, 0x80};
	modules_world_init(&w, CONF("    secret: [0xe5e973e5a6b2a43f48e7dc849e37bfcf]\n"));
	modules_world_from(&w, "198.51.100.100");
	w.moment.wall.s = 0x5cf79f11;
	modules_ask_option(&w, "example. SOA edns", EDNS_COOKIE, span_of(query, sizeof(query)));
	assert_memory_equal(modules_option(&w.last, EDNS_COOKIE).data, expected, sizeof(expected));
	modules_world_deinit(&w);
}

static void a_cookie_outlives_one_change_of_the_secret(void **state)
{
	(void)state;
	struct modules_world w;
	uint8_t cookie[24];
	modules_world_init(&w, CONF("    secret-lifetime: 100\n"));
	w.moment.wall.s = 1700000000;
	modules_ask_option(&w, "example. SOA edns", EDNS_COOKIE, client);
	memcpy(cookie, modules_option(&w.last, EDNS_COOKIE).data, sizeof(cookie));
	w.moment.wall.s += 100;
	struct msg m = modules_reply(modules_ask_option(&w, "example. SOA edns", EDNS_COOKIE,
	                                                span_of(cookie, sizeof(cookie))));
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
	assert_memory_not_equal(modules_option(&w.last, EDNS_COOKIE).data, cookie, sizeof(cookie));
	w.moment.wall.s += 100;
	m = modules_reply(modules_ask_option(&w, "example. SOA edns", EDNS_COOKIE,
	                                     span_of(cookie, sizeof(cookie))));
	assert_int_equal(msg_rcode(&m), RCODE_BADCOOKIE);
	modules_world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_sends_no_cookie_gets_none),
		cmocka_unit_test(a_new_client_is_told_its_cookie_and_served_with_it),
		cmocka_unit_test(streams_need_no_cookie),
		cmocka_unit_test(a_malformed_cookie_is_an_error),
		cmocka_unit_test(only_every_nth_is_told_if_so_configured),
		cmocka_unit_test(a_configured_secret_makes_the_cookies_of_all_servers_that_have_it),
		cmocka_unit_test(a_cookie_outlives_one_change_of_the_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
