/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes before a transfer: permission, and whether there are changes to send.
 *
 * Changes are read from the journal into memory at once, so that a slow client holds nothing of the
 * database.  A history that is larger than HISTORY_MAX, or for which the sum of those that are
 * being sent leaves no room below HISTORY_TOTAL, is not sent: the zone itself costs no memory.
 */

#include "server/serve/transfer_request.h"

#include "dns/edns.h"
#include "report/log.h"
#include "server/transfer/peer_text.h"

enum { HISTORY_MAX = 64 << 20, HISTORY_TOTAL = 256 << 20 };

static void log_request(const struct answer_query *q, const struct serve_client *client,
                        const char *text)
{
	char peer[PEER_TEXT_MAX];
	const struct zone_conf *conf = permit_conf(q);
	if (!log_wants(SEV_INFO, LOG_ZONE))
		return;
	peer_text(peer, client->peer, client->protocol == PROTOCOL_TCP,
	          client->key != NULL ? &client->key->key : NULL);
	log_line(SEV_INFO, LOG_ZONE, conf != NULL ? conf->text : NULL,
	         "%s, outgoing, remote %s, %s", q->kind == ANSWER_AXFR ? "AXFR" : "IXFR", peer,
	         text);
}

static void log_serial(const struct answer_query *q, const struct serve_client *client,
                       const char *before, struct serial serial, const char *behind)
{
	char text[128];
	struct text t;
	text_init_fixed(&t, text, sizeof(text));
	text_printf(&t, "%s, serial %u%s", before, serial.value, behind);
	log_request(q, client, text);
}

/* RFC 7314 section 3.3: seconds until we would stop serving it. */
static int64_t expire_of(const struct zone_slot *slot, const struct zone_version *v)
{
	int64_t at = atomic_load_explicit(&slot->expire_at_s, memory_order_relaxed);
	return at != 0 ? MAX_OF(at - clock_wall().s, (int64_t)0) : v->expire_s;
}

/* The refusal that is due before anything is read of the zone; false: none is. */
static bool refuses(struct answer_query *q, const struct serve_client *client)
{
	if (client->protocol == PROTOCOL_UDP && q->kind == ANSWER_AXFR) {
		/* RFC 5936 section 4.2: not over UDP. */
		permit_reply(q, RCODE_NOTIMP, EDE_NONE);
	} else if (q->slot == NULL) {
		permit_reply(q, RCODE_NOTAUTH, EDE_NOT_AUTH);
	} else if (!permit_may(q, client, ACTION_TRANSFER)) {
		permit_reply(q, RCODE_NOTAUTH, EDE_NONE);
	} else if ((atomic_load(&q->slot->flags) & SLOT_XFR_FROZEN) != 0) {
		permit_reply(q, RCODE_REFUSED, EDE_NOT_READY);
		log_request(q, client,
		            q->kind == ANSWER_AXFR ? "outgoing AXFR frozen"
		                                   : "outgoing IXFR frozen");
	} else {
		return false;
	}
	return true;
}

/* Our SOA is the whole answer: nothing is newer, or it does not fit the transport. */
static void reply_soa(struct answer_query *q, const struct serve_client *client,
                      const struct msg *m, const struct transfer_start *t)
{
	size_t cap = q->reply_cap;
	if (client->protocol == PROTOCOL_UDP) {
		size_t size = m->edns.present ? m->edns.udp_size : 0;
		cap = MIN_OF(cap, MAX_OF(size, (size_t)MSG_UDP_MIN));
	}
	cap -= MIN_OF(cap, (size_t)q->reserve);
	uint16_t flags = (uint16_t)(MSG_QR | MSG_AA | (m->flags & MSG_RD));
	q->rcode = RCODE_NOERROR;
	if (xfr_soa_write(&t->head, flags, t->version, q->reply, cap, &q->reply_len) == OK)
		return;
	permit_reply(q, RCODE_NOERROR, EDE_NONE);
	if (q->reply_len > 0)
		q->reply[2] |= MSG_TC >> 8;
}

/* Have the changes since the client's serial; false: there are none, which is logged. */
static bool history_take(struct transfer_start *out, const struct serve_env *env,
                         const struct answer_query *q, const struct serve_client *client)
{
	const struct zone_conf *conf = permit_conf(q);
	struct serve_counters *counters = env->counters;
	enum err e = E_NOTFOUND;
	size_t limit = HISTORY_MAX;
	if (counters != NULL) {
		size_t held = atomic_load(&counters->history_octets);
		limit = held < HISTORY_TOTAL ? MIN_OF(limit, HISTORY_TOTAL - held) : 0;
	}
	if (conf->ixfr.provide)
		e = history_read(&out->history, env->journal, q->slot->name.wire, out->from,
		                 out->version->serial, limit);
	if (e == OK) {
		out->has_history = true;
		if (counters != NULL)
			atomic_fetch_add(&counters->history_octets, out->history.octets);
		return true;
	}
	log_serial(q, client, e == E_LIMIT ? "history too large" : "incomplete history", out->from,
	           ", fallback to AXFR");
	return false;
}

/* false: an answer was made. */
static bool ixfr_request(struct transfer_start *out, const struct serve_env *env,
                         struct answer_query *q, const struct serve_client *client,
                         const struct msg *m)
{
	if (xfr_serial_read(m, &out->from) != OK) {
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
		return false;
	}
	if (client->protocol == PROTOCOL_UDP) {
		/* RFC 1995 section 2: the client sees whether to come by TCP. */
		reply_soa(q, client, m, out);
		return false;
	}
	if (!serial_is_newer(out->version->serial, out->from)) {
		reply_soa(q, client, m, out);
		log_serial(q, client, "zone is up-to-date", out->from, "");
		return false;
	}
	/* Without, the answer has the form of AXFR (RFC 1995 section 4). */
	(void)history_take(out, env, q, client);
	return true;
}

bool transfer_request(struct transfer_start *out, const struct serve_env *env,
                      struct answer_query *q, const struct serve_client *client)
{
	struct msg m;
	*out = (struct transfer_start){0};
	if (refuses(q, client))
		return false;
	bool expired = (atomic_load(&q->slot->flags) & SLOT_EXPIRED) != 0;
	out->version = expired ? NULL : slot_pin(q->slot);
	if (out->version == NULL) {
		permit_reply(q, RCODE_SERVFAIL, EDE_INVALID_DATA);
		return false;
	}
	/* The answer path has parsed it. */
	bool goes_on = msg_parse(&m, q->query) == OK;
	if (goes_on) {
		xfr_head_init(&out->head, &m, expire_of(q->slot, out->version));
		goes_on = q->kind == ANSWER_AXFR || ixfr_request(out, env, q, client, &m);
	} else {
		permit_reply(q, RCODE_FORMERR, EDE_NONE);
	}
	if (!goes_on)
		zone_version_unpin(out->version);
	return goes_on;
}
