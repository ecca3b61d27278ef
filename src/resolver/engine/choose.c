/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whom to ask next: a server whose address is known, or else the address of one.  Invariant: what a
 * delegation can make us do is bounded by ns_used, ns_lookups, ns_failures and depth (NXNSAttack,
 * NRDelegation), and no lookup waits for itself (TsuNAME).
 */

#include "resolver/engine/work.h"

#include "base/rand.h"
#include "resolver/iterate/delegate.h"

enum {
	ADDR_TIMEOUTS_MAX = 3,
	FORWARD_TIMEOUTS_MAX = 5, /* there may be no other, and it may have to ask others itself */
};

static bool ns_may_be_used(const struct query *q, const struct req_limits *l, int ns)
{
	uint8_t flags = q->cut.ns[ns].flags;
	if (flags & CUT_NS_HOPELESS)
		return false;
	return (flags & CUT_NS_USED) || q->cut.ns_used < l->ns_used;
}

static void ns_use(struct query *q, int ns)
{
	if (!(q->cut.ns[ns].flags & CUT_NS_USED)) {
		q->cut.ns[ns].flags |= CUT_NS_USED;
		q->cut.ns_used++;
	}
}

static size_t collect(const struct work *w, const struct query *q, struct up_candidate *out,
                      bool *fresh)
{
	const struct req_options *o = &w->r->options;
	unsigned timeouts = o->forward != NULL ? FORWARD_TIMEOUTS_MAX : ADDR_TIMEOUTS_MAX;
	size_t count = 0;
	*fresh = false;
	for (size_t i = 0; i < q->cut.addr_count; i++) {
		const struct cut_addr *a = &q->cut.addr[i];
		if ((a->flags & CUT_ADDR_BAD) || a->timeouts >= timeouts ||
		    !ns_may_be_used(q, &o->limits, a->ns) || (a->at.len == 4 ? !o->ip4 : !o->ip6))
			continue;
		out[count++] = (struct up_candidate){
			.at = a->at,
			.timeouts = a->timeouts,
			.failures = a->failures,
			.index = (uint8_t)i,
			.always = o->no_throttle,
		};
		*fresh = *fresh || a->timeouts + a->failures == 0;
	}
	return count;
}

/* Family to look up for a server name; 0: none. */
static uint16_t missing_family(const struct work *w, const struct query *q, int ns)
{
	uint8_t flags = q->cut.ns[ns].flags;
	if (!ns_may_be_used(q, &w->r->options.limits, ns) ||
	    plan_has_address(&w->r->plan, q->cut.ns[ns].name))
		return 0;
	if (!(flags & CUT_NS_A_DONE))
		return RR_A;
	return flags & CUT_NS_AAAA_DONE ? 0 : RR_AAAA;
}

static void push_lookup(const struct work *w, struct query *q, int ns, uint16_t type)
{
	struct request *r = w->r;
	void *memory;
	if (arena_try(&r->arena, sizeof(struct query), &memory) != OK) {
		query_fail(q, EDE_OTHER, "memory of the request used up");
		q->own_fault = true;
		return;
	}
	struct query *sub = memory;
	const uint8_t *name = q->cut.ns[ns].name;
	query_init(sub, name, type);
	sub->purpose = QUERY_ADDRESS;
	sub->needed_by_ns = (uint8_t)ns;
	/* A server below its own zone: its address must come from above. */
	if (name_is_under(name, q->cut.name))
		sub->start_above = q->cut.name;
	ns_use(q, ns);
	q->ns_lookups++;
	q->cut.ns[ns].flags |= type == RR_A ? CUT_NS_A_DONE : CUT_NS_AAAA_DONE;
	q->state = QUERY_WAIT;
	NOTE(w, TRACE_NEED_ADDRESS, .name = name, .type = type);
	plan_push(&r->plan, sub);
}

/* Begin to look up an address of a name picked at random, IPv4 first; false: nothing to look up. */
static bool lookup_some(const struct work *w, struct query *q)
{
	const struct req_limits *l = &w->r->options.limits;
	int best = -1;
	uint16_t best_type = 0;
	unsigned seen = 0;
	if (w->r->plan.depth >= l->depth || q->ns_lookups >= l->ns_lookups ||
	    q->ns_failures >= l->ns_failures)
		return false;
	for (int i = 0; i < q->cut.ns_count; i++) {
		uint16_t type = missing_family(w, q, i);
		if (type == 0 || (best_type == RR_A && type == RR_AAAA))
			continue;
		if (type != best_type)
			seen = 0;
		/* each of n equal ones with probability 1/n */
		if (rand_below(++seen) == 0 || type != best_type)
			best = i;
		best_type = type;
	}
	if (best < 0)
		return false;
	push_lookup(w, q, best, best_type);
	return true;
}

static bool has_loop(const struct work *w, const struct query *q)
{
	for (int i = 0; i < q->cut.ns_count; i++) {
		if (!cut_ns_has_addr(&q->cut, i) &&
		    plan_has_address(&w->r->plan, q->cut.ns[i].name))
			return true;
	}
	return false;
}

static void give_up(const struct work *w, struct query *q)
{
	if (q->bogus && check_ask_sigs(w, q))
		return;
	if (w->r->plan.depth >= w->r->options.limits.depth)
		q->own_fault = true;
	if (has_loop(w, q)) {
		q->own_fault = true;
		NOTE(w, TRACE_LOOP, .name = q->cut.name);
		query_fail(q, EDE_UNREACHABLE, "dependency loop");
		return;
	}
	query_fail(q, EDE_UNREACHABLE, NULL);
}

/* Forwarders are asked even when all are known to be silent: nobody else can be. */
static bool choose(const struct work *w, struct up_candidate *list, size_t count,
                   struct up_choice *choice)
{
	if (count == 0)
		return false;
	if (up_choose(w->env->upstream, list, count, w->r->now, choice))
		return true;
	for (size_t i = 0; i < count; i++)
		list[i].always = true;
	return w->r->options.forward != NULL &&
	       up_choose(w->env->upstream, list, count, w->r->now, choice);
}

void choose_next(const struct work *w, struct query *q)
{
	struct up_candidate list[CUT_ADDR_MAX];
	struct up_choice choice;
	bool fresh;
	if (trust_prepare(w, q))
		return;
	size_t count = collect(w, q, list, &fresh);
	/* A server that has not failed yet is worth more than one more try of those that have. */
	if (!fresh && lookup_some(w, q))
		return;
	if (!choose(w, list, count, &choice)) {
		give_up(w, q);
		return;
	}
	ns_use(q, q->cut.addr[choice.index].ns);
	ask_send(w, q, &choice);
}

void choose_take_address(const struct work *w, struct query *below, const struct query *done)
{
	uint8_t before = below->cut.addr_count;
	if (done->result == QUERY_ANSWER)
		delegate_add_addrs(&below->cut, done->needed_by_ns, &done->set.data,
		                   &w->r->options);
	if (below->cut.addr_count == before)
		below->ns_failures++;
	if (done->result == QUERY_FAILED && done->own_fault)
		below->own_fault = true; /* if that fails too, this may be why */
	below->state = QUERY_CHOOSE;
}
