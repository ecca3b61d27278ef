/* SPDX-License-Identifier: BSD-2-Clause */
/* Running exchanges to their end.  The loop is the tool's own, so it may be stopped and run again.
 */

#include "tools/cli/lookup_run.h"

#include "base/mem.h"
#include "tools/cli/notice.h"

#include <stdio.h>

enum { CONNECTIONS_MAX = 16, IDLE_MS = 60000 };

void lookup_net_init(struct lookup_net *n)
{
	static const struct exchanger_limits limits = {
		.max_udp = 16,
		.keep_udp = 2,
		.max_tcp = CONNECTIONS_MAX,
		.max_pipeline = 16,
		.idle_ms = IDLE_MS,
	};
	uv_loop_init(&n->loop);
	n->exchanger = exchanger_new(&n->loop, &limits);
}

void lookup_net_deinit(struct lookup_net *n)
{
	exchanger_close(n->exchanger, NULL, NULL);
	uv_run(&n->loop, UV_RUN_DEFAULT);
	uv_loop_close(&n->loop);
}

void lookup_print_server(struct text *t, const struct addr *server, bool tcp)
{
	addr_print(t, server, true);
	text_printf(t, "(%s)", tcp ? "TCP" : "UDP");
}

/* ---- one answer ---- */

struct asking {
	struct lookup_net *net;
	struct lookup_answer *out;
	lookup_sent_fn *sent;
	void *ctx;
	struct mono begun;
	enum err err;
};

static void on_done(void *ctx, const struct retry_result *r)
{
	struct asking *a = ctx;
	a->err = r->err;
	a->out->server = *r->server;
	a->out->tcp = r->tcp;
	a->out->elapsed_ns = r->elapsed_ns;
	if (r->err == OK) {
		a->out->wire = mem_dup(r->reply.data, r->reply.len);
		a->out->len = r->reply.len;
	}
	uv_stop(&a->net->loop);
}

static void warn(const struct retry_news *news)
{
	struct text server;
	text_init(&server);
	lookup_print_server(&server, news->server, news->tcp);
	if (news->step == RETRY_MISMATCH)
		notice_warning("unexpected reply from %s (%s)", server.buf,
		               match_text(news->match));
	else if (news->step == RETRY_TRUNCATED)
		notice_warning("truncated reply from %s, retrying over TCP\n", server.buf);
	else if (news->err == E_TIMEOUT)
		notice_warning("response timeout for %s", server.buf);
	else if (news->err == E_ADDRNOTAVAIL)
		notice_warning("can't assign the source address for %s", server.buf);
	else if (news->tcp)
		notice_warning("can't connect to %s (%s)", server.buf, err_text(news->err));
	else
		notice_warning("can't query %s (%s)", server.buf, err_text(news->err));
	/* What follows, perhaps a second query shown, is set apart. */
	if (news->step == RETRY_TRUNCATED)
		putchar('\n');
	text_deinit(&server);
}

static void on_news(void *ctx, const struct retry_news *news)
{
	struct asking *a = ctx;
	if (news->step != RETRY_BEGIN)
		warn(news);
	else if (a->sent != NULL)
		a->sent(a->ctx, news->server, news->tcp, clock_mono().ns - a->begun.ns);
}

/* Seven parameters: a question, whom to ask, how, and a callback. */
/* NOLINTNEXTLINE(readability-function-size) */
enum err lookup_ask(struct lookup_net *n, struct lookup_answer *out,
                    const struct lookup_message *message, const struct addr_list *servers,
                    const struct lookup_how *how, lookup_sent_fn *sent, void *ctx)
{
	struct asking a = {.net = n, .out = out, .sent = sent, .ctx = ctx, .begun = clock_mono()};
	struct retry_events events = {.done = on_done, .news = on_news, .ctx = &a};
	struct retry_plan plan = {
		.servers = servers->addrs.items,
		.server_count = servers->addrs.count,
		.from = how->from,
		.message = span_of(message->wire, message->len),
		.try_ms = how->timeout_ms,
		.repeats = how->retries,
		.tcp = how->tcp,
		.keep_truncated = how->keep_truncated,
		.keep_id = true,
		.own_connection = !how->keep_open,
		.fast_open = how->fast_open,
	};
	*out = (struct lookup_answer){0};
	retry_start(n->exchanger, &n->loop, &plan, &events);
	uv_run(&n->loop, UV_RUN_DEFAULT);
	return a.err;
}

/* ---- many messages ---- */

struct transferring {
	struct lookup_net *net;
	const struct transfer_events *events;
	enum err err;
};

static enum transfer_next on_message(void *ctx, struct span msg)
{
	struct transferring *t = ctx;
	return t->events->message(t->events->ctx, msg);
}

static void on_transferred(void *ctx, enum err err)
{
	struct transferring *t = ctx;
	t->err = err;
	if (t->events->done != NULL)
		t->events->done(t->events->ctx, err);
	uv_stop(&t->net->loop);
}

enum err lookup_transfer(struct lookup_net *n, const struct lookup_message *message,
                         const struct addr *server, const struct lookup_how *how,
                         const struct transfer_events *events)
{
	struct transferring t = {.net = n, .events = events};
	struct transfer_events own = {.message = on_message, .done = on_transferred, .ctx = &t};
	struct transfer_query q = {
		.to = *server,
		.from = how->from,
		.message = span_of(message->wire, message->len),
		.connect_ms = how->timeout_ms,
		.message_ms = how->timeout_ms,
		.fast_open = how->fast_open,
	};
	struct transfer *transfer = NULL;
	TRY(transfer_start(&transfer, &n->loop, &q, &own));
	uv_run(&n->loop, UV_RUN_DEFAULT);
	return t.err;
}
