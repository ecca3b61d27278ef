/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A NOTIFY is believed as far as to make us ask.  Whose zone it is and who may say so is looked at
 * before what is said.
 */

#include "server/serve/notify_request.h"

#include "dns/edns.h"
#include "report/log.h"
#include "server/transfer/notify_message.h"
#include "server/transfer/peer_text.h"

static void log_notify(enum log_severity severity, const struct answer_query *q,
                       const struct serve_client *client, const char *text)
{
	static struct log_limit limit;
	unsigned suppressed = 0;
	char peer[PEER_TEXT_MAX];
	/* Whoever comes by UDP without a signature may be anybody. */
	bool is_known = client->protocol != PROTOCOL_UDP || client->key != NULL;
	if (!log_wants(severity, LOG_ZONE) || (!is_known && !log_limit_allows(&limit, &suppressed)))
		return;
	peer_text(peer, client->peer, client->protocol == PROTOCOL_TCP,
	          client->key != NULL ? &client->key->key : NULL);
	log_line(severity, LOG_ZONE, permit_conf(q)->text, "notify, incoming, remote %s, %s", peer,
	         text);
	if (suppressed > 0)
		log_line(severity, LOG_SERVER, NULL, "notify, incoming, %u more not logged",
		         suppressed);
}

/* An allowed NOTIFY for a zone of ours. */
static void take(const struct serve_env *env, const struct answer_query *q,
                 const struct serve_client *client, const struct msg *m)
{
	const struct zone_version *v = slot_version(q->slot);
	struct serial serial = {0};
	char text[32];
	struct text t;
	text_init_fixed(&t, text, sizeof(text));
	bool has_serial = notify_serial_read(m, &serial);
	if (has_serial)
		text_printf(&t, "serial %u", serial.value);
	else
		text_put(&t, "serial none");
	log_notify(SEV_INFO, q, client, text);
	/* RFC 1996 section 4.11: what we have already is no news; of a zone that is signed here
	 * the serial says nothing. */
	if (has_serial && v != NULL && serial.value == v->serial.value &&
	    !permit_conf(q)->dnssec_signing)
		return;
	if (env->events.notified != NULL)
		env->events.notified(env->events.ctx, q->slot, client->peer, has_serial, serial);
}

void notify_request(const struct serve_env *env, const struct serve_view *view,
                    struct answer_query *q, const struct serve_client *client)
{
	struct msg m;
	if (msg_parse(&m, q->query) != OK || m.count[SECTION_QUESTION] != 1) {
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
		return;
	}
	q->slot = m.qclass == CLASS_IN && view->table->count > 0
	                  ? zone_table_find(view->table, m.qname.wire)
	                  : NULL;
	if (q->slot == NULL || !permit_may(q, client, ACTION_NOTIFY)) {
		permit_reply(q, RCODE_NOTAUTH, EDE_NONE);
	} else if (m.qtype != RR_SOA) {
		/* RFC 1996 section 3.7: notices about other types are not defined. */
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
		log_notify(SEV_DEBUG, q, client, "invalid query");
	} else {
		take(env, q, client, &m);
		permit_reply(q, RCODE_NOERROR, EDE_NONE);
	}
}
