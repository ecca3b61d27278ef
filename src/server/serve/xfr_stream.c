/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Streaming a zone.  The version is pinned while the stream lives, so readers keep the serial they
 * began with whatever happens to the zone; each message is made only when the ones before have
 * left, so a slow peer holds one pin and no queue.
 */

#include "server/serve/xfr_stream.h"

#include "report/log.h"
#include "server/transfer/axfr_out.h"
#include "server/transfer/ixfr_out.h"
#include "server/transfer/peer_text.h"

struct xfr_stream {
	struct list link; /* among the worker's */
	struct tcp_conn *conn;
	struct zone_version *version; /* pinned */
	struct axfr_out *zone;        /* one of the two */
	struct ixfr_out *changes;
	const struct xfr_streams *streams;
	uint8_t *query; /* what asked for it; NULL when nobody is to be told */
	size_t query_len;
	struct answer_facts facts;
	int64_t spent_ns;
	bool has_tsig;
	struct tsig_state tsig;
	uint16_t tsig_room;
	uint64_t messages, octets;
	struct mono started;
	char name[NAME_MAX_LEN * 4 + 1];
	char peer[PEER_TEXT_MAX];
	const char *kind; /* "AXFR", "IXFR" */
};

/* Enough for one turn: more would only grow the output buffer. */
enum { TURN_OCTETS = 64 * 1024 };

static void log_end(const struct xfr_stream *x)
{
	int64_t ms = mono_ms_between(x->started, clock_mono());
	log_line(SEV_INFO, LOG_ZONE, x->name,
	         "%s, outgoing, remote %s, finished, %lld.%02lld seconds, %llu messages, %llu "
	         "bytes",
	         x->kind, x->peer, (long long)(ms / 1000), (long long)(ms % 1000 / 10),
	         (unsigned long long)x->messages, (unsigned long long)x->octets);
}

static enum err make(struct xfr_stream *x, uint8_t *buf, size_t cap, size_t *len)
{
	return x->changes != NULL ? ixfr_out_next(x->changes, buf, cap, len)
	                          : axfr_out_next(x->zone, buf, cap, len);
}

static enum tcp_more turn(struct xfr_stream *x, struct tcp_conn *c)
{
	do {
		uint8_t *room = tcp_source_room(c);
		size_t len = 0;
		if (make(x, room, UINT16_MAX - x->tsig_room, &len) != OK) {
			log_line(SEV_ERROR, LOG_ZONE, x->name,
			         "%s, outgoing, remote %s, failed (record too large)", x->kind,
			         x->peer);
			return TCP_ABORT;
		}
		if (len == 0) {
			log_end(x);
			return TCP_END;
		}
		if (x->has_tsig &&
		    tsig_sign(&x->tsig, room, &len, UINT16_MAX, clock_wall(), 0) != OK)
			return TCP_ABORT;
		tcp_source_commit(c, len);
		x->messages++;
		x->octets += len;
	} while (tcp_source_written(c) < TURN_OCTETS);
	return TCP_MORE;
}

static enum tcp_more next(void *ctx, struct tcp_conn *c)
{
	struct xfr_stream *x = ctx;
	struct mono begun = clock_mono();
	enum tcp_more more = turn(x, c);
	x->spent_ns += clock_mono().ns - begun.ns;
	return more;
}

static void tell_end(const struct xfr_stream *x)
{
	const int64_t most = UINT32_MAX;
	struct answer_query q = {
		.query = span_of(x->query, x->query_len),
		.peer = tcp_conn_peer(x->conn),
		.reply_len = x->octets,
		.facts = x->facts,
	};
	x->streams->ended(x->streams->ctx, &q, zone_apex_name(x->version),
	                  (uint32_t)MIN_OF(x->spent_ns / 1000, most));
}

static void release(void *ctx)
{
	struct xfr_stream *x = ctx;
	struct serve_counters *counters = x->streams->counters;
	list_remove(&x->link);
	if (x->query != NULL)
		tell_end(x);
	mem_free(x->query);
	if (x->changes != NULL && counters != NULL)
		atomic_fetch_sub(&counters->history_octets, ixfr_out_octets(x->changes));
	ixfr_out_free(x->changes);
	axfr_out_free(x->zone);
	zone_version_unpin(x->version);
	if (x->has_tsig)
		tsig_deinit(&x->tsig);
	mem_free(x);
}

void xfr_streams_init(struct xfr_streams *s, struct serve_counters *counters)
{
	*s = (struct xfr_streams){.counters = counters};
	list_init(&s->all);
}

static void abandon(struct xfr_streams *s, struct xfr_stream *x)
{
	log_line(SEV_WARNING, LOG_ZONE, x->name,
	         "%s, outgoing, remote %s, closed, serial %u was replaced and is held for too "
	         "long, %llu messages, %llu bytes",
	         x->kind, x->peer, x->version->serial.value, (unsigned long long)x->messages,
	         (unsigned long long)x->octets);
	if (s->counters != NULL)
		atomic_fetch_add_explicit(&s->counters->transfers_abandoned, 1,
		                          memory_order_relaxed);
	tcp_conn_close(x->conn);
}

bool xfr_streams_check(struct xfr_streams *s)
{
	struct list *next;
	/* Closing a connection takes all its transfers off the list: begin anew each time. */
	for (struct list *it = s->all.next; it != &s->all; it = next) {
		struct xfr_stream *x = LIST_ITEM(it, struct xfr_stream, link);
		next = it->next;
		if (!zone_version_is_overdue(x->version))
			continue;
		abandon(s, x);
		next = s->all.next;
	}
	return !list_is_empty(&s->all);
}

static void log_start(const struct xfr_stream *x, const struct transfer_start *t)
{
	if (t->has_history)
		log_line(SEV_INFO, LOG_ZONE, x->name,
		         "%s, outgoing, remote %s, started, serial %u -> %u", x->kind, x->peer,
		         t->from.value, x->version->serial.value);
	else
		log_line(SEV_INFO, LOG_ZONE, x->name, "%s, outgoing, remote %s, started, serial %u",
		         x->kind, x->peer, x->version->serial.value);
}

void xfr_stream_start(struct xfr_streams *s, struct tcp_conn *c, const char *zone,
                      struct special *special, const struct answer_query *q)
{
	struct xfr_stream *x = mem_zalloc(sizeof(*x));
	struct transfer_start *t = &special->transfer;
	struct text name;
	list_append(&s->all, &x->link);
	x->conn = c;
	x->streams = s;
	x->version = t->version;
	if (q->facts.is_hooked && s->ended != NULL) {
		x->query = mem_dup(q->query.data, q->query.len);
		x->query_len = q->query.len;
		x->facts = q->facts;
	}
	x->has_tsig = special->has_tsig;
	if (x->has_tsig) {
		x->tsig = special->tsig;
		x->tsig_room = (uint16_t)tsig_room(&special->key->key);
	}
	x->started = clock_mono();
	/* A whole zone is an AXFR, whatever was asked for. */
	x->kind = t->has_history ? "IXFR" : "AXFR";
	text_init_fixed(&name, x->name, sizeof(x->name));
	text_put(&name, zone);
	peer_text(x->peer, tcp_conn_peer(c), true, x->has_tsig ? &special->key->key : NULL);
	log_start(x, t);
	if (t->has_history)
		x->changes = ixfr_out_new(&t->head, &t->history);
	else
		x->zone = axfr_out_new(x->version, &t->head);
	struct tcp_source source = {.next = next, .release = release, .ctx = x};
	tcp_stream(c, &source);
}
