/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Streaming a zone.  The version is pinned while the stream lives, so readers keep the serial they
 * began with whatever happens to the zone; each message is made only when the ones before have
 * left, so a slow peer holds one pin and no queue.
 */

#include "server/serve/xfr_stream.h"

#include "dns/rrtype.h"
#include "report/log.h"
#include "server/transfer/axfr_out.h"

struct xfr_stream {
	struct list link; /* among the worker's */
	struct tcp_conn *conn;
	struct zone_version *version; /* pinned */
	struct axfr_out *out;
	bool has_tsig;
	struct tsig_state tsig;
	uint16_t tsig_room;
	uint64_t messages, octets;
	struct mono started;
	char zone[NAME_MAX_LEN * 4 + 1];
	char peer[96];
	const char *kind; /* "AXFR", "IXFR" */
};

/* Enough for one turn: more would only grow the output buffer. */
enum { TURN_OCTETS = 64 * 1024 };

static void log_end(const struct xfr_stream *x)
{
	int64_t ms = mono_ms_between(x->started, clock_mono());
	log_line(SEV_INFO, LOG_ZONE, x->zone,
	         "%s, outgoing, remote %s TCP, finished, %lld.%02lld seconds, %llu messages, %llu "
	         "bytes",
	         x->kind, x->peer, (long long)(ms / 1000), (long long)(ms % 1000 / 10),
	         (unsigned long long)x->messages, (unsigned long long)x->octets);
}

static enum tcp_more next(void *ctx, struct tcp_conn *c)
{
	struct xfr_stream *x = ctx;
	do {
		uint8_t *room = tcp_source_room(c);
		size_t len = 0;
		if (axfr_out_next(x->out, room, UINT16_MAX - x->tsig_room, &len) != OK) {
			log_line(SEV_ERROR, LOG_ZONE, x->zone,
			         "%s, outgoing, remote %s TCP, failed (record too large)", x->kind,
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

static void release(void *ctx)
{
	struct xfr_stream *x = ctx;
	list_remove(&x->link);
	axfr_out_free(x->out);
	zone_version_unpin(x->version);
	if (x->has_tsig)
		tsig_deinit(&x->tsig);
	mem_free(x);
}

void xfr_streams_init(struct xfr_streams *s, struct serve_counters *counters)
{
	list_init(&s->all);
	s->counters = counters;
}

static void abandon(struct xfr_streams *s, struct xfr_stream *x)
{
	log_line(SEV_WARNING, LOG_ZONE, x->zone,
	         "%s, outgoing, remote %s TCP, closed, serial %u was replaced and is held for too "
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

void xfr_stream_start(struct xfr_streams *s, struct tcp_conn *c, const struct answer_query *query,
                      struct special *special)
{
	struct xfr_stream *x = mem_zalloc(sizeof(*x));
	struct text t;
	struct name qname;
	size_t pos = MSG_HEADER_LEN;
	list_append(&s->all, &x->link);
	x->conn = c;
	x->version = slot_pin(query->slot);
	x->has_tsig = special->has_tsig;
	if (x->has_tsig) {
		x->tsig = special->tsig;
		x->tsig_room = (uint16_t)tsig_room(&special->key->key);
	}
	x->started = clock_mono();
	x->kind = query->kind == ANSWER_IXFR ? "IXFR" : "AXFR";
	text_init_fixed(&t, x->zone, sizeof(x->zone));
	name_print(&t, query->slot->name.wire);
	text_init_fixed(&t, x->peer, sizeof(x->peer));
	addr_print(&t, tcp_conn_peer(c), true);
	/* The question's name begins behind the header, and was parsed before. */
	if (name_read(&qname, query->query, &pos) != OK)
		qname = query->slot->name;
	x->out = axfr_out_new(x->version, wire_get_u16(query->query.data), qname.wire,
	                      query->kind == ANSWER_IXFR ? RR_IXFR : RR_AXFR);
	log_line(SEV_INFO, LOG_ZONE, x->zone, "%s, outgoing, remote %s TCP, started, serial %u",
	         x->kind, x->peer, x->version->serial.value);
	struct tcp_source source = {.next = next, .release = release, .ctx = x};
	tcp_stream(c, &source);
}
