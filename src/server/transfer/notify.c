/* SPDX-License-Identifier: BSD-2-Clause */
/* One question, one answer. */

#include "server/transfer/notify.h"

#include "base/rand.h"
#include "report/log.h"
#include "server/transfer/notify_message.h"
#include "server/transfer/peer_text.h"

enum { MESSAGE_MAX = 2048 };

struct notice {
	const struct notify_plan *plan;
	struct tsig_state tsig;
	unsigned rcode;
	bool is_pooled; /* it went over a kept connection */
	enum err err;
};

static struct tsig_state *signature(struct notice *n)
{
	return n->plan->remote->key != NULL ? &n->tsig : NULL;
}

static enum transfer_next on_answer(void *ctx, struct span answer)
{
	struct notice *n = ctx;
	struct msg m;
	uint16_t tsig_error = 0;
	n->err = msg_parse(&m, answer) == OK ? OK : E_XFR;
	if (n->err != OK)
		return TRANSFER_DONE;
	n->rcode = msg_rcode(&m);
	/* A server that does not know our key cannot sign that it does not. */
	if (signature(n) != NULL && n->rcode == RCODE_NOERROR)
		n->err = tsig_verify(&n->tsig, &m, clock_wall(), &tsig_error);
	return TRANSFER_DONE;
}

static enum err exchange(struct notice *n, const struct addr *to)
{
	const struct notify_plan *p = n->plan;
	const struct talk_options options = {
		.to = *to,
		.from = remote_via(p->remote, p->address),
		.terms = p->terms,
	};
	uint8_t message[MESSAGE_MAX];
	size_t len;
	TRY(notify_write(p->version, rand_u16(), message, sizeof(message), &len));
	if (signature(n) != NULL)
		TRY(tsig_sign(&n->tsig, message, &len, sizeof(message), clock_wall(), 0));
	struct talk *t = talk_new(&options);
	enum err e = talk_ask(t, span_of(message, len), on_answer, n);
	n->is_pooled = talk_is_pooled(t);
	if (n->err != OK || n->rcode != RCODE_NOERROR)
		talk_hang_up(t);
	talk_free(t);
	return e != OK ? e : n->err;
}

enum err notify_send(const struct notify_plan *plan)
{
	struct notice n = {.plan = plan};
	const struct addr *to = &plan->remote->addresses[plan->address];
	const struct tsig_key *key = plan->remote->key != NULL ? &plan->remote->key->key : NULL;
	const char *again = plan->is_retry ? "retry, " : "";
	const char *zone = plan->conf->text;
	char peer[PEER_TEXT_MAX];
	if (key != NULL)
		tsig_init(&n.tsig, key);
	enum err e = exchange(&n, to);
	if (key != NULL)
		tsig_deinit(&n.tsig);
	peer_text(peer, to, n.is_pooled ? PEER_TCP_POOL : PEER_TCP, key);
	if (e != OK) {
		log_line(SEV_WARNING, LOG_ZONE, zone, "notify, outgoing, remote %s, %sfailed (%s)",
		         peer, again, err_text(e));
	} else if (n.rcode != RCODE_NOERROR) {
		const char *name = msg_rcode_name(n.rcode);
		log_line(SEV_WARNING, LOG_ZONE, zone,
		         "notify, outgoing, remote %s, %sserver responded with error '%s'", peer,
		         again, name != NULL ? name : "unknown");
	} else {
		log_line(SEV_INFO, LOG_ZONE, zone, "notify, outgoing, remote %s, %sserial %u", peer,
		         again, plan->version->serial.value);
	}
	return e;
}
