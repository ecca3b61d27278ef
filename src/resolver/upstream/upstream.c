/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Server choice, and what it goes by.  Invariant: a state says what was observed, never what was
 * assumed.
 */

#include "resolver/upstream/upstream.h"

#include "base/mem.h"
#include "base/rand.h"
#include "resolver/upstream/table.h"

enum {
	EXPLORE_ONE_IN = 20,
	VAR_FLOOR_MS = 20,
	BACKOFF_MAX = 8,        /* doublings (RFC 6298 section 5.5) */
	TCP_AFTER_TIMEOUTS = 2, /* silent over UDP so often: try TCP */
	TCP_OVER_MS = 2000,     /* expected to take that long: likewise */
	TCP_TIMEOUT_MS = 2000,  /* connecting is in it */
	IP6_BONUS_MS = 20,
	UNREACHABLE_COUNT = 3, /* so many in a row: the host has no route for the family */
	UNREACHABLE_FOR_MS = 60000,
	BROKEN_PENALTY_MS = 5000,
};

struct upstream *up_new(size_t max_servers)
{
	struct upstream *u = mem_zalloc(sizeof(*u));
	u->dead_for_ms = UP_DEAD_FOR_MS;
	table_init(u, max_servers);
	return u;
}

void up_free(struct upstream *u)
{
	if (u == NULL)
		return;
	table_deinit(u);
	mem_free(u);
}

void up_clear(struct upstream *u)
{
	table_clear(u);
	memset(u->unreachable_until, 0, sizeof(u->unreachable_until));
	memset(&u->inner, 0, sizeof(u->inner));
	u->silent_net_count = 0;
}

void up_set_dead_for(struct upstream *u, uint32_t ms)
{
	u->dead_for_ms = ms;
}

uint32_t up_dead_for_ms(const struct upstream *u)
{
	return u->dead_for_ms;
}

size_t up_count(const struct upstream *u)
{
	return u->count;
}

static unsigned family_of(const struct server_addr *at)
{
	return at->len == 16;
}

/* How long to wait (RFC 6298 section 2, and 5.5 for the doubling). */
static double timeout_of(const struct server *s)
{
	double ms = UP_UNKNOWN_MS;
	if (s != NULL && s->known)
		ms = s->srtt_ms + MAX_OF(4 * s->var_ms, (double)VAR_FLOOR_MS);
	if (s != NULL)
		ms *= 1 << MIN_OF(s->timeouts, BACKOFF_MAX);
	return MIN_OF(ms, (double)UP_TIMEOUT_MAX_MS);
}

struct score {
	const struct up_candidate *candidate;
	double timeout;
	double order; /* lower is better, among equal numbers of failures */
	uint32_t tie;
	bool edns;
	bool usable;
};

static struct score score_of(struct upstream *u, const struct up_candidate *c, struct mono now)
{
	const struct server *s = table_find(u, &c->at);
	unsigned family = family_of(&c->at);
	struct score score = {
		.candidate = c,
		.timeout = timeout_of(s),
		.tie = rand_u32(),
		.edns = s == NULL || mono_reached(now, s->no_edns_until),
		.usable = c->always || (mono_reached(now, u->unreachable_until[family]) &&
	                                (s == NULL || mono_reached(now, s->dead_until))),
	};
	/* Those without history first: that is how they get one. */
	bool unknown = s == NULL || (!s->known && s->timeouts == 0);
	score.order = unknown ? -1000 : score.timeout;
	if (family == 1)
		score.order += u->silent_net_count >= BROKEN_NETS ? BROKEN_PENALTY_MS
		                                                  : -IP6_BONUS_MS;
	return score;
}

static bool is_better(const struct score *a, const struct score *b)
{
	unsigned bad_a = a->candidate->failures + a->candidate->timeouts;
	unsigned bad_b = b->candidate->failures + b->candidate->timeouts;
	if (bad_a != bad_b)
		return bad_a < bad_b;
	if (a->order < b->order || a->order > b->order)
		return a->order < b->order;
	return a->tie < b->tie;
}

