/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: every changeset leads on from the one before, the oldest from the stored zone if there
 * is one, and no serial is led from twice.
 */

#include "server/journal/chain.h"

#include "server/journal/room.h"

/* A chain that is being changed. */
struct chain {
	struct store *s;
	const uint8_t *zone;
	struct chain_meta m;
};

/* Nothing kept is an empty chain. */
static enum err chain_open(struct chain *c, struct store *s, const uint8_t *zone)
{
	*c = (struct chain){.s = s, .zone = zone};
	enum err e = chain_meta_get(s, zone, &c->m);
	return e == E_NOTFOUND ? OK : e;
}

/* Delete the oldest changesets. */
static enum err oldest_drop(struct chain *c, size_t count)
{
	for (; count > 0; count--) {
		struct chain_head head;
		TRY(chain_head_get(c->s, c->zone, c->m.first_seq, &head));
		TRY(chain_changeset_delete(c->s, c->zone, c->m.first_seq));
		c->m.first_seq++;
		c->m.first = head.to;
		c->m.usage -= MIN_OF(head.usage, c->m.usage);
		c->m.merged = false;
	}
	return OK;
}

/* The oldest changesets, read whole. */
struct parts {
	struct zone_changeset *sets;
	const struct zone_changeset **all; /* with one place free at each end */
	size_t count;
};

static void parts_free(struct parts *p)
{
	for (size_t i = 0; i < p->count; i++)
		zone_changeset_deinit(&p->sets[i]);
	mem_free(p->sets);
	mem_free(p->all);
}

static enum err parts_read(struct chain *c, size_t count, struct parts *p)
{
	struct chain_head head;
	p->sets = mem_calloc(count + 1, sizeof(*p->sets));
	p->all = mem_calloc(count + 2, sizeof(*p->all));
	p->count = count;
	for (size_t i = 0; i < count; i++) {
		p->all[i + 1] = &p->sets[i];
		TRY(chain_changeset_get(c->s, c->zone, c->m.first_seq + i, &p->sets[i], &head));
	}
	return OK;
}

/*
 * Merge the oldest changesets into the stored zone.
 *
 * E_SPACE  the zone would be larger than it may be: nothing was changed
 */
static enum err oldest_absorb(struct chain *c, size_t count, uint64_t max_usage)
{
	struct parts p = {0};
	struct zone_changeset zone = {0}, merged = {0};
	enum err e = parts_read(c, count, &p);
	if (e == OK)
		e = chain_zone_get(c->s, c->zone, &zone.added);
	if (e == OK) {
		p.all[0] = &zone;
		zone_changeset_merge(&merged, p.all, count + 1);
		e = merged.removed.count == 0 ? OK : E_CORRUPT;
	}
	uint64_t usage = chain_zone_usage(&merged.added);
	if (e == OK && usage >= max_usage)
		e = E_SPACE;
	if (e == OK)
		e = chain_zone_put(c->s, c->zone, &merged.added);
	if (e == OK) {
		c->m.usage += usage - c->m.zone_usage;
		c->m.zone_usage = usage;
		e = oldest_drop(c, count);
		c->m.zone = c->m.first;
	}
	parts_free(&p);
	zone_changeset_deinit(&zone);
	zone_changeset_deinit(&merged);
	return e;
}

static enum err newest_put(struct chain *c, const struct zone_changeset *changes, int64_t now_s)
{
	struct serial from, to;
	TRY(zone_changeset_serials(changes, &from, &to));
	if (!chain_exists(&c->m))
		c->m.first = from;
	TRY(chain_changeset_put(c->s, c->zone, c->m.next_seq, changes, now_s));
	c->m.next_seq++;
	c->m.last = to;
	c->m.usage += chain_changeset_usage(changes);
	return chain_meta_put(c->s, c->zone, &c->m);
}

/*
 * Put one changeset in the place of all and the new one.
 *
 * E_SPACE  it would be too large: nothing was changed
 */
static enum err all_merge(struct chain *c, const struct zone_changeset *changes, uint64_t max_usage,
                          int64_t now_s)
{
	struct parts p = {0};
	struct zone_changeset merged = {0};
	size_t count = chain_depth(&c->m);
	enum err e = parts_read(c, count, &p);
	if (e == OK) {
		p.all[count + 1] = changes;
		zone_changeset_merge(&merged, p.all + 1, count + 1);
		e = chain_changeset_usage(&merged) >= max_usage ? E_SPACE : OK;
	}
	struct serial first = c->m.first;
	if (e == OK)
		e = oldest_drop(c, count);
	if (e == OK) {
		c->m.first = first;
		c->m.merged = true;
		e = newest_put(c, &merged, now_s);
	}
	parts_free(&p);
	zone_changeset_deinit(&merged);
	return e;
}

/* Changesets that the zone file holds, from the oldest. */
static size_t flushed_count(const struct chain_meta *m)
{
	if (!m->has_flushed || m->flushed_seq <= m->first_seq)
		return 0;
	return (size_t)(MIN_OF(m->flushed_seq, m->next_seq) - m->first_seq);
}

static enum err room_decide(struct chain *c, const struct journal_limits *limits, uint64_t need,
                            struct room_plan *plan)
{
	struct room_state state = {
		.count = chain_depth(&c->m),
		.flushed = flushed_count(&c->m),
		.zone_usage = c->m.zone_usage,
		.max_usage = limits->max_usage,
		.max_depth = limits->max_depth,
		.has_zone = c->m.has_zone,
		.may_flush = limits->may_flush,
	};
	if (c->m.usage + need <= limits->max_usage && state.count < limits->max_depth) {
		*plan = (struct room_plan){.action = ROOM_THERE};
		return OK;
	}
	uint64_t *usages = mem_calloc(state.count + 1, sizeof(*usages));
	enum err e = OK;
	for (size_t i = 0; i < state.count && e == OK; i++) {
		struct chain_head head;
		e = chain_head_get(c->s, c->zone, c->m.first_seq + i, &head);
		if (e == OK)
			usages[i] = head.usage;
	}
	state.usages = usages;
	if (e == OK)
		*plan = room_plan(&state, need);
	mem_free(usages);
	return e;
}

