/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests for transfers: answered at once, or found good to be streamed. */
#pragma once

#include "server/serve/permit.h"
#include "server/transfer/history.h"
#include "server/transfer/xfr_head.h"

/* A transfer that may begin. */
struct transfer_start {
	struct zone_version *version; /* pinned */
	struct xfr_head head;
	bool has_history; /* changes are to be sent, else the whole zone */
	struct serial from;
	struct history history; /* counted in the environment's counters */
};

/*
 * Deal with a request whose kind is ANSWER_AXFR or ANSWER_IXFR.  In a read-side section.
 *
 * returns true: *out is to be streamed, the pin and the history are the caller's;
 *         false: the reply in q is all there is to it
 */
bool transfer_request(struct transfer_start *out, const struct serve_env *env,
                      struct answer_query *q, const struct serve_client *client);
