/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve_world.h"

static struct world w;

static int setup(void **state)
{
	(void)state;
	world_init(&w);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_deinit(&w);
	return 0;
}

static struct serve_numbers numbers(void)
{
	struct serve_numbers n;
	serve_get_numbers(w.serve, &n);
	return n;
}

static void equal_questions_wait_for_one_answer(void **state)
{
	enum { CLIENTS = 5 };
	uint8_t query[512];
	(void)state;
	for (uint16_t id = 0; id < CLIENTS; id++) {
		size_t len = world_query(query, id, id % 2 ? "A.example." : "a.EXAMPLE.", RR_A, 0);
		world_send(&w, span_of(query, len));
	}
	unsigned got = 0;
	uint16_t ids = 0;
	while (got < CLIENTS) {
		w.reply_len = 0;
		assert_true(world_wait(&w, 3000));
		uint16_t id = wire_get_u16(w.reply);
		assert_memory_equal(w.reply + 12, id % 2 ? "\1A\7example" : "\1a\7EXAMPLE", 10);
		ids |= (uint16_t)(1 << id);
		got++;
	}
	assert_int_equal(ids, (1 << CLIENTS) - 1);
	assert_int_equal(w.asked, 1);
	assert_int_equal(numbers().joined, CLIENTS - 1);
	assert_int_equal(numbers().concurrent, 0);
}

/* Rules: clients of 127.0.0.0/25 by turns of two audiences; every answer has tally 1. */
static struct {
	unsigned audience;
	bool own;
	uint64_t tallies[2];
} rules;

static unsigned audience_of(void *ctx, const struct front_client *c)
{
	assert_ptr_equal(ctx, &rules);
	assert_int_equal(addr_family(c->from), AF_INET);
	assert_true(addr_equal(c->at, &w.at, false));
	assert_null(c->key);
	return rules.audience;
}

static enum hook_result begin(void *ctx, struct request *r)
{
	(void)ctx;
	r->own = rules.own;
	r->tally = 1;
	assert_int_equal(r->client.audience, rules.audience);
	return HOOK_NEXT;
}

static void set_rules(void)
{
	memset(&rules, 0, sizeof(rules));
	const struct engine_hook hook = {.name = "rules", .begin = begin};
	assert_ok(engine_hooks_add(&w.hooks, &hook));
	w.front.audience = audience_of;
	w.front.audience_ctx = &rules;
	w.front.tallies = rules.tallies;
}

static void answers_are_shared_within_an_audience(void **state)
{
	struct msg m;
	struct answer_numbers n;
	(void)state;
	set_rules();
	for (unsigned i = 0; i < 6; i++) {
		rules.audience = i % 2 * 300;
		world_ask(&w, "www.example.", RR_A, 0, &m);
	}
	answer_cache_get_numbers(w.answers, &n);
	assert_int_equal(n.entries, 2);
	assert_int_equal(n.hits, 4);
	assert_int_equal(rules.tallies[1], 6);
	assert_int_equal(w.asked, 1); /* the second level is common */
}

static void what_is_for_one_client_is_neither_kept_nor_shared(void **state)
{
	uint8_t query[512];
	struct msg m;
	struct answer_numbers n;
	(void)state;
	set_rules();
	rules.own = true;
	for (uint16_t id = 0; id < 3; id++) {
		size_t len = world_query(query, id, "www.example.", RR_A, 0);
		world_send(&w, span_of(query, len));
	}
	for (unsigned got = 0; got < 3; got++) {
		w.reply_len = 0;
		assert_true(world_wait(&w, 3000));
	}
	assert_int_equal(numbers().joined, 0);
	world_ask(&w, "www.example.", RR_A, 0, &m);
	answer_cache_get_numbers(w.answers, &n);
	assert_int_equal(n.entries, 0);
	assert_int_equal(rules.tallies[1], 4);
}

static void a_silent_server_ends_in_servfail(void **state)
{
	struct msg m;
	(void)state;
	w.silent = true;
	world_ask(&w, "www.example.", RR_A, 1232, &m);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	assert_true(numbers().timeout > 0);
	assert_int_equal(numbers().concurrent, 0);
}