/* Is there a changeset that leads from a serial? */
static bool is_known(struct chain *c, struct serial serial)
{
	uint64_t seq;
	return chain_find(c->s, c->zone, serial, &seq) == OK;
}

/* Make the chain one that a changeset from `from` to `to` can be put behind. */
static enum err chain_prepare(struct chain *c, struct serial from, struct serial to,
                              uint64_t max_usage)
{
	size_t depth = chain_depth(&c->m);
	if (!chain_exists(&c->m))
		return OK;
	if (serial_compare(from, c->m.last) != SERIAL_EQUAL)
		return c->m.has_zone ? E_INVALID : oldest_drop(c, depth);
	if (!is_known(c, to))
		return OK;
	/* The serial came round: what was before is no way from it any more. */
	return c->m.has_zone ? oldest_absorb(c, depth, max_usage) : oldest_drop(c, depth);
}

enum err chain_insert(struct store *s, const uint8_t *zone, const struct zone_changeset *changes,
                      const struct journal_limits *limits, int64_t now_s)
{
	struct chain c;
	struct serial from, to;
	struct room_plan plan;
	uint64_t need = chain_changeset_usage(changes);
	TRY(zone_changeset_serials(changes, &from, &to));
	if (!serial_is_newer(to, from))
		return E_RANGE;
	if (need >= limits->max_usage)
		return E_SPACE;
	TRY(chain_open(&c, s, zone));
	TRY(chain_prepare(&c, from, to, limits->max_usage));
	if (!chain_exists(&c.m))
		c.m.has_flushed = c.m.merged = false;
	TRY(room_decide(&c, limits, need, &plan));
	switch (plan.action) {
	case ROOM_THERE:
		break;
	case ROOM_DROP:
		TRY(oldest_drop(&c, plan.count));
		break;
	case ROOM_ABSORB:
		TRY(oldest_absorb(&c, plan.count, limits->max_usage - need));
		break;
	case ROOM_FLUSH:
		return E_AGAIN;
	case ROOM_MERGE:
		return all_merge(&c, changes, limits->max_usage, now_s);
	case ROOM_NONE:
		return E_SPACE;
	}
	return newest_put(&c, changes, now_s);
}

enum err chain_put_zone(struct store *s, const uint8_t *zone, const struct zone_records *records,
                        const struct journal_limits *limits, int64_t now_s)
{
	struct chain_meta m = {.has_zone = true, .zone_stored_s = now_s};
	struct zone_records_iter it = zone_records_iter_of(records);
	struct zone_record soa;
	if (!zone_records_next(&it, &soa) || zone_record_serial(&soa, &m.zone) != OK)
		return E_NOSOA;
	TRY(chain_delete(s, zone));
	m.first = m.last = m.zone;
	m.usage = m.zone_usage = chain_zone_usage(records);
	if (m.usage >= limits->max_usage)
		return E_SPACE;
	TRY(chain_zone_put(s, zone, records));
	return chain_meta_put(s, zone, &m);
}

enum err chain_flushed(struct store *s, const uint8_t *zone, struct serial serial)
{
	struct chain c;
	TRY(chain_open(&c, s, zone));
	if (!chain_exists(&c.m))
		return OK;
	enum err e = chain_find(s, zone, serial, &c.m.flushed_seq);
	if (e == E_NOTFOUND && serial_compare(serial, c.m.last) == SERIAL_EQUAL)
		c.m.flushed_seq = c.m.next_seq;
	else if (e == E_NOTFOUND)
		return OK; /* of no version that the history knows */
	else if (e != OK)
		return e;
	c.m.has_flushed = true;
	c.m.flushed = serial;
	return chain_meta_put(s, zone, &c.m);
}

enum err chain_info(struct store *s, const uint8_t *zone, struct journal_info *info)
{
	struct chain c;
	*info = (struct journal_info){0};
	TRY(chain_open(&c, s, zone));
	if (!chain_exists(&c.m))
		return OK;
	*info = (struct journal_info){
		.exists = true,
		.has_zone = c.m.has_zone,
		.has_flushed = c.m.has_flushed,
		.merged = c.m.merged,
		.zone = c.m.zone,
		.first = c.m.first,
		.last = c.m.last,
		.flushed = c.m.flushed,
		.depth = chain_depth(&c.m),
		.usage = c.m.usage,
	};
	return OK;
}

enum err chain_read(struct store *s, const uint8_t *zone, struct serial from, journal_each_fn each,
                    void *ctx)
{
	struct chain c;
	uint64_t seq;
	TRY(chain_open(&c, s, zone));
	TRY(chain_find(s, zone, from, &seq));
	if (seq < c.m.first_seq || seq >= c.m.next_seq)
		return E_CORRUPT;
	for (enum err e = OK; seq < c.m.next_seq; seq++) {
		struct zone_changeset set = {0};
		struct chain_head head;
		e = chain_changeset_get(s, zone, seq, &set, &head);
		if (e == OK)
			e = each(ctx, &set, head.stored_s);
		zone_changeset_deinit(&set);
		if (e != OK)
			return e == E_NOTFOUND ? E_CORRUPT : e;
	}
	return OK;
}
