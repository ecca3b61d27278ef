/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures around everything special.  A signed query is verified, answered like any other, and
 * its reply signed.
 */

#include "server/serve/special.h"

#include "dns/edns.h"
#include "server/serve/notify_request.h"
#include "server/serve/update_request.h"

static void handle_plain(struct special *out, const struct special_context *context,
                         struct answer_query *q)
{
	switch (q->kind) {
	case ANSWER_AXFR:
	case ANSWER_IXFR:
		if (transfer_request(&out->transfer, context->env, q, &context->client))
			out->result = SPECIAL_TRANSFER;
		break;
	case ANSWER_NOTIFY:
		notify_request(context->env, context->view, q, &context->client);
		break;
	case ANSWER_UPDATE:
		if (update_request(context->env, context->view, q, &context->client,
		                   context->client.key != NULL ? &out->tsig : NULL))
			out->result = SPECIAL_LATER;
		break;
	case ANSWER_REPLY:
	case ANSWER_DROP:
	case ANSWER_TSIG:
		break;
	}
}

/* Sign what is in q->reply. */
static void sign(struct special *s, struct answer_query *q, uint16_t error)
{
	if (q->reply_len > 0 &&
	    tsig_sign(&s->tsig, q->reply, &q->reply_len, q->reply_cap, clock_wall(), error) != OK)
		q->reply_len = 0;
}

/* A reply to a signature that does not hold (RFC 8945 section 5.2). */
static void handle_bad_tsig(struct special *out, struct answer_query *q, enum err why,
                            uint16_t error)
{
	if (why == E_MALFORMED) {
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
		return;
	}
	permit_reply(q, RCODE_NOTAUTH, EDE_NONE);
	sign(out, q, error);
}

/* Key named in the query; an unknown one gets BADKEY, unsigned, under its own name. */
static bool find_key(struct special *out, const struct serve_view *view, struct answer_query *q,
                     const struct msg *m)
{
	struct tsig_record record;
	struct tsig_key stranger;
	if (tsig_read(&record, m) != OK) {
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
		return false;
	}
	name_lower(record.key_name.wire, record.key_name.len);
	out->key = conf_key_find(view->conf, record.key_name.wire);
	if (out->key != NULL)
		return true;
	stranger = (struct tsig_key){.name = record.key_name, .alg = DIGEST_SHA256};
	tsig_init(&out->tsig, &stranger);
	permit_reply(q, RCODE_NOTAUTH, EDE_NONE);
	sign(out, q, RCODE_BADKEY);
	tsig_deinit(&out->tsig);
	return false;
}

/* An update whose signature only the zone's primary knows: passed on as it is. */
static bool is_for_primary(const struct serve_view *view, const struct msg *m)
{
	struct tsig_record record;
	if (tsig_read(&record, m) != OK)
		return false;
	name_lower(record.key_name.wire, record.key_name.len);
	return conf_key_find(view->conf, record.key_name.wire) == NULL &&
	       update_is_forwarded(view, m);
}

static void answer_again(struct special *out, const struct special_context *context,
                         struct answer_query *q)
{
	const struct serve_client *client = &context->client;
	const struct serve_view *view = context->view;
	const struct answer_options *options = client->protocol != PROTOCOL_UDP ? &view->stream
	                                       : addr_family(client->peer) == AF_INET6
	                                               ? &view->udp6
	                                               : &view->udp4;
	q->tsig_verified = true;
	q->reserve = (uint16_t)tsig_room(&out->key->key);
	answer_batch(context->scratch, view->table, options, q, 1);
	if (q->kind != ANSWER_REPLY) {
		handle_plain(out, context, q);
	} else if (q->slot != NULL && !permit_may(q, client, ACTION_QUERY)) {
		permit_reply(q, RCODE_NOTAUTH, EDE_NONE);
	}
}

static void handle_signed(struct special *out, struct special_context *context,
                          struct answer_query *q)
{
	struct msg m;
	uint16_t error = 0;
	if (msg_parse(&m, q->query) != OK) {
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
		return;
	}
	if (q->kind == ANSWER_UPDATE && is_for_primary(context->view, &m)) {
		handle_plain(out, context, q);
		return;
	}
	if (!find_key(out, context->view, q, &m))
		return;
	tsig_init(&out->tsig, &out->key->key);
	enum err e = tsig_verify(&out->tsig, &m, clock_wall(), &error);
	if (e != OK) {
		handle_bad_tsig(out, q, e, error);
		tsig_deinit(&out->tsig);
		return;
	}
	context->client.key = out->key;
	answer_again(out, context, q);
	out->has_tsig = true;
	if (out->result != SPECIAL_REPLY)
		return;
	sign(out, q, 0);
	tsig_deinit(&out->tsig);
}

/* The answer path looks no further than the header of these. */
static bool is_signed(const struct answer_query *q)
{
	struct msg m;
	if (q->kind == ANSWER_NOTIFY || q->kind == ANSWER_UPDATE)
		return msg_parse(&m, q->query) == OK && m.tsig_at != 0;
	return q->kind == ANSWER_TSIG;
}

void special_handle(struct special *out, const struct special_context *context,
                    struct answer_query *query)
{
	struct special_context own = *context;
	own.client.automatic_acl = own.view->conf->server.automatic_acl;
	*out = (struct special){.result = SPECIAL_REPLY};
	query->reply_len = 0;
	if (is_signed(query))
		handle_signed(out, &own, query);
	else
		handle_plain(out, &own, query);
}
