/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers out over stream connections: messages made when the output has drained. */
#pragma once

#include "base/list.h"
#include "net/tcp_server.h"
#include "server/serve/special.h"

/*
 * Called when a transfer has ended, or its connection was closed, if modules took part in its
 * query.
 *
 * q         the query as it was, with reply NULL, reply_len what was sent, slot NULL; borrowed
 * zone      its name
 * spent_us  time it took to make the messages
 */
typedef void (*xfr_ended_fn)(void *ctx, struct answer_query *q, const uint8_t *zone,
                             uint32_t spent_us);

/* The transfers of one worker. Owner and thread: the worker. */
struct xfr_streams {
	struct list all;
	struct serve_counters *counters; /* may be NULL */
	xfr_ended_fn ended;              /* may be NULL */
	void *ctx;
};

void xfr_streams_init(struct xfr_streams *s, struct serve_counters *counters);

/*
 * Begin to stream a transfer that may begin: `special` has the result SPECIAL_TRANSFER.  Takes its
 * TSIG state, pin and history over until the stream ends.
 *
 * zone  its text, for the log
 * q     what asked for it; copied
 */
void xfr_stream_start(struct xfr_streams *s, struct tcp_conn *c, const char *zone,
                      struct special *special, const struct answer_query *q);

/*
 * Close the connections whose transfers pin a version that is overdue (zone_version_is_overdue),
 * with a log line and a count: a peer that reads slowly must not hold a zone's garbage for ever.
 *
 * returns false when there are no transfers
 */
bool xfr_streams_check(struct xfr_streams *s);
