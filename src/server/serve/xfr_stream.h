/* SPDX-License-Identifier: BSD-2-Clause */
/* A transfer out over a stream connection: messages made when the output has drained. */
#pragma once

#include "net/tcp_server.h"
#include "server/serve/special.h"

/*
 * Begin to stream the zone of a transfer request that may be answered.  Takes the special's TSIG
 * state over; pins the version until the stream ends.  In a read-side section.
 */
void xfr_stream_start(struct tcp_conn *c, const struct answer_query *query,
                      struct special *special);
