/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

#include "client/exchange.h"

struct world {
	uv_loop_t loop;
	struct exchanger *x;
	struct fake_server server;
	unsigned done;
	unsigned mismatched;
	enum match why;
	enum err err;
	size_t reply_len;
	bool reused;
	bool pooled;
	unsigned wanted; /* outcomes to wait for */
};

static void on_done(void *ctx, const struct exchange_result *r)
{
	struct world *w = ctx;
	w->done++;
	w->err = r->err;
	w->reply_len = r->reply.len;
	w->reused = r->reused;
	w->pooled = r->pooled;
	if (w->done == w->wanted)
		uv_stop(&w->loop);
}

static void on_mismatch(void *ctx, enum match why, struct span message)
{
	struct world *w = ctx;
	(void)message;
	w->mismatched++;
	w->why = why;
}

static void world_begin(struct world *w, const enum fake_step *script)
{
	static const struct exchanger_limits limits = {
		.max_udp = 8,
		.keep_udp = 4,
		.max_tcp = 4,
		.max_pipeline = 100,
		.idle_ms = 10000,
	};
	memset(w, 0, sizeof(*w));
	uv_loop_init(&w->loop);
	w->x = exchanger_new(&w->loop, &limits);
	fake_start(&w->server, script);
}

static void world_end(struct world *w)
{
	exchanger_close(w->x, NULL, NULL);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	fake_stop(&w->server);
}

static struct exchange_query query_of(const struct world *w, bool tcp)
{
	return (struct exchange_query){
		.to = w->server.at,
		.message = fake_query(),
		.timeout_ms = 5000,
		.tcp = tcp,
		.check_case = true,
	};
}

static const struct exchange_events *events_of(struct world *w)
{
	static struct exchange_events events;
	events = (struct exchange_events){.done = on_done, .mismatch = on_mismatch, .ctx = w};
	return &events;
}

static void ask(struct world *w, const struct exchange_query *q)
{
	w->wanted = w->done + 1;
	assert_ok(exchange_start(NULL, w->x, q, events_of(w)));
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(w->done, w->wanted);
}

static void an_answer_is_handed_over(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	for (int tcp = 0; tcp <= 1; tcp++) {
		struct exchange_query q = query_of(&w, tcp == 1);
		ask(&w, &q);
		assert_int_equal(w.err, OK);
		assert_int_equal(w.reply_len, fake_query().len);
		assert_int_equal(w.mismatched, 0);
	}
	world_end(&w);
}

static void what_does_not_match_is_waited_past(void **state)
{
	static const struct {
		enum fake_step step;
		enum match why;
	} cases[] = {
		{FAKE_WRONG_ID, MATCH_ID},
		{FAKE_WRONG_NAME, MATCH_QUESTION},
		{FAKE_NOT_REPLY, MATCH_QR},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (int tcp = 0; tcp <= 1; tcp++) {
			enum fake_step script[] = {cases[i].step, FAKE_END};
			struct world w;
			world_begin(&w, script);
			struct exchange_query q = query_of(&w, tcp == 1);
			ask(&w, &q);
			assert_int_equal(w.err, OK);
			assert_int_equal(w.mismatched, 1);
			assert_int_equal(w.why, cases[i].why);
			world_end(&w);
		}
	}
}

