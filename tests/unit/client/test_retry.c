/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

#include "client/retry.h"

struct world {
	uv_loop_t loop;
	struct exchanger *x;
	struct fake_server server;
	unsigned steps[RETRY_MISMATCH + 1];
	enum err err;
	bool tcp;
	uint16_t port;
	size_t reply_len;
	unsigned done;
};

static void on_done(void *ctx, const struct retry_result *r)
{
	struct world *w = ctx;
	w->done++;
	w->err = r->err;
	w->tcp = r->tcp;
	w->port = addr_port(r->server);
	w->reply_len = r->reply.len;
	uv_stop(&w->loop);
}

static void on_news(void *ctx, const struct retry_news *news)
{
	((struct world *)ctx)->steps[news->step]++;
}

static void world_begin(struct world *w, const enum fake_step *script)
{
	static const struct exchanger_limits limits = {
		.max_udp = 4,
		.keep_udp = 4,
		.max_tcp = 4,
		.max_pipeline = 10,
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

static void run(struct world *w, struct retry_plan plan)
{
	struct retry_events events = {.done = on_done, .news = on_news, .ctx = w};
	if (plan.servers == NULL) {
		plan.servers = &w->server.at;
		plan.server_count = 1;
	}
	plan.message = fake_query();
	w->done = 0;
	retry_start(w->x, &w->loop, &plan, &events);
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(w->done, 1);
}

static void silence_is_asked_again(void **state)
{
	static const enum fake_step script[] = {FAKE_SILENT, FAKE_SILENT, FAKE_ANSWER, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	run(&w, (struct retry_plan){.try_ms = 40, .repeats = 2});
	assert_int_equal(w.err, OK);
	assert_int_equal(w.steps[RETRY_BEGIN], 3);
	assert_int_equal(w.steps[RETRY_FAILED], 2);
	world_end(&w);
}

static void repeats_are_counted(void **state)
{
	static const enum fake_step script[] = {FAKE_SILENT, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	run(&w, (struct retry_plan){.try_ms = 20, .repeats = 1});
	assert_int_equal(w.err, E_TIMEOUT);
	assert_int_equal(w.server.udp_queries, 2);
	world_end(&w);
}

static void truncation_leads_to_tcp(void **state)
{
	static const enum fake_step script[] = {FAKE_TRUNCATED, FAKE_ANSWER, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	run(&w, (struct retry_plan){.try_ms = 5000});
	assert_int_equal(w.err, OK);
	assert_true(w.tcp);
	assert_int_equal(w.steps[RETRY_TRUNCATED], 1);
	world_end(&w);
}

static void truncation_is_kept_on_request(void **state)
{
	static const enum fake_step script[] = {FAKE_TRUNCATED, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	run(&w, (struct retry_plan){.try_ms = 5000, .keep_truncated = true});
	assert_int_equal(w.err, OK);
	assert_false(w.tcp);
	assert_int_equal(w.server.tcp_queries, 0);
	world_end(&w);
}

static void the_next_address_is_asked(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_END};
	struct world w;
	struct addr servers[2];
	int fd = -1;
	(void)state;
	world_begin(&w, script);
	servers[0] = servers[1] = w.server.at;
	addr_set_port(&servers[0], 0);
	assert_ok(socket_bind_udp(&fd, &servers[0], NULL, NULL)); /* bound, never answering */
	servers[0] = socket_local(fd);
	run(&w, (struct retry_plan){.servers = servers, .server_count = 2, .try_ms = 40});
	assert_int_equal(w.err, OK);
	assert_int_equal(w.port, addr_port(&w.server.at));
	close(fd);
	world_end(&w);
}

static void a_kept_connection_that_was_closed_is_made_anew(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_CLOSE, FAKE_ANSWER, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	run(&w, (struct retry_plan){.try_ms = 5000, .tcp = true});
	run(&w, (struct retry_plan){.try_ms = 5000, .tcp = true});
	assert_int_equal(w.err, OK);
	assert_int_equal(w.server.connections, 2);
	world_end(&w);
}

static void a_failure_without_question_is_an_answer(void **state)
{
	static const enum fake_step script[] = {FAKE_SERVFAIL_BARE, FAKE_END};
	struct world w;
	(void)state;
	world_begin(&w, script);
	run(&w, (struct retry_plan){.try_ms = 5000});
	assert_int_equal(w.err, OK);
	assert_int_equal(w.reply_len, MSG_HEADER_LEN);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_asked_again),
		cmocka_unit_test(repeats_are_counted),
		cmocka_unit_test(truncation_leads_to_tcp),
		cmocka_unit_test(truncation_is_kept_on_request),
		cmocka_unit_test(the_next_address_is_asked),
		cmocka_unit_test(a_kept_connection_that_was_closed_is_made_anew),
		cmocka_unit_test(a_failure_without_question_is_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
