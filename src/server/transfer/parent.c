/* SPDX-License-Identifier: BSD-2-Clause */
/* What a parent's server answers is believed as far as the remote's key, if any, makes it so. */

#include "server/transfer/parent.h"

#include "base/rand.h"
#include "dns/rrtype.h"
#include "report/log.h"
#include "server/transfer/key_update.h"
#include "server/transfer/set_ask.h"

enum { UPDATE_MAX = 16384, ANSWER_MEMORY = 64 << 10 };

/* ---- DS check ---- */

static void log_check(const struct parent_plan *plan, const struct question *q,
                      const struct question_answer *answer, bool confirmed)
{
	char peer[PEER_TEXT_MAX];
	const char *name = msg_rcode_name(answer->rcode);
	question_peer(peer, q, answer);
	if (answer->err != OK)
		log_line(SEV_WARNING, LOG_ZONE, plan->conf->text,
		         "DS check, outgoing, remote %s, failed (%s)", peer, err_text(answer->err));
	else if (answer->rcode != RCODE_NOERROR)
		log_line(answer->rcode == RCODE_NXDOMAIN ? SEV_NOTICE : SEV_WARNING, LOG_ZONE,
		         plan->conf->text,
		         "DS check, outgoing, remote %s, server responded with error '%s'", peer,
		         name != NULL ? name : "unknown");
	else
		log_line(SEV_INFO, LOG_ZONE, plan->conf->text,
		         "DS check, outgoing, remote %s, KSK submission check: %s", peer,
		         confirmed ? "positive" : "negative");
}

bool parent_confirms(const struct parent_plan *plan,
                     bool (*confirms)(void *ctx, const struct rrset *ds), void *ctx, uint32_t *ttl)
{
	struct set_asked a = {.name = plan->conf->name.wire, .type = RR_DS};
	struct question q = {.remote = plan->remote, .terms = plan->terms};
	bool confirmed = false;
	enum err e = E_UNREACHABLE;
	arena_init(&a.arena, ANSWER_MEMORY);
	for (; e != OK && q.address < plan->remote->address_count; q.address++) {
		struct question_answer answer;
		e = set_ask(&answer, &q, &a);
		if (e == OK && answer.rcode == RCODE_NOERROR)
			confirmed = confirms(ctx, &a.reply.set);
		log_check(plan, &q, &answer, confirmed);
		if (e == E_CANCELED)
			break;
	}
	if (confirmed)
		*ttl = a.reply.original_ttl;
	arena_deinit(&a.arena);
	return confirmed;
}

/* ---- DS push ---- */

/* The closest zone above the child that the remote has a SOA of. */
static enum err find_parent(struct question_answer *answer, const struct question *q,
                            struct set_asked *a)
{
	a->type = RR_SOA;
	while (a->name[0] != 0) {
		a->name = name_parent(a->name);
		TRY(set_ask(answer, q, a));
		if (a->reply.set.count > 0)
			return OK;
	}
	return E_NOZONE;
}

static enum err push_to(struct question_answer *answer, const struct question *q,
                        const struct rrset *cds, uint32_t ttl)
{
	struct set_asked a = {.name = cds->owner};
	uint8_t message[UPDATE_MAX];
	struct key_update out = {.octets = message, .cap = sizeof(message)};
	*answer = (struct question_answer){0};
	arena_init(&a.arena, ANSWER_MEMORY);
	enum err e = find_parent(answer, q, &a);
	arena_deinit(&a.arena);
	if (e == OK)
		e = key_update_ds(a.name, cds, ttl, rand_u16(), &out);
	if (e == OK)
		e = question_ask(answer, q, message, out.len, out.cap, NULL, NULL);
	return e == OK && answer->rcode != RCODE_NOERROR ? E_DENIED : e;
}

static void log_push(const struct parent_plan *plan, const struct question *q,
                     const struct question_answer *answer, enum err e)
{
	char peer[PEER_TEXT_MAX];
	const char *name = msg_rcode_name(answer->rcode);
	question_peer(peer, q, answer);
	if (e == OK)
		log_line(SEV_INFO, LOG_ZONE, plan->conf->text,
		         "DS push, outgoing, remote %s, success", peer);
	else if (e == E_DENIED)
		log_line(SEV_WARNING, LOG_ZONE, plan->conf->text,
		         "DS push, outgoing, remote %s, server responded with error '%s'", peer,
		         name != NULL ? name : "unknown");
	else
		log_line(SEV_WARNING, LOG_ZONE, plan->conf->text,
		         "DS push, outgoing, remote %s, failed (%s)", peer, err_text(e));
}

enum err parent_push(const struct parent_plan *plan, const struct rrset *cds, uint32_t ttl)
{
	struct question q = {.remote = plan->remote, .terms = plan->terms};
	struct question_answer answer;
	enum err e = E_UNREACHABLE;
	for (; e != OK && q.address < plan->remote->address_count; q.address++) {
		e = push_to(&answer, &q, cds, ttl);
		log_push(plan, &q, &answer, e);
		if (e == E_CANCELED || e == E_DENIED || e == E_NOZONE)
			break; /* it was reached; the others would say the same */
	}
	return e;
}
