/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose zone it is and who may change what is settled before the request waits with others: a
 * queue of what will be refused would keep out what would not.
 */

#include "server/serve/update_request.h"

#include "dns/edns.h"
#include "server/conf/acl.h"
#include "server/transfer/ddns_message.h"

static struct zone_slot *slot_of(const struct serve_view *view, const struct msg *m)
{
	if (m->count[SECTION_QUESTION] == 0 || m->qclass != CLASS_IN || view->table->count == 0)
		return NULL;
	return zone_table_find(view->table, m->qname.wire);
}

bool update_is_forwarded(const struct serve_view *view, const struct msg *m)
{
	const struct zone_slot *slot = slot_of(view, m);
	const struct zone_conf *zone = slot != NULL ? slot_conf(slot) : NULL;
	return zone != NULL && zone_conf_ddns_primary(zone) != NULL;
}

static bool is_allowed(const struct answer_query *q, const struct serve_client *client,
                       const struct ddns_message *m)
{
	struct acl_change *changes = mem_calloc(m->update_count + 1, sizeof(*changes));
	for (size_t i = 0; i < m->update_count; i++)
		changes[i] = (struct acl_change){m->updates[i].owner, m->updates[i].type};
	bool is_forwarded = zone_conf_ddns_primary(permit_conf(q)) != NULL;
	bool allowed = permit_may_update(q, client, is_forwarded, changes, m->update_count);
	mem_free(changes);
	return allowed;
}

/* Whether the request may wait; else the reply says why not. */
static bool is_good(struct answer_query *q, const struct serve_client *client, const struct msg *m)
{
	struct arena arena;
	struct ddns_message message;
	if (q->slot == NULL) {
		/* RFC 2136 section 3.1.2: exactly a zone of ours. */
		permit_reply(q, RCODE_NOTAUTH, EDE_NOT_AUTH);
		return false;
	}
	arena_init(&arena, DDNS_MEMORY_MAX);
	unsigned rcode = ddns_message_read(&message, &arena, m);
	if (rcode == RCODE_NOERROR && !is_allowed(q, client, &message))
		rcode = RCODE_NOTAUTH;
	if (rcode != RCODE_NOERROR)
		permit_reply(q, (uint16_t)rcode, EDE_NONE);
	arena_deinit(&arena);
	return rcode == RCODE_NOERROR;
}

bool update_request(const struct serve_env *env, const struct serve_view *view,
                    struct answer_query *q, const struct serve_client *client,
                    const struct tsig_state *tsig)
{
	struct msg m;
	if (msg_parse(&m, q->query) != OK || m.count[SECTION_QUESTION] != 1) {
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
		return false;
	}
	q->slot = slot_of(view, &m);
	if (!is_good(q, client, &m))
		return false;
	if (env->events.update == NULL || client->later == NULL) {
		permit_reply(q, RCODE_SERVFAIL, EDE_NOT_SUPPORTED);
		return false;
	}
	permit_reply(q, RCODE_NOERROR, EDE_NONE);
	struct ddns_request *r = ddns_request_new(q->query, span_of(q->reply, q->reply_len),
	                                          client->key != NULL ? &client->key->key : NULL,
	                                          tsig);
	r->peer = *client->peer;
	r->is_tcp = client->protocol == PROTOCOL_TCP;
	r->is_forwarded = zone_conf_ddns_primary(slot_conf(q->slot)) != NULL;
	r->to = client->later(client->later_ctx);
	q->reply_len = 0;
	if (env->events.update(env->events.ctx, q->slot, r) != OK) {
		permit_reply(q, RCODE_REFUSED, EDE_NOT_READY);
		ddns_request_set_reply(r, span_of(q->reply, q->reply_len));
		r->rcode = RCODE_REFUSED;
		q->reply_len = 0;
		ddns_request_answer(r);
	}
	return true;
}