bool up_choose(struct upstream *u, const struct up_candidate *list, size_t count, struct mono now,
               struct up_choice *out)
{
	struct score best = {.usable = false}, other = {.usable = false};
	for (size_t i = 0; i < count; i++) {
		struct score s = score_of(u, &list[i], now);
		if (!s.usable)
			continue;
		if (!best.usable || is_better(&s, &best))
			best = s;
		if (!other.usable || s.tie < other.tie)
			other = s;
	}
	if (!best.usable)
		return false;
	double timeout = best.timeout;
	/* Exploring must not cost the client much: no longer than twice the best. */
	if (rand_below(EXPLORE_ONE_IN) == 0 && other.candidate->failures == 0 &&
	    other.candidate->timeouts == 0) {
		timeout = MIN_OF(other.timeout, 2 * best.timeout);
		best = other;
	}
	*out = (struct up_choice){
		.index = best.candidate->index,
		.timeout_ms = (uint32_t)timeout,
		.edns = best.edns,
		.tcp = best.candidate->timeouts >= TCP_AFTER_TIMEOUTS || timeout > TCP_OVER_MS,
	};
	if (out->tcp)
		out->timeout_ms = MAX_OF(out->timeout_ms, (uint32_t)TCP_TIMEOUT_MS);
	return true;
}

void up_note_reply(struct upstream *u, const struct server_addr *at, bool tcp, int64_t elapsed_ns,
                   struct mono now)
{
	struct server *s = table_obtain(u, at);
	/* A TCP exchange has a handshake in it: one round trip of two. */
	double ms = (double)elapsed_ns / (double)NS_PER_MS / (tcp ? 2 : 1);
	if (!s->known) { /* RFC 6298 section 2.2 */
		s->srtt_ms = ms;
		s->var_ms = ms / 2;
	} else { /* RFC 6298 section 2.3 */
		double diff = s->srtt_ms > ms ? s->srtt_ms - ms : ms - s->srtt_ms;
		s->var_ms = 0.75 * s->var_ms + 0.25 * diff;
		s->srtt_ms = 0.875 * s->srtt_ms + 0.125 * ms;
	}
	s->known = true;
	s->slow = false;
	s->timeouts = 0;
	s->dead_until = now;
	u->unreachable_count[family_of(at)] = 0;
	if (family_of(at) == 1)
		u->silent_net_count = 0;
}

static void note_silent_net(struct upstream *u, const struct server_addr *at)
{
	if (family_of(at) != 1 || u->silent_net_count == BROKEN_NETS)
		return;
	for (size_t i = 0; i < u->silent_net_count; i++) {
		if (memcmp(u->silent_nets[i], at->octets, 6) == 0)
			return;
	}
	memcpy(u->silent_nets[u->silent_net_count++], at->octets, 6);
}

void up_note_timeout(struct upstream *u, const struct server_addr *at, uint32_t waited_ms,
                     struct mono now)
{
	struct server *s = table_obtain(u, at);
	if (s->timeouts < UINT8_MAX)
		s->timeouts++;
	if (waited_ms >= UP_DEAD_MS)
		s->slow = true;
	if (s->timeouts >= UP_DEAD_TIMEOUTS && s->slow)
		s->dead_until = mono_add_ms(now, u->dead_for_ms);
	note_silent_net(u, at);
}

void up_note_unreachable(struct upstream *u, const struct server_addr *at, struct mono now)
{
	unsigned family = family_of(at);
	if (++u->unreachable_count[family] < UNREACHABLE_COUNT)
		return;
	u->unreachable_count[family] = 0;
	u->unreachable_until[family] = mono_add_ms(now, UNREACHABLE_FOR_MS);
}

void up_note_no_edns(struct upstream *u, const struct server_addr *at, struct mono now)
{
	table_obtain(u, at)->no_edns_until = mono_add_ms(now, (int64_t)UP_NO_EDNS_FOR_S * 1000);
}

int64_t up_rtt_ms(struct upstream *u, const struct server_addr *at)
{
	const struct server *s = table_find(u, at);
	return s != NULL && s->known ? (int64_t)s->srtt_ms : -1;
}

void up_note_inner(struct upstream *u, const uint8_t *name, struct mono now)
{
	inner_note(&u->inner, name, u->seed, now);
}

bool up_is_inner(const struct upstream *u, const uint8_t *name, struct mono now)
{
	return inner_is_known(&u->inner, name, u->seed, now);
}
