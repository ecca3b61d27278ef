/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters by network.  The rate of questions fades by a sixteenth each second.  Answers fill a
 * bucket that holds BURST_MS of that rate and drains with it.
 */

#include "resolver/serve/crowd.h"

#include "base/hash.h"
#include "base/mem.h"

enum { PLACES = 4096, FADE = 16, FORGOTTEN_S = 256, BURST_MS = 1000 };

struct place {
	int64_t second;  /* that asked counts in */
	int64_t drained; /* when; milliseconds */
	uint32_t rate;   /* questions of the fullest second before, faded */
	uint32_t asked;  /* in this second */
	uint32_t waiting;
	uint64_t level; /* of the bucket, in thousandths of answers */
};

struct crowd {
	uint64_t seed;
	struct place places[PLACES];
};

struct crowd *crowd_new(uint64_t seed)
{
	struct crowd *c = mem_zalloc(sizeof(*c));
	c->seed = seed;
	return c;
}

void crowd_free(struct crowd *c)
{
	mem_free(c);
}

static bool is_this_host(struct span octets)
{
	static const uint8_t ip6[16] = {[15] = 1};
	return octets.len == 4 ? octets.data[0] == 127
	                       : span_equal(octets, span_of(ip6, sizeof(ip6)));
}

/* NULL: not counted. */
static struct place *place_of(struct crowd *c, const struct addr *from)
{
	enum { NET4 = 3, NET6 = 7 };
	struct span octets = addr_octets(from);
	if (octets.len == 0 || is_this_host(octets))
		return NULL;
	return &c->places[hash_octets(octets.data, octets.len == 4 ? NET4 : NET6, c->seed) %
	                  PLACES];
}

static void roll(struct place *p, int64_t now_s)
{
	if (p->second == now_s)
		return;
	if (now_s - p->second > FORGOTTEN_S)
		p->rate = 0;
	for (; p->second < now_s && p->rate + p->asked > 0; p->second++) {
		p->rate = MAX_OF(p->rate - (p->rate + FADE - 1) / FADE, p->asked);
		p->asked = 0;
	}
	p->second = now_s;
}

/* Questions in a second, lately. */
static uint32_t rate_of(const struct place *p)
{
	return MAX_OF(MAX_OF(p->rate, p->asked), (uint32_t)CROWD_RATE_MIN);
}

bool crowd_come(struct crowd *c, const struct addr *from, int64_t now_ms)
{
	struct place *p = place_of(c, from);
	if (p == NULL)
		return true;
	if (p->waiting == CROWD_WAITING_MAX)
		return false;
	roll(p, now_ms / 1000);
	p->asked++;
	p->waiting++;
	return true;
}

void crowd_leave(struct crowd *c, const struct addr *from)
{
	struct place *p = place_of(c, from);
	if (p != NULL)
		p->waiting--;
}

bool crowd_answer(struct crowd *c, const struct addr *from, int64_t now_ms)
{
	struct place *p = place_of(c, from);
	if (p == NULL)
		return true;
	roll(p, now_ms / 1000);
	uint64_t rate = rate_of(p), passed_ms = (uint64_t)MAX_OF(now_ms - p->drained, (int64_t)0);
	p->level -= MIN_OF(p->level, passed_ms * rate);
	p->drained = now_ms;
	if (p->level + 1000 > rate * BURST_MS)
		return false;
	p->level += 1000;
	return true;
}
