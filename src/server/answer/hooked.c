/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answering while modules take part.  Nothing of this is reached when none is configured.  When
 * none of those that are wants to write records, the fast way makes the message.
 */

#include "server/answer/answer.h"
#include "server/answer/decide.h"
#include "server/answer/lookup.h"

#include <string.h>

enum {
	WRITING = 1 << HOOK_PREANSWER | 1 << HOOK_ANSWER | 1 << HOOK_AUTHORITY |
	          1 << HOOK_ADDITIONAL
};

static enum hook_operation operation_of(const struct lookup *l, const struct answer_query *to)
{
	if (l->outcome != OUTCOME_NAMED)
		return l->query.verdict == QUERY_ERROR ? OPERATION_INVALID : OPERATION_QUERY;
	switch (to->kind) {
	case ANSWER_AXFR:
		return OPERATION_AXFR;
	case ANSWER_IXFR:
		return OPERATION_IXFR;
	case ANSWER_NOTIFY:
		return OPERATION_NOTIFY;
	case ANSWER_UPDATE:
		return OPERATION_UPDATE;
	default:
		return OPERATION_QUERY;
	}
}

/* splitmix64: modules get numbers that nobody can tell from the outside. */
static uint64_t random_next(struct answer_moment *m)
{
	uint64_t x = m->random += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static void hook_fill(struct hook_query *h, struct answer_scratch *s, const struct lookup *l,
                      const struct answer_options *options, const struct answer_query *to)
{
	const struct query *q = &l->query;
	/* All but the room for options. */
	memset(h, 0, offsetof(struct hook_query, options));
	h->options_len = 0;
	h->peer = to->peer;
	h->local = to->local;
	h->protocol = options->protocol;
	h->mono = s->moment.mono;
	h->wall = s->moment.wall;
	h->random = random_next(&s->moment);
	h->query = to->query;
	h->operation = operation_of(l, to);
	h->has_question = q->has_question;
	h->is_empty = q->is_empty;
	h->has_edns = q->has_edns;
	h->wants_dnssec = q->wants_dnssec;
	h->qtype = q->qtype;
	h->qclass = q->qclass;
	h->qname = q->qname;
	if ((q->asked & ASK_COOKIE) != 0)
		h->cookie = q->cookie;
	h->slot = to->slot;
	h->rcode = l->rcode;
}

void hooked_begin(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                  struct answer_query *to)
{
	static const enum hook_stage stages[] = {HOOK_PROTO_BEGIN, HOOK_BEGIN};
	if (s->hooks == NULL)
		s->hooks = mem_calloc(ANSWER_BATCH, sizeof(*s->hooks));
	s->was_hooked = true;
	struct hook_query *h = l->hook = &s->hooks[l - s->lookups];
	l->lists = (struct hook_pair){options->hooks,
	                              to->slot != NULL ? slot_hooks(to->slot) : NULL};
	hook_fill(h, s, l, options, to);
	to->facts = (struct answer_facts){
		.is_hooked = true,
		.has_edns = h->has_edns,
		.wants_dnssec = h->wants_dnssec,
		.has_question = h->has_question,
		.operation = (uint8_t)h->operation,
		.qtype = h->qtype,
	};
	bool waits = l->outcome == OUTCOME_NAMED && to->kind == ANSWER_TSIG;
	for (size_t i = to->tsig_verified ? 1 : 0; i < (waits ? 1 : ARRAY_LEN(stages)); i++) {
		enum hook_next next = hooks_run(&l->lists, stages[i], h);
		if (next == HOOK_DROP) {
			l->outcome = OUTCOME_NAMED;
			to->kind = ANSWER_DROP;
			return;
		}
		if (next == HOOK_REPLY || next == HOOK_DONE) {
			l->outcome = OUTCOME_ERROR;
			l->rcode = h->rcode;
			l->ede = EDE_NONE;
			return;
		}
	}
}

/* Compose the plan section by section, asking before each; the last word on truncation. */
static enum place_result compose_asking(struct answer_scratch *s, struct lookup *l,
                                        struct msg_writer *w, unsigned rotation)
{
	static const enum hook_stage before[] = {HOOK_STAGES, HOOK_STAGES, HOOK_AUTHORITY,
	                                         HOOK_ADDITIONAL};
	struct compose_from from = {
		.version = l->version,
		.query = &l->query,
		.expander = &s->expander,
		.names = &s->names,
	};
	for (unsigned section = SECTION_ANSWER; section <= SECTION_ADDITIONAL; section++) {
		if (before[section] != HOOK_STAGES &&
		    hooks_run(&l->lists, before[section], l->hook) == HOOK_DROP)
			return PLACE_UNFIT;
		if (plan_compose_section(&s->plan, &from, w, rotation, section) != PLACE_DONE)
			return PLACE_TRUNCATED;
	}
	return PLACE_DONE;
}

/* What PREANSWER and ANSWER say; the plan is made in between. */
static enum hook_next ask(struct answer_scratch *s, struct lookup *l)
{
	struct hook_query *h = l->hook;
	enum hook_next next = hooks_run(&l->lists, HOOK_PREANSWER, h);
	if (next != HOOK_NEXT)
		return next;
	lookup_decide(s, l);
	h->rcode = s->plan.rcode;
	return hooks_run(&l->lists, HOOK_ANSWER, h);
}

bool hooked_answer(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                   struct answer_query *to)
{
	struct hook_query *h = l->hook;
	struct reply r;
	struct msg_writer w;
	h->version = l->version;
	if ((hooks_stages(&l->lists) & WRITING) == 0)
		return false;
	reply_init(&r, to, &l->query, options, lookup_options(s, l, to, options));
	msg_writer_init(&w, r.data, r.cap - r.opt_len, l->query.id, 0);
	if (msg_put_question(&w, l->query.qname, l->query.qtype, l->query.qclass) != OK)
		return false;
	h->writer = &w;
	h->rcode = RCODE_NOERROR;
	uint16_t flags = MSG_AA;
	enum hook_next next = ask(s, l);
	enum place_result result = PLACE_DONE;
	if (next == HOOK_NEXT) {
		result = compose_asking(s, l, &w, options->rotate ? l->query.id : 0);
		flags = s->plan.is_authoritative ? MSG_AA : 0;
		next = result == PLACE_UNFIT ? HOOK_DROP : HOOK_NEXT;
	}
	h->writer = NULL;
	if (next == HOOK_DROP) {
		to->kind = ANSWER_DROP;
		return true;
	}
	if (next == HOOK_REPLY) {
		reply_init(&r, to, &l->query, options, r.extra);
		flags = 0;
	} else {
		r.at = w.pos;
		memcpy(r.counts, w.count, sizeof(r.counts));
	}
	if (result == PLACE_TRUNCATED)
		flags |= MSG_TC;
	reply_finish(&r, to, flags, h->rcode, EDE_NONE);
	return true;
}

void hooked_end(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                struct answer_query *to)
{
	struct hook_query *h = l->hook;
	if (to->kind != ANSWER_REPLY)
		return;
	h->reply = span_of(to->reply, to->reply_len);
	h->rcode = to->rcode;
	enum hook_next next = hooks_run(&l->lists, HOOK_END, h);
	if (next == HOOK_DROP) {
		to->kind = ANSWER_DROP;
		to->reply_len = 0;
	} else if (next == HOOK_TRUNCATE) {
		struct reply r;
		reply_init(&r, to, &l->query, options, lookup_options(s, l, to, options));
		reply_finish(&r, to, MSG_AA | MSG_TC, to->rcode, EDE_NONE);
	}
}

void answer_sent(struct answer_scratch *s, const struct answer_options *options,
                 const struct answer_query *q, uint32_t spent_us)
{
	const struct answer_facts *f = &q->facts;
	struct hook_query h;
	struct hook_pair lists = {options->hooks, q->slot != NULL ? slot_hooks(q->slot) : NULL};
	if (!f->is_hooked || (hooks_stages(&lists) >> HOOK_PROTO_END & 1) == 0)
		return;
	memset(&h, 0, offsetof(struct hook_query, options));
	h.options_len = 0;
	h.peer = q->peer;
	h.local = q->local;
	h.protocol = options->protocol;
	h.mono = s->moment.mono;
	h.wall = s->moment.wall;
	h.spent_us = spent_us;
	h.query = q->query;
	h.operation = f->operation;
	h.has_question = f->has_question;
	h.has_edns = f->has_edns;
	h.wants_dnssec = f->wants_dnssec;
	h.qtype = f->qtype;
	h.slot = q->slot;
	h.rcode = q->rcode;
	h.reply = span_of(q->reply, q->reply_len);
	hooks_run(&lists, HOOK_PROTO_END, &h);
}
