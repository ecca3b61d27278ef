/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers out over stream connections: messages made when the output has drained. */
#pragma once

#include "base/list.h"
#include "net/tcp_server.h"
#include "server/serve/special.h"

/* The transfers of one worker. Owner and thread: the worker. */
struct xfr_streams {
	struct list all;
	struct serve_counters *counters; /* may be NULL */
};

void xfr_streams_init(struct xfr_streams *s, struct serve_counters *counters);

/*
 * Begin to stream a transfer that may begin: `special` has the result SPECIAL_TRANSFER.  Takes its
 * TSIG state, pin and history over until the stream ends.
 *
 * zone  its text, for the log
 */
void xfr_stream_start(struct xfr_streams *s, struct tcp_conn *c, const char *zone,
                      struct special *special);

/*
 * Close the connections whose transfers pin a version that is overdue (zone_version_is_overdue),
 * with a log line and a count: a peer that reads slowly must not hold a zone's garbage for ever.
 *
 * returns false when there are no transfers
 */
bool xfr_streams_check(struct xfr_streams *s);
