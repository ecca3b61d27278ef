/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdicts of access rules, told to the client and to the log. */

#include "server/serve/permit.h"

#include "report/log.h"
#include "server/conf/acl.h"
#include "server/serve/refuse.h"

void permit_reply(struct answer_query *q, uint16_t rcode, int ede)
{
	q->reply_len = refuse(q->query, rcode, ede, q->reply, q->reply_cap);
	q->rcode = rcode;
}

static const char *action_word(enum conf_action action)
{
	switch (action) {
	case ACTION_QUERY:
		return "query";
	case ACTION_NOTIFY:
		return "notify";
	case ACTION_TRANSFER:
		return "transfer";
	case ACTION_UPDATE:
		break;
	}
	return "update";
}

/* Lines that operators search for: who was allowed or denied what, and by which key. */
static void log_verdict(bool allowed, const struct zone_conf *zone, const char *action,
                        const struct serve_client *client)
{
	const struct conf_key *key = client->key;
	static struct log_limit limit;
	unsigned suppressed = 0;
	enum log_severity severity = allowed ? SEV_DEBUG : SEV_NOTICE;
	if (!log_wants(severity, LOG_ZONE) || (!allowed && !log_limit_allows(&limit, &suppressed)))
		return;
	char buf[128];
	struct text peer;
	text_init_fixed(&peer, buf, sizeof(buf));
	addr_print(&peer, client->peer, true);
	log_line(severity, LOG_ZONE, zone != NULL ? zone->text : NULL,
	         "ACL, %s, action %s, remote %s%s%s%s", allowed ? "allowed" : "denied", action, buf,
	         client->protocol == PROTOCOL_TCP ? " TCP" : "", key != NULL ? ", key " : "",
	         key != NULL ? key->id : "");
	if (suppressed > 0)
		log_line(severity, LOG_SERVER, NULL, "ACL, denied, %u more not logged", suppressed);
}

const struct zone_conf *permit_conf(const struct answer_query *q)
{
	return q->slot != NULL ? slot_conf(q->slot) : NULL;
}

bool permit_may(const struct answer_query *q, const struct serve_client *client,
                enum conf_action action)
{
	const struct zone_conf *zone = permit_conf(q);
	struct acl_request r = {
		.from = client->peer,
		.key = client->key,
		.action = action,
		.protocol = client->protocol,
		.automatic = client->automatic_acl,
	};
	bool allowed = zone != NULL && acl_allows(zone, &r, NULL);
	log_verdict(allowed, zone, action_word(action), client);
	return allowed;
}

bool permit_may_update(const struct answer_query *q, const struct serve_client *client,
                       bool is_forwarded, const struct acl_change *changes, size_t count)
{
	const struct zone_conf *zone = permit_conf(q);
	const struct acl_request r = {
		.from = client->peer,
		.key = client->key,
		.action = ACTION_UPDATE,
		.protocol = client->protocol,
		.is_forwarded = is_forwarded,
		.changes = changes,
		.change_count = count,
	};
	bool allowed = zone != NULL && acl_allows(zone, &r, NULL);
	log_verdict(allowed, zone, action_word(ACTION_UPDATE), client);
	return allowed;
}

void permit_log_denied(const struct answer_query *q, const struct serve_client *client,
                       enum conf_action action)
{
	log_verdict(false, permit_conf(q), action_word(action), client);
}
