/* SPDX-License-Identifier: BSD-2-Clause */
/* Dynamic updates: judged by whom they come from and what they touch, and handed on. */
#pragma once

#include "server/serve/permit.h"
#include "server/transfer/ddns_request.h"

/*
 * Deal with a query whose kind is ANSWER_UPDATE.  In a read-side section.
 *
 * tsig     that verified it, with client->key, or NULL
 * returns  true: the reply comes later, tsig is taken over;
 *          false: the reply in q is all there is to it
 */
bool update_request(const struct serve_env *env, const struct serve_view *view,
                    struct answer_query *q, const struct serve_client *client,
                    const struct tsig_state *tsig);

/*
 * Is a query one for a zone whose updates go to its primary?  Its signature may be one that only
 * the primary knows.  In a read-side section.
 */
bool update_is_forwarded(const struct serve_view *view, const struct msg *m);
