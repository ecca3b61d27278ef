/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queries that the answer path names but does not answer: signed ones, NOTIFY, UPDATE, and
 * transfers up to the decision whether they may begin.
 */
#pragma once

#include "server/serve/transfer_request.h"

/* What is to be done next. */
enum special_result {
	SPECIAL_LATER,    /* the reply comes from elsewhere; nothing is to be done */
	SPECIAL_REPLY,    /* query->reply_len octets of reply, 0 = none */
	SPECIAL_TRANSFER, /* stream what `transfer` says; `tsig` signs it when has_tsig */
};

/* A transfer that may begin, or the signature of a reply. */
struct special {
	enum special_result result;
	bool has_tsig;
	struct tsig_state tsig; /* with SPECIAL_TRANSFER and has_tsig: the caller's to deinit */
	const struct conf_key *key;
	struct transfer_start transfer; /* with SPECIAL_TRANSFER: the caller's */
};

/* What a query is dealt with by; borrowed for the call. */
struct special_context {
	const struct serve_env *env;
	const struct serve_view *view;
	struct answer_scratch *scratch; /* of the worker, to answer what is verified */
	struct serve_client client;
};

/* Deal with a query whose kind is not ANSWER_REPLY or ANSWER_DROP.  In a read-side section. */
void special_handle(struct special *out, const struct special_context *context,
                    struct answer_query *query);
