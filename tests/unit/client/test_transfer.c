/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

#include "client/transfer.h"

struct world {
	uv_loop_t loop;
	struct fake_server server;
	unsigned messages;
	unsigned wanted;
	enum transfer_next after; /* said once `wanted` have come */
	unsigned done;
	enum err err;
};

static enum transfer_next on_message(void *ctx, struct span msg)
{
	struct world *w = ctx;
	assert_int_equal(msg.len, fake_query().len);
	return ++w->messages == w->wanted ? w->after : TRANSFER_MORE;
}

static void on_done(void *ctx, enum err err)
{
	struct world *w = ctx;
	w->done++;
	w->err = err;
}

static void run(struct world *w, const enum fake_step *script, unsigned wanted,
                enum transfer_next after)
{
	struct transfer_events events = {.message = on_message, .done = on_done, .ctx = w};
	struct transfer *t = NULL;
	memset(w, 0, sizeof(*w));
	w->wanted = wanted;
	w->after = after;
	uv_loop_init(&w->loop);
	fake_start(&w->server, script);
	struct transfer_query q = {
		.to = w->server.at,
		.message = fake_query(),
		.connect_ms = 5000,
		.message_ms = 100,
	};
	assert_ok(transfer_start(&t, &w->loop, &q, &events));
	uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(w->done, 1);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	fake_stop(&w->server);
}

static void messages_come_until_the_reader_has_enough(void **state)
{
	static const enum fake_step script[] = {FAKE_TWICE, FAKE_END};
	struct world w;
	(void)state;
	run(&w, script, 2, TRANSFER_DONE);
	assert_int_equal(w.err, OK);
	run(&w, script, 1, TRANSFER_STOP);
	assert_int_equal(w.err, E_CANCELED);
	assert_int_equal(w.messages, 1);
}

static void a_missing_message_is_waited_for_in_vain(void **state)
{
	static const enum fake_step script[] = {FAKE_TWICE, FAKE_END};
	struct world w;
	(void)state;
	run(&w, script, 3, TRANSFER_DONE);
	assert_int_equal(w.err, E_TIMEOUT);
	assert_int_equal(w.messages, 2);
}

static void a_foreign_message_ends_it(void **state)
{
	static const enum fake_step script[] = {FAKE_WRONG_ID, FAKE_END};
	struct world w;
	(void)state;
	run(&w, script, 1, TRANSFER_DONE);
	assert_int_equal(w.err, E_XFR);
	assert_int_equal(w.messages, 0);
}

static void a_closed_connection_ends_it(void **state)
{
	static const enum fake_step script[] = {FAKE_CLOSE, FAKE_END};
	struct world w;
	(void)state;
	run(&w, script, 1, TRANSFER_DONE);
	assert_int_equal(w.err, E_CLOSED);
}

/* ---- one connection for several questions ---- */

struct kept {
	struct world w;
	struct transfer *transfer;
	unsigned questions; /* to ask yet */
	enum err asked;     /* what the last transfer_ask said */
};

static void on_kept_done(void *ctx, enum err err)
{
	struct kept *k = ctx;
	on_done(&k->w, err);
	if (err != OK)
		return;
	if (k->questions-- > 0)
		k->asked = transfer_ask(k->transfer, fake_query());
	else
		transfer_cancel(k->transfer);
}

static enum transfer_next on_kept_message(void *ctx, struct span msg)
{
	(void)msg;
	((struct kept *)ctx)->w.messages++;
	return TRANSFER_DONE;
}

