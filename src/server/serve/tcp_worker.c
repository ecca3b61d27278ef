/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP workers.  RCU: offline from uv_prepare on, while the loop waits.  What it waited for it runs
 * at once, before uv_check, so each callback of ours goes online itself; online callbacks need not
 * end that, and the next uv_prepare does.  Other threads reach the loop through one uv_async only.
 */

#include "server/serve/tcp_worker.h"

#include "base/crash.h"
#include "base/rand.h"
#include "net/tcp_server.h"
#include "server/serve/late_reply.h"
#include "server/serve/special.h"
#include "server/serve/xfr_stream.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <urcu-qsbr.h>

enum { MAX_PENDING = 128, MAX_OUTPUT = 1 << 20, STOP_GRACE_MS = 1000, PIN_CHECK_MS = 1000 };

struct tcp_worker {
	const struct serve_env *env;
	uv_loop_t loop;
	uv_prepare_t before_wait;
	uv_check_t after_wait;
	uv_async_t wake;
	uv_timer_t pin_check; /* runs while there are transfers */
	struct xfr_streams transfers;
	_Atomic bool stopping;
	_Atomic unsigned clients;
	struct tcp_server *server;
	struct late_queue *late;
	bool is_closing;
	struct answer_scratch *scratch;
	pthread_t thread;
	uint64_t random;
	char role[32];
};

/* Callbacks read views from here on. */
static void go_online(void)
{
	if (!rcu_read_ongoing())
		rcu_thread_online();
}

static struct tcp_server_limits limits_of(struct tcp_worker *w, const struct serve_view *view)
{
	const struct server_conf *s = &view->conf->server;
	return (struct tcp_server_limits){
		.max_clients = atomic_load(&w->clients),
		.max_pending = MAX_PENDING,
		.max_output = MAX_OUTPUT,
		.idle_ms = s->tcp_idle_timeout_s * 1000,
		.io_ms = s->tcp_io_timeout_ms,
	};
}

static void on_pin_check(uv_timer_t *handle)
{
	struct tcp_worker *w = handle->data;
	if (!xfr_streams_check(&w->transfers))
		uv_timer_stop(handle);
}

/* A connection that a reply may come late to. */
struct late_client {
	struct late_queue *queue;
	struct tcp_conn *conn;
};

static struct ddns_return reply_later(void *ctx)
{
	const struct late_client *c = ctx;
	return late_by_tcp(c->queue, tcp_conn_handle(c->conn));
}

/* A transfer has ended: what it sent is known, and the zone may have gone meanwhile. */
static void on_transfer_ended(void *ctx, struct answer_query *q, const uint8_t *zone,
                              uint32_t spent_us)
{
	struct tcp_worker *w = ctx;
	go_online();
	const struct serve_view *view = serve_view_get(w->env);
	struct answer_moment moment = {clock_mono(), clock_wall(), w->random++};
	answer_scratch_set_moment(w->scratch, &moment);
	q->slot = zone_table_find(view->table, zone);
	answer_sent(w->scratch, &view->stream, q, spent_us);
}

static void answer_special(struct tcp_worker *w, const struct serve_view *view, struct tcp_conn *c,
                           struct answer_query *q)
{
	struct special s;
	struct late_client late = {w->late, c};
	const struct special_context context = {
		.env = w->env,
		.view = view,
		.scratch = w->scratch,
		.client = {.peer = tcp_conn_peer(c),
	                   .protocol = PROTOCOL_TCP,
	                   .later = reply_later,
	                   .later_ctx = &late},
	};
	special_handle(&s, &context, q);
	if (s.result == SPECIAL_LATER)
		return;
	if (s.result != SPECIAL_TRANSFER) {
		tcp_reply_commit(c, q->reply_len);
		return;
	}
	xfr_stream_start(&w->transfers, c, permit_conf(q)->text, &s, q);
	q->facts.is_hooked = false; /* modules are told when it ends */
	if (!uv_is_active((uv_handle_t *)&w->pin_check))
		uv_timer_start(&w->pin_check, on_pin_check, PIN_CHECK_MS, PIN_CHECK_MS);
}

static void tell_modules(struct tcp_worker *w, const struct serve_view *view,
                         const struct answer_query *q, struct mono since)
{
	int64_t spent = (clock_mono().ns - since.ns) / 1000;
	answer_sent(w->scratch, &view->stream, q, (uint32_t)MIN_OF(spent, (int64_t)UINT32_MAX));
}

