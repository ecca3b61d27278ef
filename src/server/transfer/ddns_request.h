/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A dynamic update on its way from the worker that received it to the job that carries it out, and
 * its reply on the way back.  It holds whatever outlives the worker's turn: the message, the key
 * that signed it, and where to answer.
 *
 * Owner: whoever has it on a list.  Thread: one at a time.
 */
#pragma once

#include "base/addr.h"
#include "base/list.h"
#include "sec/tsig.h"

enum { DDNS_REPLY_MAX = 1024 }; /* octets of a reply of ours, signature included */

/* Where the reply goes. `send` is called exactly once, from any thread, and releases ctx. */
struct ddns_return {
	/* reply: empty when there is none */
	void (*send)(void *ctx, struct span reply);
	void *ctx;
};

struct ddns_request {
	struct list link;
	uint8_t *message; /* as it came, TSIG included */
	size_t len;
	struct addr peer;
	bool is_tcp;
	bool is_forwarded; /* for the zone's primary */
	bool is_signed;    /* by `key`, which was verified; `tsig` signs the reply */
	struct tsig_key key;
	struct tsig_state tsig;
	uint16_t rcode; /* that it will be answered with */
	size_t reply_len;
	uint8_t reply[DDNS_REPLY_MAX]; /* without error; the RCODE is filled in */
	struct ddns_return to;
};

/*
 * Take a request over.
 *
 * message  copied;  reply  to it, without error and unsigned: copied, at most half of
 * DDNS_REPLY_MAX key, tsig  that verified it (tsig is the request's to deinit), or NULL
 */
struct ddns_request *ddns_request_new(struct span message, struct span reply,
                                      const struct tsig_key *key, const struct tsig_state *tsig);

/* Another reply than that it was made with. */
void ddns_request_set_reply(struct ddns_request *r, struct span reply);

/* Answer with r->rcode, and free. */
void ddns_request_answer(struct ddns_request *r);

/*
 * Answer with what the primary said, under the id the client knows, and free.  A signature of the
 * primary's is passed on when the request was not verified here.
 *
 * reply  a response to the forwarded message, its header sound
 */
void ddns_request_relay(struct ddns_request *r, struct span reply);

/* Free without an answer: the server stops. */
void ddns_request_drop(struct ddns_request *r);
