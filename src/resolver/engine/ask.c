/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making the message for a server.  Invariant: every message is charged to the query and to the
 * request before it is made.
 */

#include "resolver/engine/work.h"

#include "base/rand.h"
#include "resolver/iterate/minimise.h"

enum { QUERY_WIRE_MAX = 384, TCP_WAIT_MS = 2000, OPTION_HEAD = 4 };

/* Random case for every letter: more bits that a forger must guess. */
static void randomise_case(uint8_t *name)
{
	uint8_t bits[NAME_MAX_LEN];
	size_t len = name_len(name);
	rand_octets(bits, len);
	for (size_t at = 0; name[at] != 0; at += name[at] + 1u) {
		for (size_t i = at + 1; i <= at + name[at]; i++) {
			if (name[i] >= 'a' && name[i] <= 'z' && (bits[i] & 1))
				name[i] -= 'a' - 'A';
		}
	}
}

/*
 * The message: RD clear; with EDNS, DO and CD set whatever the client said, so that what is cached
 * serves all (RFC 4035 section 3.2.1, RFC 6840 section 5.9).  Forwarders get RD, and a stub's the
 * client's own DO and CD.
 */
static enum err make_message(const struct work *w, const struct query_attempt *a,
                             const struct cut_addr *to, struct span *out)
{
	const struct req_forward *f = w->r->options.forward;
	bool dnssec = f == NULL || !f->stub || w->r->client.wants_dnssec;
	struct msg_writer m;
	struct edns_writer edns;
	struct name name;
	void *buf;
	uint8_t options[OPTION_HEAD + UP_COOKIE_MAX], cookie[UP_COOKIE_MAX];
	TRY(arena_try(&w->r->arena, QUERY_WIRE_MAX, &buf));
	name_copy(&name, a->asked);
	if (a->random_case)
		randomise_case(name.wire);
	uint16_t flags = a->edns || w->r->options.cd_upstream ? MSG_CD : 0;
	if (f != NULL)
		flags = forward_flags(w, to, a->edns);
	msg_writer_init(&m, buf, QUERY_WIRE_MAX, 0, flags);
	TRY(msg_put_question(&m, name.wire, a->asked_type, CLASS_IN));
	if (a->edns) {
		edns_writer_init(&edns, options, sizeof(options), w->r->options.edns_size);
		size_t len = up_cookie(w->env->upstream, &to->at, w->r->now, cookie);
		TRY(edns_put(&edns, EDNS_COOKIE, span_of(cookie, len)));
		edns.flags = dnssec ? MSG_EDNS_DO : 0;
		TRY(edns_write(&m, &edns));
	}
	*out = span_of(buf, msg_finish(&m));
	return OK;
}

/* Run the hooks that may change the query; false: it has been ended, or must wait. */
static bool run_hooks(const struct work *w, struct query *q)
{
	const struct engine_hooks *hooks = w->env->hooks;
	for (; hooks != NULL && q->hook_next < hooks->count; q->hook_next++) {
		const struct engine_hook *h = &hooks->list[q->hook_next];
		if (h->produce == NULL)
			continue;
		q->state = QUERY_CHOOSE; /* whom, is decided again afterwards */
		enum hook_result result = h->produce(h->ctx, w->r, q);
		if (work_yields(w, q, result, h->name))
			return false;
		if (result != HOOK_NEXT) {
			NOTE(w, TRACE_HOOK, .name = q->name, .text = h->name);
			query_fail(q, EDE_OTHER, "refused by a module");
			q->own_fault = true;
		}
		if (q->state == QUERY_DONE)
			return false;
	}
	q->hook_next = 0;
	return true;
}

/* May the message go there? */
static bool may_leave(const struct work *w, struct query *q, const struct hook_message *m)
{
	const struct engine_hooks *hooks = w->env->hooks;
	for (size_t i = 0; hooks != NULL && i < hooks->count; i++) {
		const struct engine_hook *h = &hooks->list[i];
		if (h->checkout == NULL || h->checkout(h->ctx, w->r, q, m) != HOOK_FAILED)
			continue;
		NOTE(w, TRACE_HOOK, .name = q->name, .text = h->name);
		return false;
	}
	return true;
}

static void send_to(const struct work *w, struct query *q, uint8_t addr, bool tcp,
                    uint32_t timeout_ms)
{
	struct request *r = w->r;
	struct query_attempt *a = &q->attempt;
	struct cut_addr *to = &q->cut.addr[addr];
	if (!run_hooks(w, q))
		return;
	if (!budget_take_send(&r->budget, &r->options.limits, q)) {
		NOTE(w, TRACE_LIMIT, .name = q->name, .text = "messages");
		q->own_fault = true;
		query_fail(q, EDE_OTHER, "too many queries to servers");
		return;
	}
	*a = (struct query_attempt){
		.ask = ++r->asks,
		.addr = addr,
		.tcp = tcp || r->options.tcp_only,
		.edns = !(to->flags & CUT_ADDR_NO_EDNS) && !r->options.no_edns,
		.sent = r->now,
	};
	a->random_case = r->options.random_case && !r->options.no_edns && !a->tcp &&
	                 !(to->flags & CUT_ADDR_NO_CASE);
	if (a->tcp)
		timeout_ms = MAX_OF(timeout_ms, (uint32_t)TCP_WAIT_MS);
	a->timeout_ms = MAX_OF(MIN_OF(timeout_ms, budget_left_ms(&r->budget, r->now)), 1u);
	minimise_ask(q, &r->options);
	while (a->minimised && up_is_inner(w->env->upstream, a->asked, r->now)) {
		q->asked_labels++; /* what others asked for in vain */
		minimise_ask(q, &r->options);
	}
	struct span message;
	if (make_message(w, a, to, &message) != OK) {
		q->own_fault = true;
		query_fail(q, EDE_OTHER, "memory of the request used up");
		return;
	}
	const struct hook_message m = {
		.wire = message,
		.to = r->options.forward != NULL ? r->options.forward->to[addr]
	                                         : server_addr_get(&to->at),
		.tcp = a->tcp,
	};
	if (!may_leave(w, q, &m)) {
		a->ask = 0;
		to->flags |= CUT_ADDR_BAD;
		q->state = QUERY_CHOOSE;
		return;
	}
	NOTE(w, a->tcp ? TRACE_ASK_TCP : TRACE_ASK, .name = a->asked, .type = a->asked_type,
	     .address = span_of(to->at.octets, to->at.len));
	work_act(w, ENGINE_ASK)->ask = (struct engine_ask){
		.number = a->ask,
		.to = m.to,
		.as_given = r->options.forward != NULL,
		.tcp = a->tcp,
		.check_case = a->random_case,
		.timeout_ms = a->timeout_ms,
		.message = message,
	};
	q->state = QUERY_WAIT;
}

void ask_send(const struct work *w, struct query *q, const struct up_choice *choice)
{
	struct cut_addr *to = &q->cut.addr[choice->index];
	if (!choice->edns)
		to->flags |= CUT_ADDR_NO_EDNS;
	send_to(w, q, choice->index, choice->tcp || (to->flags & CUT_ADDR_TCP), choice->timeout_ms);
}

void ask_again(const struct work *w, struct query *q, uint8_t addr, bool tcp)
{
	send_to(w, q, addr, tcp, MAX_OF(q->attempt.timeout_ms, (uint32_t)UP_UNKNOWN_MS));
}
