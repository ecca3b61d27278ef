/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static int setup(void **state)
{
	module_world_setup(state);
	assert_ok(module_load("stats"));
	return 0;
}

static void answer(uint16_t flags, uint16_t answers, int64_t elapsed_ms)
{
	uint8_t head[12] = {0};
	const struct front_answer a = {.message = span_of(head, sizeof(head)),
	                               .edns = true,
	                               .wants_dnssec = (flags & MSG_AD) != 0,
	                               .cached = elapsed_ms == 0,
	                               .stale = elapsed_ms == 11,
	                               .stream = elapsed_ms >= 11,
	                               .tls = elapsed_ms >= 1500,
	                               .ip6 = elapsed_ms == 1501,
	                               .elapsed_ns = elapsed_ms * NS_PER_MS};
	wire_set_u16(head + 2, flags);
	wire_set_u16(head + 6, answers);
	mw.front.answered(mw.front.answered_ctx, &a);
}

static void answers_are_counted_by_what_they_say(void **state)
{
	(void)state;
	answer(MSG_QR | MSG_RD | MSG_RA | MSG_AD, 1, 0);
	answer(MSG_QR | MSG_AA, 0, 10);
	answer(MSG_QR | MSG_TC | RCODE_NXDOMAIN, 0, 11);
	answer(MSG_QR | MSG_CD | RCODE_SERVFAIL, 0, 1500);
	answer(MSG_QR | RCODE_REFUSED, 0, 1501);
	module_says(
		"stats", "list", "answer.",
		"{\"answer.total\":5,\"answer.noerror\":1,\"answer.nodata\":1,"
		"\"answer.nxdomain\":1,\"answer.servfail\":1,\"answer.cached\":1,"
		"\"answer.1ms\":1,\"answer.10ms\":1,\"answer.50ms\":1,\"answer.100ms\":0,"
		"\"answer.250ms\":0,\"answer.500ms\":0,\"answer.1000ms\":0,"
		"\"answer.1500ms\":1,\"answer.slow\":1,\"answer.aa\":1,\"answer.tc\":1,"
		"\"answer.rd\":1,\"answer.ra\":1,\"answer.ad\":1,\"answer.cd\":1,"
		"\"answer.edns0\":5,\"answer.do\":1,\"answer.stale\":1,\"answer.sum_ms\":3022}");
	module_says("stats", "list", "request.",
	            "{\"request.udp\":2,\"request.udp4\":2,\"request.udp6\":0,\"request.tcp\":1,"
	            "\"request.tcp4\":1,\"request.tcp6\":0,\"request.dot\":2,\"request.dot4\":1,"
	            "\"request.dot6\":1,\"request.total\":9,\"request.internal\":4,"
	            "\"request.doh\":0,\"request.xdp\":0}");
	module_says("stats", "get", "query.edns", "5");
	module_says("stats", "get", "query.dnssec", "1");
	module_says("stats", "list", "iter", "{\"iterator.udp\":7,\"iterator.tcp\":3}");
	module_says("stats", "get", "query.concurrent", "2");
}

static void scripts_have_metrics_of_their_own(void **state)
{
	(void)state;
	module_says("stats", "get", "filter.match", "");
	module_says("stats", "get", NULL, "");
	module_says("stats", "set", "filter.match 5", "");
	module_says("stats", "get", "filter.match", "5");
	module_says("stats", "set", "filter.match 6.5", "");
	module_says("stats", "list", "filter", "{\"filter.match\":6.5}");
	module_says("stats", "list", "nothing", "{}");
	module_says("stats", "set", "answer.total 9", "");
	module_says("stats", "get", "answer.total", "9");
	module_says("stats", "set", "answer.sum_ms 9", "~cannot be set");
	module_says("stats", "set", "x", "~expected 'set(");
	module_says("stats", "set", "x y", "~expected 'set(");
	module_says("stats", "set", " 5", "~expected 'set(");
	module_says("stats", "set", NULL, "~expected 'set(");
}

static void round_trips_are_kept_newest_first(void **state)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	struct request r = {0};
	struct query q = {.name = nm("a.e."), .type = RR_A};
	(void)state;
	module_says("stats", "upstreams", NULL, "{}");
	q.cut.addr[0].at = (struct server_addr){.len = 4, .octets = {192, 0, 2, 1}};
	q.cut.addr[1].at = (struct server_addr){.len = 16, .octets = {0x20, 1, [15] = 1}};
	for (int i = 0; i < 4; i++) {
		q.attempt.addr = i == 1;
		r.now = mono_add_ms(q.attempt.sent, (i + 1) * 10);
		assert_int_equal(h->consume(h->ctx, &r, &q, NULL), HOOK_NEXT);
	}
	module_says("stats", "upstreams", NULL, "{\"192.0.2.1\":[40,30,10],\"2001::1\":[20]}");
	for (int i = 0; i < 1000; i++)
		h->consume(h->ctx, &r, &q, NULL);
	struct text t;
	text_init(&t);
	assert_ok(modules_find(mw.modules, "stats")
	                  ->api->properties[5]
	                  .call(modules_find(mw.modules, "stats"), NULL, &t));
	assert_int_equal(t.len, strlen("{\"192.0.2.1\":[]}") + 512 * 3 - 1);
	text_reset(&t);
	assert_ok(modules_find(mw.modules, "stats")
	                  ->api->properties[3]
	                  .call(modules_find(mw.modules, "stats"), NULL, &t));
	assert_non_null(strstr(t.buf, "\"name\":\"a.e.\",\"type\":\"A\""));
	text_deinit(&t);
	module_says("stats", "clear_frequent", NULL, "");
	module_says("stats", "frequent", NULL, "[]");
}

static void nothing_is_left_behind(void **state)
{
	(void)state;
	assert_non_null(mw.front.answered);
	assert_ok(modules_unload(mw.modules, "stats"));
	assert_null(mw.front.answered);
	assert_int_equal(mw.hooks.count, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, module_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(answers_are_counted_by_what_they_say),
		T(scripts_have_metrics_of_their_own),
		T(round_trips_are_kept_newest_first),
		T(nothing_is_left_behind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
