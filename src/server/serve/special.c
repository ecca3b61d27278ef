/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures and permissions around the answer path.  A signed query is verified, judged by the
 * zone's rules, answered like any other, and its reply signed.  What no rule can allow in this
 * version (NOTIFY, UPDATE) gets the answer of a server whose rules do not allow it: NOTAUTH.
 */

#include "server/serve/special.h"

#include "dns/edns.h"
#include "report/log.h"
#include "server/conf/acl.h"
#include "server/serve/ixfr_soa.h"
#include "server/serve/refuse.h"

static void say_no(struct answer_query *q, uint16_t rcode, int ede)
{
	q->reply_len = refuse(q->query, rcode, ede, q->reply, q->reply_cap);
	q->rcode = rcode;
}

/* Lines that operators search for: who was allowed or denied what, and by which key. */
static void log_verdict(bool allowed, const struct zone_conf *zone, const char *action,
                        const struct serve_client *client, const struct conf_key *key)
{
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

static const struct zone_conf *conf_of(const struct answer_query *q)
{
	return q->slot != NULL ? slot_conf(q->slot) : NULL;
}

static bool may(const struct answer_query *q, const struct serve_client *client,
                const struct conf_key *key, enum conf_action action)
{
	const struct zone_conf *zone = conf_of(q);
	struct acl_request r = {
		.from = client->peer,
		.key = key,
		.action = action,
		.protocol = client->protocol,
		.automatic = client->automatic_acl,
	};
	bool allowed = zone != NULL && acl_allows(zone, &r, NULL);
	log_verdict(allowed, zone, action == ACTION_TRANSFER ? "transfer" : "query", client, key);
	return allowed;
}

/* A transfer: over streams only, of a zone that is served, loaded, and open to the client. */
static void handle_transfer(struct special *out, struct answer_query *q,
                            const struct serve_client *client)
{
	bool is_axfr = q->kind == ANSWER_AXFR;
	struct serial theirs = {0};
	if (client->protocol == PROTOCOL_UDP && is_axfr) {
		/* RFC 5936 section 4.2: not over UDP. */
		say_no(q, RCODE_NOTIMP, EDE_NONE);
	} else if (q->slot == NULL) {
		say_no(q, RCODE_NOTAUTH, EDE_NOT_AUTH);
	} else if (!may(q, client, out->key, ACTION_TRANSFER)) {
		say_no(q, RCODE_NOTAUTH, EDE_NONE);
	} else if (slot_version(q->slot) == NULL) {
		say_no(q, RCODE_SERVFAIL, EDE_INVALID_DATA);
	} else if (!is_axfr && ixfr_serial_read(&theirs, q->query) != OK) {
		say_no(q, RCODE_FORMERR, EDE_NONE);
	} else if (!is_axfr && (client->protocol == PROTOCOL_UDP ||
	                        !serial_is_newer(slot_version(q->slot)->serial, theirs))) {
		size_t cap = q->reply_cap - MIN_OF((size_t)q->reserve, q->reply_cap);
		q->reply_len = ixfr_soa_reply(
			q->query, slot_version(q->slot), q->reply,
			client->protocol == PROTOCOL_UDP ? MIN_OF(cap, (size_t)MSG_UDP_MIN) : cap);
		q->rcode = RCODE_NOERROR;
	} else {
		/* IXFR without history is answered in the form of AXFR (RFC 1995 section 4). */
		out->result = SPECIAL_AXFR;
	}
}

static void handle_plain(struct special *out, struct answer_query *q,
                         const struct serve_client *client)
{
	switch (q->kind) {
	case ANSWER_AXFR:
	case ANSWER_IXFR:
		handle_transfer(out, q, client);
		break;
	case ANSWER_NOTIFY:
		log_verdict(false, conf_of(q), "notify", client, out->key);
		say_no(q, RCODE_NOTAUTH, EDE_NONE);
		break;
	case ANSWER_UPDATE:
		log_verdict(false, conf_of(q), "update", client, out->key);
		say_no(q, RCODE_NOTAUTH, EDE_NONE);
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
		say_no(q, RCODE_FORMERR, EDE_NONE);
		return;
	}
	say_no(q, RCODE_NOTAUTH, EDE_NONE);
	sign(out, q, error);
}

/* Key named in the query; an unknown one gets BADKEY, unsigned, under its own name. */
static bool find_key(struct special *out, const struct serve_view *view, struct answer_query *q,
                     const struct msg *m)
{
	struct tsig_record record;
	struct tsig_key stranger;
	if (tsig_read(&record, m) != OK) {
		say_no(q, RCODE_FORMERR, EDE_NONE);
		return false;
	}
	name_lower(record.key_name.wire, record.key_name.len);
	out->key = conf_key_find(view->conf, record.key_name.wire);
	if (out->key != NULL)
		return true;
	stranger = (struct tsig_key){.name = record.key_name, .alg = DIGEST_SHA256};
	tsig_init(&out->tsig, &stranger);
	say_no(q, RCODE_NOTAUTH, EDE_NONE);
	sign(out, q, RCODE_BADKEY);
	tsig_deinit(&out->tsig);
	return false;
}

static void answer_again(struct special *out, struct answer_scratch *scratch,
                         const struct serve_view *view, struct answer_query *q,
                         const struct serve_client *client)
{
	const struct answer_options *options = client->protocol != PROTOCOL_UDP ? &view->stream
	                                       : addr_family(client->peer) == AF_INET6
	                                               ? &view->udp6
	                                               : &view->udp4;
	q->tsig_verified = true;
	q->reserve = (uint16_t)tsig_room(&out->key->key);
	answer_batch(scratch, view->table, options, q, 1);
	if (q->kind != ANSWER_REPLY) {
		handle_plain(out, q, client);
	} else if (q->slot != NULL && !may(q, client, out->key, ACTION_QUERY)) {
		say_no(q, RCODE_NOTAUTH, EDE_NONE);
	}
}

static void handle_signed(struct special *out, struct answer_scratch *scratch,
                          const struct serve_view *view, struct answer_query *q,
                          const struct serve_client *client)
{
	struct msg m;
	uint16_t error = 0;
	if (msg_parse(&m, q->query) != OK) {
		say_no(q, RCODE_FORMERR, EDE_NONE);
		return;
	}
	if (!find_key(out, view, q, &m))
		return;
	tsig_init(&out->tsig, &out->key->key);
	enum err e = tsig_verify(&out->tsig, &m, clock_wall(), &error);
	if (e != OK) {
		handle_bad_tsig(out, q, e, error);
		tsig_deinit(&out->tsig);
		return;
	}
	answer_again(out, scratch, view, q, client);
	out->has_tsig = true;
	if (out->result == SPECIAL_AXFR)
		return;
	sign(out, q, 0);
	tsig_deinit(&out->tsig);
}

void special_handle(struct special *out, struct answer_scratch *scratch,
                    const struct serve_view *view, struct answer_query *query,
                    const struct serve_client *client)
{
	struct serve_client known = *client;
	known.automatic_acl = view->conf->server.automatic_acl;
	client = &known;
	*out = (struct special){.result = SPECIAL_REPLY};
	query->reply_len = 0;
	if (query->kind == ANSWER_TSIG)
		handle_signed(out, scratch, view, query, client);
	else
		handle_plain(out, query, client);
}
