/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Server choice.  A fixed array of server states in a chained hash table, on one list in order of
 * use.  Invariant: `count` <= `max`; a state says what was observed, never what was assumed.
 */

#include "resolver/upstream/upstream.h"

#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/rand.h"
#include "base/wire.h"
#include "resolver/upstream/inner.h"

#include <netinet/in.h>

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
	BROKEN_NETS = 6, /* silent /48 nets without a reply between: IPv6 is broken */
	BROKEN_PENALTY_MS = 5000,
	COOKIE_FOR_MS = 86400 * 1000,
	COOKIE_LEAST = 16, /* octets of a cookie with a server's part (RFC 7873 section 4) */
};

struct server {
	struct server *next; /* in the bucket */
	struct list use;
	struct server_addr at;
	bool known;       /* a reply has been timed */
	bool slow;        /* one of the timeouts in a row was long */
	uint8_t timeouts; /* in a row */
	double srtt_ms;
	double var_ms;
	struct mono dead_until;
	struct mono no_edns_until;
	struct mono cookie_until; /* when our part is drawn anew; 0: there is none */
	uint8_t cookie_len;       /* octets; UP_COOKIE_OWN: the server has given none */
	uint8_t cookie[UP_COOKIE_MAX];
};

struct upstream {
	struct server *servers;
	struct server **buckets;
	size_t bucket_count;
	size_t max;
	size_t count;
	uint32_t dead_for_ms;
	uint64_t seed;
	struct list use;                  /* most recently used first */
	struct mono unreachable_until[2]; /* by family: IPv4, IPv6 */
	unsigned unreachable_count[2];    /* in a row, without a reply between */
	uint8_t silent_nets[BROKEN_NETS][6];
	unsigned silent_net_count;
	struct inner_names inner;
};

struct upstream *up_new(size_t max_servers)
{
	struct upstream *u = mem_zalloc(sizeof(*u));
	u->max = max_servers;
	u->dead_for_ms = UP_DEAD_FOR_MS;
	u->bucket_count = 1;
	while (u->bucket_count < max_servers)
		u->bucket_count *= 2;
	u->servers = mem_calloc(u->max, sizeof(*u->servers));
	u->buckets = mem_calloc(u->bucket_count, sizeof(struct server *));
	u->seed = hash_seed();
	list_init(&u->use);
	return u;
}

void up_set_dead_for(struct upstream *u, uint32_t ms)
{
	u->dead_for_ms = ms;
}

uint32_t up_dead_for_ms(const struct upstream *u)
{
	return u->dead_for_ms;
}

void up_free(struct upstream *u)
{
	if (u == NULL)
		return;
	mem_free(u->servers);
	mem_free(u->buckets);
	mem_free(u);
}

void up_clear(struct upstream *u)
{
	memset(u->buckets, 0, u->bucket_count * sizeof(struct server *));
	memset(u->unreachable_until, 0, sizeof(u->unreachable_until));
	memset(&u->inner, 0, sizeof(u->inner));
	u->count = u->silent_net_count = 0;
	list_init(&u->use);
}

size_t up_count(const struct upstream *u)
{
	return u->count;
}

static struct server **bucket_of(struct upstream *u, const struct server_addr *at)
{
	uint64_t hash = hash_octets(at->octets, at->len, u->seed ^ at->port);
	return &u->buckets[hash & (u->bucket_count - 1)];
}

static struct server *find(struct upstream *u, const struct server_addr *at)
{
	for (struct server *s = *bucket_of(u, at); s != NULL; s = s->next) {
		if (server_addr_equal(&s->at, at))
			return s;
	}
	return NULL;
}

/* A free place: a new one, or that of the least recently used. */
static struct server *place_take(struct upstream *u)
{
	if (u->count < u->max)
		return &u->servers[u->count++];
	struct server *s = LIST_ITEM(u->use.prev, struct server, use);
	struct server **at = bucket_of(u, &s->at);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	list_remove(&s->use);
	return s;
}

static struct server *obtain(struct upstream *u, const struct server_addr *at)
{
	struct server *s = find(u, at);
	if (s != NULL) {
		list_remove(&s->use);
	} else {
		s = place_take(u);
		struct server **bucket = bucket_of(u, at);
		*s = (struct server){.at = *at, .next = *bucket};
		*bucket = s;
	}
	list_prepend(&u->use, &s->use);
	return s;
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
	const struct server *s = find(u, &c->at);
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
	struct server *s = obtain(u, at);
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
	struct server *s = obtain(u, at);
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
	obtain(u, at)->no_edns_until = mono_add_ms(now, (int64_t)UP_NO_EDNS_FOR_S * 1000);
}

/* ---- what outlives the process ----
 *
 *   format, one octet | wall clock, 8 | servers, 2
 *   each: octets of address | address, 16 | port, 2 | flags | timeouts | srtt, var in us, 4 each |
 *         seconds without EDNS, 2
 */

enum {
	SAVED_FORMAT = 1,
	SAVED_HEAD = 1 + 8 + 2,
	SAVED_EACH = 1 + 16 + 2 + 1 + 1 + 4 + 4 + 2,
	SAVED_KNOWN = 1,
	SAVED_SLOW = 2,
	SAVED_DAYS_MAX = 7,
	SILENCE_FADES_S = 60,
};
_Static_assert(SAVED_HEAD + UP_SAVED_MAX * SAVED_EACH <= UP_SAVED_OCTETS, "room for all");

static uint32_t in_us(double ms)
{
	return (uint32_t)(MIN_OF(MAX_OF(ms, 0.0), (double)UP_TIMEOUT_MAX_MS) * 1000);
}

