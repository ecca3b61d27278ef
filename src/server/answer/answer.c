/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From queries to replies, in batches: parse all, find all zones, descend all tries in turn, then
 * make the messages.  Each round of the descent takes one step for each query and asks for the
 * memory of its next, so that the waits of a batch overlap (DECISIONS: answers are made in
 * batches).
 */

#include "server/answer/answer.h"

#include "server/answer/decide.h"
#include "server/answer/lookup.h"

#include <string.h>

struct answer_scratch *answer_scratch_new(void)
{
	return mem_zalloc(sizeof(struct answer_scratch));
}

void answer_scratch_free(struct answer_scratch *s)
{
	if (s == NULL)
		return;
	zone_expander_deinit(&s->expander);
	zone_expander_deinit(&s->names);
	mem_free(s->hooks);
	mem_free(s);
}

void answer_scratch_set_general(struct answer_scratch *s, bool general)
{
	s->general = general;
}

bool answer_scratch_was_hooked(struct answer_scratch *s)
{
	bool was = s->was_hooked;
	s->was_hooked = false;
	return was;
}

void answer_scratch_set_moment(struct answer_scratch *s, const struct answer_moment *moment)
{
	s->moment = *moment;
}

struct span lookup_options(struct answer_scratch *s, const struct lookup *l,
                           const struct answer_query *to, const struct answer_options *options)
{
	s->extra.len = 0;
	if (l->query.asked != 0)
		reply_options_make(&s->extra, &l->query, options, to->slot,
		                   l->outcome == OUTCOME_LOOK_UP ? l->version : NULL,
		                   s->moment.wall);
	if (l->hook != NULL)
		reply_options_append(&s->extra, span_of(l->hook->options, l->hook->options_len));
	return span_of(s->extra.data, s->extra.len);
}

static void fail(struct lookup *l, uint16_t rcode, int ede)
{
	l->outcome = OUTCOME_ERROR;
	l->rcode = rcode;
	l->ede = ede;
}

static void name(struct lookup *l, struct answer_query *to, enum answer_kind kind)
{
	l->outcome = OUTCOME_NAMED;
	to->kind = kind;
}

/* What needs no zone. */
static void judge_early(struct lookup *l, struct answer_query *to)
{
	switch (l->query.verdict) {
	case QUERY_DROP:
		name(l, to, ANSWER_DROP);
		break;
	case QUERY_NOTIFY:
		name(l, to, ANSWER_NOTIFY);
		break;
	case QUERY_UPDATE:
		name(l, to, ANSWER_UPDATE);
		break;
	case QUERY_ERROR:
		fail(l, l->query.rcode, EDE_NONE);
		break;
	case QUERY_CHAOS:
		l->outcome = OUTCOME_CHAOS;
		break;
	case QUERY_LOOK_UP:
		break;
	}
}

/* Say what is to become of a parsed query; finds its zone. */
static void judge(struct lookup *l, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *to)
{
	struct query *q = &l->query;
	if (UNLIKELY(q->verdict != QUERY_LOOK_UP)) {
		judge_early(l, to);
		return;
	}
	to->slot = zone_table_match(table, &q->name.key, q->qtype == RR_DS);
	if (UNLIKELY(q->has_tsig && !to->tsig_verified)) {
		name(l, to, ANSWER_TSIG);
		return;
	}
	if (UNLIKELY(q->qtype == RR_AXFR || q->qtype == RR_IXFR)) {
		/* Transfers are of whole zones: of no zone but the one named. */
		if (to->slot != NULL && to->slot->name.len != q->name.name.len)
			to->slot = NULL;
		name(l, to, q->qtype == RR_AXFR ? ANSWER_AXFR : ANSWER_IXFR);
		return;
	}
	if (UNLIKELY((q->asked & ASK_SUBNET) != 0) && options->client_subnet &&
	    !reply_options_subnet_ok(q)) {
		fail(l, RCODE_FORMERR, EDE_NONE);
		return;
	}
	if (UNLIKELY(to->slot == NULL)) {
		fail(l, RCODE_REFUSED, EDE_NOT_AUTH);
		return;
	}
	const struct zone_version *v = slot_version(to->slot);
	uint32_t flags = atomic_load_explicit(&to->slot->flags, memory_order_relaxed);
	if (UNLIKELY(v == NULL || (flags & SLOT_EXPIRED) != 0)) {
		fail(l, RCODE_SERVFAIL, EDE_INVALID_DATA);
		return;
	}
	l->version = v;
	l->at = &v->names;
	l->path.count = 0;
}

/* Make the replies that hold no records of a zone. */
static void settle(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                   struct answer_query *to)
{
	struct reply r;
	if (l->outcome == OUTCOME_NAMED)
		return;
	reply_init(&r, to, &l->query, options, lookup_options(s, l, to, options));
	if (l->outcome == OUTCOME_CHAOS)
		reply_chaos(&r, to);
	else
		reply_finish(&r, to, 0, l->rcode, l->ede);
	if (l->hook != NULL)
		hooked_end(s, l, options, to);
}