static void on_messages(void *ctx, struct tcp_conn *c, const struct span *msgs, size_t count)
{
	struct tcp_worker *w = ctx;
	go_online();
	const struct serve_view *view = serve_view_get(w->env);
	for (size_t i = 0; i < count; i++) {
		struct answer_query q = {
			.query = msgs[i],
			.reply = tcp_reply_room(c),
			.reply_cap = UINT16_MAX,
			.peer = tcp_conn_peer(c),
		};
		struct answer_moment moment = {clock_mono(), clock_wall(), w->random++};
		answer_scratch_set_moment(w->scratch, &moment);
		answer_batch(w->scratch, view->table, &view->stream, &q, 1);
		if (q.kind == ANSWER_REPLY)
			tcp_reply_commit(c, q.reply_len);
		else if (q.kind == ANSWER_DROP)
			tcp_reply_commit(c, 0);
		else
			answer_special(w, view, c, &q);
		if (UNLIKELY(q.facts.is_hooked))
			tell_modules(w, view, &q, moment.mono);
	}
}

static void on_before_wait(uv_prepare_t *handle)
{
	(void)handle;
	rcu_thread_offline();
}

static void on_after_wait(uv_check_t *handle)
{
	(void)handle;
	go_online();
}

static void on_closed(void *ctx)
{
	struct tcp_worker *w = ctx;
	w->server = NULL;
	late_queue_close(w->late);
	uv_close((uv_handle_t *)&w->before_wait, NULL);
	uv_close((uv_handle_t *)&w->after_wait, NULL);
	uv_close((uv_handle_t *)&w->wake, NULL);
	uv_close((uv_handle_t *)&w->pin_check, NULL);
}

static void on_wake(uv_async_t *handle)
{
	struct tcp_worker *w = handle->data;
	go_online();
	if (w->server == NULL)
		return;
	late_queue_deliver(w->late, w->server);
	if (w->is_closing)
		return;
	if (atomic_load(&w->stopping)) {
		w->is_closing = true;
		tcp_server_close(w->server, STOP_GRACE_MS, on_closed, w);
		return;
	}
	struct tcp_server_limits limits = limits_of(w, serve_view_get(w->env));
	tcp_server_set_limits(w->server, &limits);
}

static void *run(void *arg)
{
	struct tcp_worker *w = arg;
	crash_set_role(w->role);
	rcu_register_thread();
	uv_run(&w->loop, UV_RUN_DEFAULT);
	go_online();
	rcu_unregister_thread();
	return NULL;
}

struct tcp_worker *tcp_worker_start(const struct serve_env *env, const int *fds, size_t count,
                                    unsigned clients, unsigned index)
{
	struct tcp_worker *w = mem_zalloc(sizeof(*w));
	const struct tcp_server_events events = {
		.messages = on_messages,
		.timeouts = env->counters != NULL ? &env->counters->tcp : NULL};
	w->env = env;
	atomic_init(&w->clients, clients);
	w->scratch = answer_scratch_new();
	w->random = rand_u64();
	uv_loop_init(&w->loop);
	uv_prepare_init(&w->loop, &w->before_wait);
	uv_prepare_start(&w->before_wait, on_before_wait);
	uv_check_init(&w->loop, &w->after_wait);
	uv_check_start(&w->after_wait, on_after_wait);
	uv_async_init(&w->loop, &w->wake, on_wake);
	w->wake.data = w;
	w->late = late_queue_new(&w->wake);
	uv_timer_init(&w->loop, &w->pin_check);
	w->pin_check.data = w;
	xfr_streams_init(&w->transfers, env->counters);
	w->transfers.ended = on_transfer_ended;
	w->transfers.ctx = w;
	/* Who starts workers is who replaces views. */
	struct tcp_server_limits limits = limits_of(w, env->view);
	w->server = tcp_server_new(&w->loop, &limits, &events, w);
	for (size_t i = 0; i < count; i++) {
		if (tcp_server_listen(w->server, fds[i], NULL) != OK)
			mem_exhausted(0); /* a socket we bound ourselves: the process is broken */
	}
	snprintf(w->role, sizeof(w->role), "tcp worker %u", index);
	if (pthread_create(&w->thread, NULL, run, w) != 0)
		mem_exhausted(sizeof(*w));
	return w;
}

void tcp_worker_refresh(struct tcp_worker *w, unsigned clients)
{
	atomic_store(&w->clients, clients);
	uv_async_send(&w->wake);
}

void tcp_worker_stop(struct tcp_worker *w)
{
	atomic_store(&w->stopping, true);
	uv_async_send(&w->wake);
	pthread_join(w->thread, NULL);
	uv_loop_close(&w->loop);
	answer_scratch_free(w->scratch);
	mem_free(w);
}
