/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From queries to replies, in batches: parse all, find all zones, descend all tries in turn, then
 * make the messages.  Each round of the descent takes one step for each query and asks for the
 * memory of its next, so that the waits of a batch overlap (DECISIONS: answers are made in
 * batches).
 */

#include "server/answer/answer.h"

#include "server/answer/compose.h"
#include "server/answer/decide.h"
#include "server/answer/reply.h"

#include <string.h>

/* A query on its way. */
struct lookup {
	struct query query;
	const struct zone_version *version; /* NULL: nothing to look up */
	const struct qp_twig *at;           /* where its descent has come */
	struct zone_path path;
};

struct answer_scratch {
	bool general;
	struct zone_expander expander, names;
	struct plan plan;
	struct lookup lookups[ANSWER_BATCH];
};

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
	mem_free(s);
}

void answer_scratch_set_general(struct answer_scratch *s, bool general)
{
	s->general = general;
}

static void reply_error(const struct query *q, struct answer_query *to,
                        const struct answer_options *options, uint16_t rcode, int ede)
{
	struct reply r;
	reply_init(&r, to, q, options);
	reply_finish(&r, to, 0, rcode, ede);
}

/* What needs no zone; false for a question to look up. */
static bool settle_early(const struct query *q, struct answer_query *to,
                         const struct answer_options *options)
{
	struct reply r;
	switch (q->verdict) {
	case QUERY_DROP:
		to->kind = ANSWER_DROP;
		break;
	case QUERY_NOTIFY:
		to->kind = ANSWER_NOTIFY;
		break;
	case QUERY_UPDATE:
		to->kind = ANSWER_UPDATE;
		break;
	case QUERY_ERROR:
		reply_error(q, to, options, q->rcode, EDE_NONE);
		break;
	case QUERY_CHAOS:
		reply_init(&r, to, q, options);
		reply_chaos(&r, to);
		break;
	case QUERY_LOOK_UP:
		return false;
	}
	return true;
}

/* Parse a query and find its zone; l->version is set if it is to be looked up. */
static void begin(struct lookup *l, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *to)
{
	struct query *q = &l->query;
	l->version = NULL;
	to->slot = NULL;
	to->reply_len = 0;
	to->rcode = 0;
	query_parse(q, to->query);
	if (UNLIKELY(q->verdict != QUERY_LOOK_UP)) {
		settle_early(q, to, options);
		return;
	}
	to->slot = zone_table_match(table, &q->name.key, q->qtype == RR_DS);
	if (UNLIKELY(q->has_tsig && !to->tsig_verified)) {
		to->kind = ANSWER_TSIG;
		return;
	}
	if (UNLIKELY(q->qtype == RR_AXFR || q->qtype == RR_IXFR)) {
		/* Transfers are of whole zones: of no zone but the one named. */
		if (to->slot != NULL && to->slot->name.len != q->name.name.len)
			to->slot = NULL;
		to->kind = q->qtype == RR_AXFR ? ANSWER_AXFR : ANSWER_IXFR;
		return;
	}
	if (to->slot == NULL) {
		reply_error(q, to, options, RCODE_REFUSED, EDE_NOT_AUTH);
		return;
	}
	const struct zone_version *v = slot_version(to->slot);
	uint32_t flags = atomic_load_explicit(&to->slot->flags, memory_order_relaxed);
	if (v == NULL || (flags & SLOT_EXPIRED) != 0) {
		reply_error(q, to, options, RCODE_SERVFAIL, EDE_INVALID_DATA);
		return;
	}
	l->version = v;
	l->at = &v->names;
	l->path.count = 0;
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

static void finish(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                   struct answer_query *to)
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

	struct reply r;
	reply_init(&r, to, &l->query, options);
	struct reply_space space = {
		.data = r.data,
		.cap = r.cap - r.opt_len,
		.rotation = options->rotate ? l->query.id : 0,
	};
	size_t question_end = r.at;
	enum place_result result = PLACE_UNFIT;
	if (LIKELY(!s->general))
		result = plan_place(&s->plan, &l->query, &space, &r.at, r.counts);
	if (UNLIKELY(result == PLACE_UNFIT)) {
		struct compose_from from = {
			.version = l->version,
			.query = &l->query,
			.expander = &s->expander,
			.names = &s->names,
		};
		r.at = question_end;
		result = plan_compose(&s->plan, &from, &space, &r.at, r.counts);
	}
	uint16_t flags = s->plan.is_authoritative ? MSG_AA : 0;
	if (result == PLACE_TRUNCATED)
		flags |= MSG_TC;
	reply_finish(&r, to, flags, s->plan.rcode, EDE_NONE);
}

static void batch(struct answer_scratch *s, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *queries, size_t n)
{
	struct lookup *active[ANSWER_BATCH];
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		begin(&s->lookups[i], table, options, &queries[i]);
		if (s->lookups[i].version != NULL)
			active[count++] = &s->lookups[i];
	}
	descend(active, count);
	for (size_t i = 0; i < n; i++) {
		if (s->lookups[i].version != NULL)
			finish(s, &s->lookups[i], options, &queries[i]);
	}
}

void answer_batch(struct answer_scratch *s, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *queries, size_t n)
{
	for (size_t done = 0; done < n; done += ANSWER_BATCH)
		batch(s, table, options, queries + done, MIN_OF(n - done, (size_t)ANSWER_BATCH));
}