size_t up_save(const struct upstream *u, struct mono now, struct wall wall,
               uint8_t out[UP_SAVED_OCTETS])
{
	struct wire_writer w = wire_writer_of(out, UP_SAVED_OCTETS);
	uint16_t count = 0;
	wire_write_u8(&w, SAVED_FORMAT);
	wire_write_u64(&w, (uint64_t)wall.s);
	wire_write_u16(&w, 0);
	LIST_EACH (it, &u->use) {
		const struct server *s = LIST_ITEM(it, struct server, use);
		int64_t plain_s = (s->no_edns_until.ns - now.ns) / NS_PER_S;
		if (count == UP_SAVED_MAX)
			break;
		wire_write_u8(&w, s->at.len);
		wire_write_octets(&w, s->at.octets, sizeof(s->at.octets));
		wire_write_u16(&w, s->at.port);
		wire_write_u8(&w, (s->known ? SAVED_KNOWN : 0) | (s->slow ? SAVED_SLOW : 0));
		wire_write_u8(&w, s->timeouts);
		wire_write_u32(&w, in_us(s->srtt_ms));
		wire_write_u32(&w, in_us(s->var_ms));
		wire_write_u16(&w, (uint16_t)MIN_OF(MAX_OF(plain_s, INT64_C(0)),
		                                    (int64_t)UP_NO_EDNS_FOR_S));
		count++;
	}
	wire_set_u16(out + SAVED_HEAD - 2, count);
	return count > 0 ? w.pos : 0;
}

static bool load_one(struct upstream *u, struct wire_reader *r, struct mono now, int64_t age_s)
{
	struct server_addr at = {.len = wire_read_u8(r)};
	const uint8_t *octets = wire_read_octets(r, sizeof(at.octets));
	at.port = wire_read_u16(r);
	uint8_t flags = wire_read_u8(r), timeouts = wire_read_u8(r);
	uint32_t srtt = wire_read_u32(r), var = wire_read_u32(r);
	int64_t plain_s = wire_read_u16(r) - age_s;
	if (wire_done(r) != OK || (at.len != 4 && at.len != 16) ||
	    MAX_OF(srtt, var) > (uint32_t)UP_TIMEOUT_MAX_MS * 1000)
		return false;
	memcpy(at.octets, octets, at.len);
	if (u->count == u->max || find(u, &at) != NULL)
		return true;
	struct server *s = obtain(u, &at);
	s->known = flags & SAVED_KNOWN;
	s->srtt_ms = srtt / 1000.0;
	s->var_ms = var / 1000.0;
	if (age_s < SILENCE_FADES_S) {
		s->timeouts = timeouts;
		s->slow = flags & SAVED_SLOW;
		if (s->timeouts >= UP_DEAD_TIMEOUTS && s->slow)
			s->dead_until = mono_add_ms(now, u->dead_for_ms);
	}
	if (plain_s > 0)
		s->no_edns_until = mono_add_ms(now, plain_s * 1000);
	return true;
}

bool up_load(struct upstream *u, struct span saved, struct mono now, struct wall wall)
{
	struct wire_reader r = wire_reader_of(saved);
	uint8_t format = wire_read_u8(&r);
	uint64_t now_s = (uint64_t)wall.s, saved_s = wire_read_u64(&r);
	unsigned count = wire_read_u16(&r);
	if (wire_done(&r) != OK || format != SAVED_FORMAT || count > UP_SAVED_MAX ||
	    wire_left(&r) != count * (size_t)SAVED_EACH)
		return false;
	if (saved_s > now_s || now_s - saved_s > SAVED_DAYS_MAX * UINT64_C(86400))
		return true;
	for (unsigned i = 0; i < count; i++) {
		if (!load_one(u, &r, now, (int64_t)(now_s - saved_s)))
			return false;
	}
	return true;
}

int64_t up_rtt_ms(struct upstream *u, const struct server_addr *at)
{
	const struct server *s = find(u, at);
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

size_t up_cookie(struct upstream *u, const struct server_addr *at, struct mono now,
                 uint8_t out[UP_COOKIE_MAX])
{
	struct server *s = obtain(u, at);
	if (mono_reached(now, s->cookie_until)) {
		s->cookie_until = mono_add_ms(now, COOKIE_FOR_MS);
		s->cookie_len = UP_COOKIE_OWN;
		rand_octets(s->cookie, UP_COOKIE_OWN);
	}
	memcpy(out, s->cookie, s->cookie_len);
	return s->cookie_len;
}

enum up_cookie_said up_note_cookie(struct upstream *u, const struct server_addr *at,
                                   struct span option)
{
	struct server *s = find(u, at);
	if (s == NULL || s->cookie_len == 0)
		return UP_COOKIE_NONE; /* it was forgotten meanwhile */
	if (option.data == NULL)
		return s->cookie_len > UP_COOKIE_OWN ? UP_COOKIE_MISSING : UP_COOKIE_NONE;
	bool has_size = option.len == UP_COOKIE_OWN ||
	                (option.len >= COOKIE_LEAST && option.len <= UP_COOKIE_MAX);
	if (!has_size || memcmp(option.data, s->cookie, UP_COOKIE_OWN) != 0)
		return UP_COOKIE_WRONG;
	memcpy(s->cookie, option.data, option.len);
	s->cookie_len = (uint8_t)option.len;
	return UP_COOKIE_GOOD;
}

void up_forget_cookie(struct upstream *u, const struct server_addr *at)
{
	struct server *s = find(u, at);
	if (s != NULL && s->cookie_len > UP_COOKIE_OWN)
		s->cookie_len = UP_COOKIE_OWN;
}