static void run_kept(struct kept *k, const enum fake_step *script, unsigned questions)
{
	struct transfer_events events = {
		.message = on_kept_message, .done = on_kept_done, .ctx = k};
	memset(k, 0, sizeof(*k));
	k->questions = questions;
	uv_loop_init(&k->w.loop);
	fake_start(&k->w.server, script);
	struct transfer_query q = {.to = k->w.server.at,
	                           .message = fake_query(),
	                           .connect_ms = 5000,
	                           .message_ms = 100,
	                           .keep = true};
	assert_ok(transfer_start(&k->transfer, &k->w.loop, &q, &events));
	assert_int_equal(transfer_ask(k->transfer, fake_query()), E_BUSY);
	uv_run(&k->w.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&k->w.loop), 0);
	fake_stop(&k->w.server);
}

static void a_kept_connection_takes_further_questions(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_END};
	struct kept k;
	(void)state;
	run_kept(&k, script, 2);
	assert_int_equal(k.asked, OK);
	assert_int_equal(k.w.done, 3);
	assert_int_equal(k.w.messages, 3);
	assert_int_equal(k.w.server.connections, 1);
}

static void a_kept_connection_may_fail_later(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_SILENT, FAKE_END};
	struct kept k;
	(void)state;
	run_kept(&k, script, 2);
	assert_int_equal(k.w.done, 2);
	assert_int_equal(k.w.err, E_TIMEOUT);
}

/* ---- from one loop to another ---- */

struct handed {
	struct world w;
	bool connected;
};

static void on_handed_connected(void *ctx)
{
	((struct handed *)ctx)->connected = true;
}

/* Ask once over fd, or over a new connection when it is -1; what transfer_release says. */
static int ask_and_release(struct handed *h, int fd)
{
	struct transfer_events events = {
		.connected = on_handed_connected, .message = on_message, .done = on_done, .ctx = h};
	struct transfer *t;
	uv_loop_t *loop = &h->w.loop;
	const struct transfer_query q = {.to = h->w.server.at,
	                                 .message = fake_query(),
	                                 .connect_ms = 5000,
	                                 .message_ms = 5000,
	                                 .keep = true};
	uv_loop_init(loop);
	h->w.done = h->w.messages = 0;
	h->connected = false;
	assert_ok(fd < 0 ? transfer_start(&t, loop, &q, &events)
	                 : transfer_resume(&t, loop, fd, &q, &events));
	while (h->w.done == 0)
		uv_run(loop, UV_RUN_ONCE);
	assert_true(h->connected);
	fd = h->w.err == OK ? transfer_release(t) : -1;
	uv_run(loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(loop), 0);
	return fd;
}

static void a_connection_outlives_its_loop(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_END};
	struct handed h = {.w.wanted = 1, .w.after = TRANSFER_DONE};
	(void)state;
	fake_start(&h.w.server, script);
	int fd = -1;
	for (int i = 0; i < 3; i++) {
		fd = ask_and_release(&h, fd);
		assert_true(fd >= 0);
		assert_int_equal(h.w.messages, 1);
	}
	assert_int_equal(h.w.server.connections, 1);
	close(fd);
	fake_stop(&h.w.server);
}

static void a_resumed_connection_may_be_closed(void **state)
{
	static const enum fake_step script[] = {FAKE_ANSWER, FAKE_CLOSE, FAKE_END};
	struct handed h = {.w.wanted = 1, .w.after = TRANSFER_DONE};
	(void)state;
	fake_start(&h.w.server, script);
	int fd = ask_and_release(&h, -1);
	assert_true(fd >= 0);
	assert_int_equal(ask_and_release(&h, fd), -1);
	assert_int_equal(h.w.err, E_CLOSED);
	fake_stop(&h.w.server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_come_until_the_reader_has_enough),
		cmocka_unit_test(a_missing_message_is_waited_for_in_vain),
		cmocka_unit_test(a_foreign_message_ends_it),
		cmocka_unit_test(a_closed_connection_ends_it),
		cmocka_unit_test(a_kept_connection_takes_further_questions),
		cmocka_unit_test(a_kept_connection_may_fail_later),
		cmocka_unit_test(a_connection_outlives_its_loop),
		cmocka_unit_test(a_resumed_connection_may_be_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
