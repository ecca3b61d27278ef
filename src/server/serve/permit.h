/* SPDX-License-Identifier: BSD-2-Clause */
/* Who asks for something special, whether it may, and how it is told that it may not. */
#pragma once

#include "server/serve/view.h"
#include "server/transfer/ddns_request.h"

/* Who asks, how. */
struct serve_client {
	const struct addr *peer;
	enum conf_protocol protocol;
	bool automatic_acl; /* filled in by special_handle */
	const struct conf_key
		*key; /* that verified the request's TSIG, filled in too; NULL: unsigned */
	/* Where a reply goes that comes later; each call is one reply due. */
	struct ddns_return (*later)(void *ctx);
	void *later_ctx;
};

/* Make the reply to a query one with this rcode; ede: enum ede_code or EDE_NONE. */
void permit_reply(struct answer_query *q, uint16_t rcode, int ede);

/* Configuration of the query's zone; NULL: it has none. */
const struct zone_conf *permit_conf(const struct answer_query *q);

/* Do the zone's rules allow it?  The verdict is logged. */
bool permit_may(const struct answer_query *q, const struct serve_client *client,
                enum conf_action action);

/* As permit_may, for an update; changes: its records. */
struct acl_change;
bool permit_may_update(const struct answer_query *q, const struct serve_client *client,
                       bool is_forwarded, const struct acl_change *changes, size_t count);

/* Log that something was denied that no rule was asked about. */
void permit_log_denied(const struct answer_query *q, const struct serve_client *client,
                       enum conf_action action);