static void a_wrong_case_counts_only_when_it_is_checked(void **state)
{
	static const enum fake_step script[] = {FAKE_LOWER_CASE, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	struct exchange_query q = query_of(&w, false);
	q.check_case = false;
	ask(&w, &q);
	assert_int_equal(w.err, OK);
	q.check_case = true;
	q.timeout_ms = 50;
	ask(&w, &q);
	assert_int_equal(w.err, E_TIMEOUT);
	assert_int_equal(w.why, MATCH_CASE);
	world_end(&w);
}

static void silence_ends_at_the_deadline(void **state)
{
	static const enum fake_step script[] = {FAKE_SILENT, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	for (int tcp = 0; tcp <= 1; tcp++) {
		struct exchange_query q = query_of(&w, tcp == 1);
		q.timeout_ms = 30;
		ask(&w, &q);
		assert_int_equal(w.err, E_TIMEOUT);
	}
	world_end(&w);
}

static void attempts_share_a_connection(void **state)
{
	enum { COUNT = 50 };
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	struct exchange_query q = query_of(&w, true);
	w.wanted = COUNT;
	for (int i = 0; i < COUNT; i++)
		assert_ok(exchange_start(NULL, w.x, &q, events_of(&w)));
	uv_run(&w.loop, UV_RUN_DEFAULT);
	assert_int_equal(w.done, COUNT);
	assert_int_equal(w.server.connections, 1);
	assert_int_equal(w.server.tcp_queries, COUNT);
	assert_true(w.reused);
	q.own_connection = true;
	ask(&w, &q);
	assert_int_equal(w.server.connections, 2);
	assert_false(w.reused);
	world_end(&w);
}

static void a_kept_id_is_not_used_twice_on_a_connection(void **state)
{
	static const enum fake_step script[] = {FAKE_SILENT, FAKE_END};
	struct world w;
	struct exchange *first = NULL;
	(void)state;
	world_begin(&w, script);
	struct exchange_query q = query_of(&w, true);
	q.keep_id = true;
	assert_ok(exchange_start(&first, w.x, &q, events_of(&w)));
	assert_memory_equal(exchange_message(first).data, fake_query().data, 2);
	assert_int_equal(exchange_start(NULL, w.x, &q, events_of(&w)), E_EXISTS);
	exchange_cancel(first);
	assert_ok(exchange_start(&first, w.x, &q, events_of(&w)));
	exchange_cancel(first);
	assert_int_equal(w.done, 0);
	world_end(&w);
}

static void a_closed_connection_fails_its_attempts(void **state)
{
	static const enum fake_step script[] = {FAKE_CLOSE, FAKE_ANSWER, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	struct exchange_query q = query_of(&w, true);
	ask(&w, &q);
	assert_int_equal(w.err, E_CLOSED);
	ask(&w, &q);
	assert_int_equal(w.err, OK);
	assert_int_equal(w.server.connections, 2);
	world_end(&w);
}

static void udp_attempts_are_bounded(void **state)
{
	static const enum fake_step script[] = {FAKE_SILENT, FAKE_END};
	struct world w;
	struct exchange *e[9];
	(void)state;
	world_begin(&w, script);
	struct exchange_query q = query_of(&w, false);
	for (int i = 0; i < 8; i++)
		assert_ok(exchange_start(&e[i], w.x, &q, events_of(&w)));
	assert_int_equal(exchange_start(&e[8], w.x, &q, events_of(&w)), E_LIMIT);
	exchange_cancel(e[3]);
	assert_ok(exchange_start(&e[8], w.x, &q, events_of(&w)));
	world_end(&w); /* cancels the others */
	assert_int_equal(w.done, 0);
}

static void a_second_answer_is_nobodys(void **state)
{
	static const enum fake_step script[] = {FAKE_TWICE, FAKE_ANSWER, FAKE_END};
	struct world w;
	(void)state;
	for (int tcp = 0; tcp <= 1; tcp++) {
		world_begin(&w, script);
		struct exchange_query q = query_of(&w, tcp == 1);
		ask(&w, &q);
		ask(&w, &q);
		assert_int_equal(w.err, OK);
		world_end(&w);
	}
}

/* Another exchanger with the same memory; the one before is gone. */
static void begin_anew(struct world *w, struct conn_pool *pool, struct unreached *unreached)
{
	static const struct exchanger_limits limits = {
		.max_tcp = 4, .max_pipeline = 10, .idle_ms = 10000};
	exchanger_close(w->x, NULL, NULL);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	w->x = exchanger_new(&w->loop, &limits);
	exchanger_remember(w->x, pool, unreached);
}

static void a_pool_keeps_connections_beyond_an_exchanger(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_ANSWER, FAKE_ANSWER,
	                                        FAKE_SILENT, FAKE_ANSWER, FAKE_END};
	struct world w;
	struct conn_pool *pool = conn_pool_new(4, 60000);
	(void)state;
	world_begin(&w, script);
	struct exchange_query q = query_of(&w, true);
	exchanger_remember(w.x, pool, NULL);
	ask(&w, &q);
	assert_false(w.pooled);
	begin_anew(&w, pool, NULL);
	ask(&w, &q);
	assert_true(w.pooled && w.reused);
	q.not_pooled = true;
	begin_anew(&w, pool, NULL);
	ask(&w, &q);
	assert_false(w.pooled);
	assert_int_equal(w.server.connections, 2);
	/* Its answer may come late: the connection is for nobody else. */
	q.timeout_ms = 50;
	ask(&w, &q);
	assert_int_equal(w.err, E_TIMEOUT);
	begin_anew(&w, pool, NULL);
	assert_int_equal(conn_pool_count(pool), 1);
	world_end(&w);
	conn_pool_free(pool);
}

static void who_could_not_be_reached_is_remembered(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_END};
	struct world w;
	struct unreached *unreached = unreached_new();
	(void)state;
	unreached_set_delay(unreached, 60000);
	world_begin(&w, script);
	exchanger_remember(w.x, NULL, unreached);
	struct exchange_query q = query_of(&w, true);
	unreached_note(unreached, &q.to, NULL, false, E_TIMEOUT);
	assert_int_equal(exchange_start(NULL, w.x, &q, events_of(&w)), E_UNREACHED);
	unreached_note(unreached, &q.to, NULL, true, OK);
	ask(&w, &q);
	assert_int_equal(w.err, OK);
	/* A port without a listener. */
	int fd = -1;
	struct addr nowhere = q.to;
	addr_set_port(&nowhere, 0);
	assert_ok(socket_bind_udp(&fd, &nowhere, NULL, NULL));
	q.to = socket_local(fd);
	ask(&w, &q);
	assert_int_equal(w.err, E_CONNREFUSED);
	assert_int_equal(exchange_start(NULL, w.x, &q, events_of(&w)), E_UNREACHED);
	close(fd);
	world_end(&w);
	unreached_free(unreached);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_handed_over),
		cmocka_unit_test(what_does_not_match_is_waited_past),
		cmocka_unit_test(a_wrong_case_counts_only_when_it_is_checked),
		cmocka_unit_test(silence_ends_at_the_deadline),
		cmocka_unit_test(attempts_share_a_connection),
		cmocka_unit_test(a_kept_id_is_not_used_twice_on_a_connection),
		cmocka_unit_test(a_closed_connection_fails_its_attempts),
		cmocka_unit_test(udp_attempts_are_bounded),
		cmocka_unit_test(a_second_answer_is_nobodys),
		cmocka_unit_test(a_pool_keeps_connections_beyond_an_exchanger),
		cmocka_unit_test(who_could_not_be_reached_is_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
