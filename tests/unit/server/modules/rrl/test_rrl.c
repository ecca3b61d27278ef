/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../modules_world.h"

#define RRL(items)    "mod-rrl:\n  - id: r\n    table-size: 1000\n    log-period: 0\n" items
#define GLOBAL(items) RRL(items) "template:\n  - id: default\n    global-module: mod-rrl/r\n" ZONE
#define ZONE          "zone:\n  - domain: example.\n"

struct seen {
	unsigned whole, cut, silent;
};

static struct seen ask_times(struct modules_world *w, unsigned n)
{
	struct seen seen = {0};
	for (unsigned i = 0; i < n; i++) {
		const struct answer_query *q = modules_ask(w, "www.example. A edns");
		if (q->kind == ANSWER_DROP)
			seen.silent++;
		else if ((q->reply[2] & MSG_TC >> 8) != 0)
			seen.cut++;
		else
			seen.whole++;
	}
	return seen;
}

static void replies_over_the_limit_are_cut(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, GLOBAL("    instant-limit: 20\n"));
	struct seen seen = ask_times(&w, 50);
	assert_in_range(seen.whole, 19, 20);
	assert_int_equal(seen.cut, 50 - seen.whole);
	assert_int_equal(counter_of(&w, true, "slipped", NULL), seen.cut);
	assert_int_equal(counter_of(&w, true, "dropped", NULL), 0);
	struct msg m = modules_reply(&w.last);
	assert_int_equal(m.flags & (MSG_AA | MSG_TC), MSG_AA | MSG_TC);
	assert_int_equal(m.count[SECTION_QUESTION], 1);
	assert_int_equal(m.count[SECTION_ANSWER], 0);
	assert_true(m.edns.present);
	/* Others are not limited, and time heals. */
	modules_world_from(&w, "198.51.100.1");
	assert_int_equal(ask_times(&w, 10).whole, 10);
	modules_world_from(&w, "192.0.2.100");
	w.moment.mono.ns += 10 * NS_PER_S;
	assert_int_equal(ask_times(&w, 10).whole, 10);
	modules_world_deinit(&w);
}

static void slip_says_how_many_are_cut_and_how_many_dropped(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, GLOBAL("    instant-limit: 20\n    slip: 4\n"));
	struct seen seen = ask_times(&w, 100);
	assert_int_equal(seen.cut, (100 - seen.whole) / 4);
	assert_int_equal(counter_of(&w, true, "dropped", NULL), seen.silent);
	modules_world_deinit(&w);
	modules_world_init(&w, GLOBAL("    instant-limit: 20\n    slip: 0\n"));
	seen = ask_times(&w, 100);
	assert_int_equal(seen.cut, 0);
	assert_int_equal(seen.silent, 100 - seen.whole);
	modules_world_deinit(&w);
}

static void who_is_exempt_is_not_limited(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, GLOBAL("    instant-limit: 2\n    whitelist: [192.0.2.0/24]\n"));
	assert_int_equal(ask_times(&w, 20).whole, 20);
	modules_world_deinit(&w);
	modules_world_init(&w, GLOBAL("    instant-limit: 1\n    rate-limit: 0\n"));
	assert_int_equal(ask_times(&w, 20).whole, 20);
	modules_world_deinit(&w);
	modules_world_init(&w, GLOBAL("    instant-limit: 2\n"));
	w.served->options.protocol = PROTOCOL_TCP;
	assert_int_equal(ask_times(&w, 20).whole, 20);
	modules_world_deinit(&w);
}

static void a_cookie_exempts(void **state)
{
	(void)state;
	struct modules_world w;
	uint8_t cookie[24];
	modules_world_init(
		&w,
		RRL("    instant-limit: 2\n") "template:\n  - id: default\n"
					      "    global-module: [mod-cookies, mod-rrl/r]\n" ZONE);
	modules_ask_option(&w, "www.example. A edns", EDNS_COOKIE, span_of("12345678", 8));
	memcpy(cookie, modules_option(&w.last, EDNS_COOKIE).data, sizeof(cookie));
	for (unsigned i = 0; i < 20; i++) {
		struct msg m = modules_reply(modules_ask_option(
			&w, "www.example. A edns", EDNS_COOKIE, span_of(cookie, sizeof(cookie))));
		assert_int_equal(m.count[SECTION_ANSWER], 1);
	}
	modules_world_deinit(&w);
}

static void a_dry_run_only_counts(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, GLOBAL("    instant-limit: 5\n    dry-run: on\n"));
	assert_int_equal(ask_times(&w, 20).whole, 20);
	assert_in_range(counter_of(&w, true, "slipped", NULL), 15, 16);
	modules_world_deinit(&w);
}

static void time_that_streams_take_is_limited(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, GLOBAL("    time-instant-limit: 1000\n    time-rate-limit: 1000\n"));
	w.served->options.protocol = PROTOCOL_TCP;
	w.served->options.is_stream = true;
	assert_int_equal(ask_times(&w, 5).whole, 5);
	answer_sent(w.served->scratch, &w.served->options, &w.last, 3000);
	assert_int_equal(ask_times(&w, 5).silent, 5);
	assert_int_equal(counter_of(&w, true, "dropped-time", NULL), 5);
	w.moment.mono.ns += 10 * NS_PER_S;
	assert_int_equal(ask_times(&w, 5).whole, 5);
	modules_world_deinit(&w);
	/* Not by the module of a zone. */
	modules_world_init(&w, RRL("") ZONE "    module: mod-rrl/r\n");
	w.served->options.protocol = PROTOCOL_TCP;
	ask_times(&w, 1);
	answer_sent(w.served->scratch, &w.served->options, &w.last, 3000000);
	assert_int_equal(ask_times(&w, 5).whole, 5);
	modules_world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_over_the_limit_are_cut),
		cmocka_unit_test(slip_says_how_many_are_cut_and_how_many_dropped),
		cmocka_unit_test(who_is_exempt_is_not_limited),
		cmocka_unit_test(a_cookie_exempts),
		cmocka_unit_test(a_dry_run_only_counts),
		cmocka_unit_test(time_that_streams_take_is_limited),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
