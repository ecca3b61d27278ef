/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One question to one address of a remote, signed with the remote's key, and its one answer, over
 * TCP.  Blocks: for background workers that may wait.
 */
#pragma once

#include "server/conf/access_conf.h"
#include "server/transfer/peer_text.h"
#include "server/transfer/talk.h"

/* Borrowed for the call. */
struct question {
	const struct conf_remote *remote;
	size_t address; /* which of the remote's */
	struct talk_terms terms;
};

struct question_answer {
	unsigned rcode;
	bool is_pooled; /* the question went over a connection that was kept */
	enum err err;   /* that question_ask returned */
};

/*
 * Ask.
 *
 * message  the question, len octets; cap octets of room, for the signature
 * take     gets an answer without an error code, after its signature was verified; its result is
 *          that of the call.  NULL: nothing more is of interest
 * E_XFR    something answered that is no message;  E_TSIG_...  not signed as it must be
 * errors of talk_ask: nothing answered.  An error code alone is no error: out->rcode
 */
MUST_USE enum err question_ask(struct question_answer *out, const struct question *q,
                               uint8_t *message, size_t len, size_t cap,
                               enum err (*take)(void *ctx, const struct msg *answer), void *ctx);

/* How the log names the remote, after the answer: peer_text. */
void question_peer(char out[PEER_TEXT_MAX], const struct question *q,
                   const struct question_answer *answer);