static void what_the_network_refuses_is_told_to_the_engine(void **state)
{
	struct msg m;
	(void)state;
	/* Nobody listens there: ICMP says so at once, long before any timeout. */
	serve_settings(w.serve)->lab_port = 1;
	uint64_t before = uv_hrtime();
	world_ask(&w, "www.example.", RR_A, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	assert_true(uv_hrtime() - before < 4000000000u);
	/* No route at all: refused before it is sent. */
	hints_clear(&w.hints);
	const uint8_t nowhere[4] = {255, 255, 255, 255};
	assert_ok(hints_add(&w.hints, name_root, span_of(nowhere, 4), 53));
	world_ask(&w, "other.example.", RR_A, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
}

static void deadlines_end_requests(void **state)
{
	struct msg m;
	(void)state;
	w.silent = true;
	serve_settings(w.serve)->request.limits.wall_ms = 100;
	uint64_t before = uv_hrtime();
	world_ask(&w, "www.example.", RR_A, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	assert_true(uv_hrtime() - before < 2000000000u);
}

static void too_many_questions_are_refused_with_servfail(void **state)
{
	uint8_t query[512];
	char name[32];
	(void)state;
	w.silent = true;
	for (unsigned i = 0; numbers().overload == 0; i++) {
		assert_true(i < SERVE_TASKS_MAX + 200);
		snprintf(name, sizeof(name), "n%u.example.", i);
		size_t len = world_query(query, (uint16_t)i, name, RR_A, 0);
		world_send(&w, span_of(query, len));
		if (i % 16 == 0)
			uv_run(&w.loop, UV_RUN_NOWAIT);
	}
	assert_true(numbers().concurrent <= SERVE_TASKS_MAX);
}

/* What a question of our own came to. */
static struct {
	unsigned calls;
	bool abandoned;
	uint16_t answers;
} found;

static void on_found(void *ctx, const struct request *r)
{
	assert_ptr_equal(ctx, &found);
	found.calls++;
	found.abandoned = r == NULL;
	found.answers = r != NULL ? r->answer.answer_count : 0;
}

static void questions_of_our_own_are_answered_or_given_back(void **state)
{
	static const uint8_t name[] = "\1a\7example";
	(void)state;
	memset(&found, 0, sizeof(found));
	world_init(&w);
	assert_true(serve_find(w.serve, name, RR_A, NULL, on_found, &found));
	for (unsigned i = 0; found.calls == 0 && i < 1000; i++)
		uv_run(&w.loop, UV_RUN_ONCE);
	assert_int_equal(found.calls, 1);
	assert_false(found.abandoned);
	assert_int_equal(found.answers, 1);
	w.silent = true;
	assert_true(
		serve_find(w.serve, (const uint8_t *)"\1b\7example", RR_A, NULL, on_found, &found));
	world_deinit(&w);
	assert_int_equal(found.calls, 2);
	assert_true(found.abandoned);
}

static struct req_client seen;

static enum hook_result see_client(void *ctx, struct request *r)
{
	(void)ctx;
	seen = r->client;
	r->options.silent = name_equal(r->client.qname.wire, (const uint8_t *)"\1s\7example");
	return HOOK_NEXT;
}

static uint16_t client_port(void)
{
	struct addr at = socket_local(w.client);
	return addr_port(&at);
}

static void hooks_see_who_asks_and_may_be_silent(void **state)
{
	struct msg m;
	uint8_t query[512];
	(void)state;
	const struct engine_hook hook = {.name = "m", .begin = see_client};
	assert_ok(engine_hooks_add(&w.hooks, &hook));
	world_ask(&w, "a.example.", RR_A, 0, &m);
	assert_int_equal(addr_family(&seen.from), AF_INET);
	assert_int_equal(addr_port(&seen.from), client_port());
	assert_true(addr_equal(&seen.at, &w.at, false));
	assert_false(seen.internal);
	size_t len = world_query(query, 1, "s.example.", RR_A, 0);
	world_send(&w, span_of(query, len));
	while (w.asked < 2)
		uv_run(&w.loop, UV_RUN_ONCE);
	world_ask(&w, "b.example.", RR_A, 0, &m); /* the next reply is that of the next question */
	assert_true(name_equal(m.qname.wire, (const uint8_t *)"\1b\7example"));
	assert_int_equal(numbers().concurrent, 0);
}

static void questions_with_options_are_for_themselves(void **state)
{
	static const uint8_t name[] = "\1a\7example";
	struct msg m;
	(void)state;
	struct req_options o = serve_settings(w.serve)->request;
	const struct engine_hook hook = {.name = "m", .begin = see_client};
	assert_ok(engine_hooks_add(&w.hooks, &hook));
	memset(&found, 0, sizeof(found));
	o.cd_upstream = true;
	assert_true(serve_find(w.serve, name, RR_A, &o, on_found, &found));
	assert_true(serve_find(w.serve, name, RR_A, &o, on_found, &found));
	assert_int_equal(numbers().joined, 0);
	assert_true(seen.internal);
	assert_true(seen.flags & MSG_CD);
	assert_int_equal(addr_family(&seen.from), AF_UNSPEC);
	while (found.calls < 2)
		uv_run(&w.loop, UV_RUN_ONCE);
	struct answer_numbers n;
	answer_cache_get_numbers(w.answers, &n);
	assert_int_equal(n.entries, 0);
	world_ask(&w, "a.example.", RR_A, 0, &m);
	answer_cache_get_numbers(w.answers, &n);
	assert_int_equal(n.entries, 1);
}

static void begin_alone(void *ctx, struct request *r)
{
	assert_ptr_equal(ctx, &found);
	assert_int_equal(r->stage, REQ_NEW);
	assert_true(r->client.internal);
	r->client.flags |= MSG_CD;
	r->options.no_cache = true;
}

static unsigned over;

static void on_over(void *ctx, struct request *r)
{
	(void)ctx;
	over += r->client.internal;
}

static void a_question_may_be_changed_before_it_begins(void **state)
{
	(void)state;
	struct serve_question q = {.name = (const uint8_t *)"\1a\7example",
	                           .type = RR_A,
	                           .begin = begin_alone,
	                           .found = on_found,
	                           .ctx = &found};
	struct answer_numbers n;
	over = 0;
	w.ended = on_over;
	memset(&found, 0, sizeof(found));
	assert_true(serve_ask(w.serve, &q));
	assert_true(serve_ask(w.serve, &q));
	while (found.calls < 2)
		uv_run(&w.loop, UV_RUN_ONCE);
	assert_int_equal(numbers().joined, 0);
	assert_int_equal(w.asked, 2); /* the cache was not looked into */
	assert_int_equal(over, 2);
	answer_cache_get_numbers(w.answers, &n);
	assert_int_equal(n.entries, 0);
	q.begin = NULL;
	q.keep = true;
	assert_true(serve_ask(w.serve, &q)); /* out of the cache, at once */
	assert_int_equal(found.calls, 3);
	answer_cache_get_numbers(w.answers, &n);
	assert_int_equal(n.entries, 1);
	assert_int_equal(over, 3);
	w.ended = NULL;
}

static void a_forwarder_that_is_ourselves_is_not_waited_for(void **state)
{
	struct msg m;
	(void)state;
	struct req_forward to = {.count = 1, .to = {w.at}};
	serve_settings(w.serve)->request.forward = &to;
	uint64_t before = uv_hrtime();
	world_ask(&w, "www.example.", RR_A, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	assert_true(uv_hrtime() - before < 1000000000u);
	assert_int_equal(numbers().joined, 0);
	to.to[0] = w.server_at; /* its own port, whatever lab_port says */
	serve_settings(w.serve)->lab_port = 1;
	world_ask(&w, "other.example.", RR_A, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
}

/* An address of b.example that expired a minute ago. */
static void put_stale(void)
{
	static const uint8_t records[] = {0, 4, 10, 0, 0, 1};
	const struct rrset set = {.owner = (const uint8_t *)"\1b\7example",
	                          .type = RR_A,
	                          .class_ = CLASS_IN,
	                          .ttl = 60,
	                          .count = 1,
	                          .size = sizeof(records),
	                          .records = records};
	const struct cache_entry e = {
		.rank = CACHE_RANK_INSECURE | CACHE_RANK_AUTH, .count = 1, .ttl = 60, .sets = &set};
	const struct wall past = {clock_wall().s - 120};
	cache_put(w.engine.cache, CACHE_KEY(CACHE_SET, set.owner, RR_A), past, &e);
}

static void stale_answers_do_not_end_asking(void **state)
{
	struct msg m;
	struct msg_rr rr;
	(void)state;
	put_stale();
	serve_settings(w.serve)->request.stale_after_ms = 100;
	w.silent = true;
	world_ask(&w, "b.example.", RR_A, 1232, &m);
	struct msg_iter it = msg_records(&m);
	assert_true(msg_next(&it, &rr));
	assert_int_equal(m.wire.data[rr.rdata_at], 10);
	assert_int_equal(numbers().concurrent, 1);
	w.silent = false; /* the servers have come back: the next try succeeds, unasked for */
	while (numbers().concurrent > 0)
		uv_run(&w.loop, UV_RUN_ONCE);
	world_ask(&w, "b.example.", RR_A, 1232, &m);
	it = msg_records(&m);
	assert_true(msg_next(&it, &rr));
	assert_int_equal(m.wire.data[rr.rdata_at], 192);
}

static void servers_are_asked_from_the_address_given(void **state)
{
	struct msg m;
	(void)state;
	assert_ok(addr_parse(&serve_settings(w.serve)->from4, span_str("127.9.9.9"), 0));
	world_ask(&w, "www.example.", RR_A, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
	assert_memory_equal(addr_octets(&w.asked_from).data, "\177\11\11\11", 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_of_our_own_are_answered_or_given_back),
		cmocka_unit_test_setup_teardown(equal_questions_wait_for_one_answer, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(answers_are_shared_within_an_audience, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(what_is_for_one_client_is_neither_kept_nor_shared,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(a_silent_server_ends_in_servfail, setup, teardown),
		cmocka_unit_test_setup_teardown(what_the_network_refuses_is_told_to_the_engine,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(deadlines_end_requests, setup, teardown),
		cmocka_unit_test_setup_teardown(too_many_questions_are_refused_with_servfail, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(hooks_see_who_asks_and_may_be_silent, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(questions_with_options_are_for_themselves, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(a_question_may_be_changed_before_it_begins, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(a_forwarder_that_is_ourselves_is_not_waited_for,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(stale_answers_do_not_end_asking, setup, teardown),
		cmocka_unit_test_setup_teardown(servers_are_asked_from_the_address_given, setup,
	                                        teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