static ALWAYS_INLINE bool is_hooked(const struct answer_options *options,
                                    const struct answer_query *to)
{
	return options->hooks != NULL ||
	       (to->slot != NULL &&
	        (atomic_load_explicit(&to->slot->flags, memory_order_relaxed) & SLOT_HOOKED) != 0);
}

/* Parse a query and find its zone; true when it is to be looked up. */
static bool begin(struct answer_scratch *s, struct lookup *l, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *to)
{
	to->slot = NULL;
	to->reply_len = 0;
	to->rcode = 0;
	l->outcome = OUTCOME_LOOK_UP;
	l->hook = NULL;
	l->rcode = 0;
	query_parse(&l->query, to->query);
	judge(l, table, options, to);
	if (UNLIKELY(is_hooked(options, to)) && l->query.verdict != QUERY_DROP)
		hooked_begin(s, l, options, to);
	if (LIKELY(l->outcome == OUTCOME_LOOK_UP))
		return true;
	settle(s, l, options, to);
	return false;
}

/*
 * Descend for all look-ups together: a twig asked for in one round is looked at in the next.
 *
 * active  n of them; the array is used up
 */
static void descend(struct lookup **active, size_t n)
{
	while (n > 0) {
		struct lookup **kept = active, **end = active + n;
		for (struct lookup **at = active; at < end; at++) {
			struct lookup *l = *at;
			const struct qp_twig *t = l->at;
			if (UNLIKELY(qp_is_leaf(t))) {
				/* A node with one set is about two lines. */
				__builtin_prefetch(t->ptr);
				__builtin_prefetch((const uint8_t *)t->ptr + 64);
				continue;
			}
			l->at = zone_path_step(&l->path, t, &l->query.name.key);
			__builtin_prefetch(l->at);
			*kept++ = l;
		}
		n = (size_t)(kept - active);
	}
}

static ALWAYS_INLINE void decide(struct answer_scratch *s, struct lookup *l)
{
	struct zone_found found;
	struct decision d = {
		.version = l->version,
		.query = &l->query,
		.plan = &s->plan,
		.expander = &s->expander,
		.proves = l->query.wants_dnssec && l->version->denial != ZONE_UNSIGNED,
	};
	zone_found_make(&found, l->version, &l->query.name, l->at, &l->path);
	answer_decide(&d, &found);
}

void lookup_decide(struct answer_scratch *s, struct lookup *l)
{
	decide(s, l);
}

/* Write the records of s->plan. */
static ALWAYS_INLINE enum place_result write_plan(struct answer_scratch *s, const struct lookup *l,
                                                  const struct answer_options *options,
                                                  struct reply *r)
{
	struct reply_space space = {
		.data = r->data,
		.cap = r->cap - r->opt_len,
		.rotation = options->rotate ? l->query.id : 0,
	};
	size_t question_end = r->at;
	enum place_result result = PLACE_UNFIT;
	if (LIKELY(!s->general))
		result = plan_place(&s->plan, &l->query, &space, &r->at, r->counts);
	if (LIKELY(result != PLACE_UNFIT))
		return result;
	struct compose_from from = {
		.version = l->version,
		.query = &l->query,
		.expander = &s->expander,
		.names = &s->names,
	};
	r->at = question_end;
	return plan_compose(&s->plan, &from, &space, &r->at, r->counts);
}

static void finish(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                   struct answer_query *to)
{
	struct reply r;
	struct span extra = {0};
	if (UNLIKELY(l->hook != NULL) && hooked_answer(s, l, options, to)) {
		hooked_end(s, l, options, to);
		return;
	}
	decide(s, l);
	if (UNLIKELY(l->query.asked != 0 || l->hook != NULL))
		extra = lookup_options(s, l, to, options);
	reply_init(&r, to, &l->query, options, extra);
	enum place_result result = write_plan(s, l, options, &r);
	uint16_t flags = s->plan.is_authoritative ? MSG_AA : 0;
	if (UNLIKELY(result == PLACE_TRUNCATED))
		flags |= MSG_TC;
	reply_finish(&r, to, flags, s->plan.rcode, EDE_NONE);
	if (UNLIKELY(l->hook != NULL))
		hooked_end(s, l, options, to);
}

static void batch(struct answer_scratch *s, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *queries, size_t n)
{
	struct lookup *active[ANSWER_BATCH];
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		if (LIKELY(begin(s, &s->lookups[i], table, options, &queries[i])))
			active[count++] = &s->lookups[i];
	}
	descend(active, count);
	for (size_t i = 0; i < n; i++) {
		if (LIKELY(s->lookups[i].outcome == OUTCOME_LOOK_UP))
			finish(s, &s->lookups[i], options, &queries[i]);
	}
}

void answer_batch(struct answer_scratch *s, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *queries, size_t n)
{
	for (size_t done = 0; done < n; done += ANSWER_BATCH)
		batch(s, table, options, queries + done, MIN_OF(n - done, (size_t)ANSWER_BATCH));
}
