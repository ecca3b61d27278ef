/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queries that the answer path names but does not answer: signed ones, NOTIFY, UPDATE, and
 * transfers up to the decision whether they may begin.
 */
#pragma once

#include "server/serve/view.h"

/* Who asks, how. */
struct serve_client {
	const struct addr *peer;
	enum conf_protocol protocol;
	bool automatic_acl; /* filled in by special_handle */
};

/* What is to be done next. */
enum special_result {
	SPECIAL_REPLY, /* query->reply_len octets of reply, 0 = none */
	SPECIAL_AXFR,  /* stream the zone in query->slot; `tsig` signs it when has_tsig */
};

/* A transfer that may begin, or the signature of a reply. */
struct special {
	enum special_result result;
	bool has_tsig;
	struct tsig_state tsig; /* with SPECIAL_AXFR and has_tsig: the caller's to deinit */
	const struct conf_key *key;
};

/*
 * Deal with a query whose kind is not ANSWER_REPLY or ANSWER_DROP.  In a read-side section.
 *
 * scratch  of the worker, for answering a signed query once it is verified
 */
void special_handle(struct special *out, struct answer_scratch *scratch,
                    const struct serve_view *view, struct answer_query *query,
                    const struct serve_client *client);
