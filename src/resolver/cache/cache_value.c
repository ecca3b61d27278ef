/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries as octets.  Reading trusts nothing: see cache_value.h. */

#include "resolver/cache/cache_value.h"

#include "base/attr.h"
#include "dns/rdata.h"

/* The first octet: flags, and the rank as rank_code has it. */
enum {
	FLAG_USED = 1,
	FLAG_PLAIN = 2,               /* a set under its own name and type */
	FLAG_ONE = 4,                 /* such a set of one record without signatures */
	FORM = FLAG_PLAIN | FLAG_ONE, /* none: sets; both: a reason, and sets */
	RANK_SHIFT = 3,
	RANK_BASE = 7, /* bits of a code that are no mark of CACHE_RANK_AUTH and _SECURE */
	RANK_AUTH = 8,
	RANK_SECURE = 16,
	RANK_CODE_INSECURE = 3, /* the number that no rank has */
	LIFE_MAX = 0xffffff,    /* seconds in three octets */
	TTL_MAX = INT32_MAX,    /* RFC 2181 section 8 */
};
#define EPOCH INT64_C(1704067200) /* 2024-01-01 */

/* Times are kept modulo 2^32 and read as those nearest to now, as serial numbers are (RFC 1982). */
static uint32_t short_time(int64_t s)
{
	return (uint32_t)(s - EPOCH);
}

static int64_t long_time(uint32_t kept, struct wall now)
{
	return now.s + (int32_t)(kept - short_time(now.s));
}

/* ---- ranks in five bits ---- */

static uint8_t rank_code(uint8_t rank)
{
	uint8_t base = rank & (uint8_t) ~(CACHE_RANK_AUTH | CACHE_RANK_SECURE);
	return (uint8_t)((base == CACHE_RANK_INSECURE ? RANK_CODE_INSECURE : base) |
	                 (rank & CACHE_RANK_AUTH ? RANK_AUTH : 0) |
	                 (rank & CACHE_RANK_SECURE ? RANK_SECURE : 0));
}

static uint8_t rank_of_code(unsigned code)
{
	unsigned base = code & RANK_BASE;
	return (uint8_t)((base == RANK_CODE_INSECURE ? CACHE_RANK_INSECURE : base) |
	                 (code & RANK_AUTH ? CACHE_RANK_AUTH : 0u) |
	                 (code & RANK_SECURE ? CACHE_RANK_SECURE : 0u));
}

/* ---- writing ---- */

static bool is_plain(const struct cache_key *key, const struct cache_entry *e)
{
	const struct rrset *s = e->sets;
	if (e->count == 0 || e->count > 2 || s[0].type != key->type || s[0].class_ != CLASS_IN ||
	    s[0].ttl != e->ttl || s[0].count == 0 || !name_equal(s[0].owner, key->name))
		return false;
	return e->count == 1 || (s[1].type == RR_RRSIG && s[1].class_ == CLASS_IN &&
	                         s[1].ttl == e->ttl && name_equal(s[1].owner, key->name));
}

static bool is_one(uint8_t flags)
{
	return (flags & FORM) == FLAG_ONE;
}

static bool has_reason(uint8_t flags)
{
	return (flags & FORM) == FORM;
}

static void write_head(struct wire_writer *w, const struct cache_entry *e, uint8_t flags,
                       uint16_t count, struct wall now)
{
	wire_write_u8(w, (uint8_t)(rank_code(e->rank) << RANK_SHIFT | flags));
	wire_write_u32(w, short_time(now.s));
	if (is_one(flags)) {
		wire_write_u8(w, (uint8_t)(e->ttl >> 16));
		wire_write_u16(w, (uint16_t)e->ttl);
		return;
	}
	wire_write_u32(w, short_time(now.s + e->ttl));
	wire_write_u16(w, count);
}

void cache_value_write_head(struct wire_writer *w, uint8_t rank, uint32_t ttl, struct wall now)
{
	const struct cache_entry e = {.rank = rank, .ttl = MIN_OF(ttl, (uint32_t)TTL_MAX)};
	write_head(w, &e, 0, 0, now);
}

static void write_set(struct wire_writer *w, const struct rrset *s)
{
	wire_write_octets(w, s->owner, name_len(s->owner));
	wire_write_u16(w, s->type);
	wire_write_u32(w, s->ttl);
	wire_write_u16(w, s->count);
	wire_write_u32(w, s->size);
	wire_write_octets(w, s->records, s->size);
}

size_t cache_value_write(uint8_t out[CACHE_VALUE_MAX], const struct cache_key *key,
                         const struct cache_entry *e, struct wall now)
{
	struct wire_writer w = wire_writer_of(out, CACHE_VALUE_MAX);
	if (e->ttl > TTL_MAX)
		return 0;
	bool reason = key->kind != CACHE_FAILURE && e->ede > 0;
	bool plain = !reason && is_plain(key, e);
	if (plain && e->count == 1 && e->sets[0].count == 1 && e->ttl <= LIFE_MAX) {
		write_head(&w, e, FLAG_ONE, 1, now);
		wire_write_span(&w, rrset_first(&e->sets[0]));
		return w.err == OK ? w.pos : 0;
	}
	write_head(&w, e,
	           plain    ? FLAG_PLAIN
	           : reason ? FORM
	                    : 0,
	           plain ? e->sets[0].count : e->count, now);
	if (key->kind == CACHE_FAILURE || reason)
		wire_write_u16(&w, (uint16_t)e->ede);
	for (size_t i = 0; i < e->count; i++) {
		if (plain)
			wire_write_octets(&w, e->sets[i].records, e->sets[i].size);
		else
			write_set(&w, &e->sets[i]);
	}
	return w.err == OK ? w.pos : 0;
}

void cache_value_set_used(uint8_t *value, bool used)
{
	value[0] = (uint8_t)((value[0] & ~FLAG_USED) | (used ? FLAG_USED : 0));
}

/* ---- reading ---- */

bool cache_value_head(struct cache_head *out, struct span value, struct wall now)
{
	const uint8_t *v = value.data;
	if (value.len < CACHE_HEAD_SHORT)
		return false;
	bool one = is_one(v[0]);
	if (!one && value.len < CACHE_HEAD + (has_reason(v[0]) ? 2u : 0))
		return false;
	int64_t stored = long_time(wire_get_u32(v + 1), now);
	int64_t life = one ? (v[5] << 16 | wire_get_u16(v + 6))
	                   : long_time(wire_get_u32(v + 5), now) - stored;
	*out = (struct cache_head){
		.expires = stored + life,
		.stored = stored,
		.rank = rank_of_code((unsigned)v[0] >> RANK_SHIFT),
		.used = v[0] & FLAG_USED,
	};
	return life >= 0 && life <= TTL_MAX && stored <= now.s + CACHE_CLOCK_JUMP_S;
}

/* The next `count` records, or all that are left; checked. */
static bool read_records(struct wire_reader *r, struct rrset *s, int count)
{
	s->records = r->data + r->pos;
	s->count = 0;
	size_t from = r->pos;
	while (count < 0 ? wire_left(r) > 0 : s->count < count) {
		struct span rdata = wire_read_span(r, wire_read_u16(r));
		if (wire_done(r) != OK || s->count == UINT16_MAX ||
		    rdata_check(s->type, rdata) != OK)
			return false;
		s->count++;
	}
	s->size = (uint32_t)(r->pos - from);
	return s->count > 0;
}

/* Owner and type are those of the key. */
static enum err read_one(struct cache_entry *out, const struct cache_key *key, struct span rdata,
                         struct arena *arena)
{
	void *at;
	size_t len = name_len(key->name);
	if (rdata.len > UINT16_MAX || rdata_check(key->type, rdata) != OK)
		return E_CORRUPT;
	TRY(arena_try(arena, sizeof(struct rrset) + len + 2 + rdata.len, &at));
	struct rrset *set = at;
	uint8_t *owner = (uint8_t *)(set + 1), *records = owner + len;
	memcpy(owner, key->name, len);
	name_lower(owner, len);
	wire_set_u16(records, (uint16_t)rdata.len);
	if (rdata.len > 0)
		memcpy(records + 2, rdata.data, rdata.len);
	*set = (struct rrset){
		.owner = owner,
		.type = key->type,
		.class_ = CLASS_IN,
		.ttl = out->ttl,
		.count = 1,
		.size = (uint32_t)rdata.len + 2,
		.records = records,
	};
	out->sets = set;
	return OK;
}

static enum err read_plain(struct cache_entry *out, const struct cache_key *key,
                           struct wire_reader *r, unsigned count, uint32_t ttl, struct arena *arena)
{
	void *at;
	size_t len = name_len(key->name);
	TRY(arena_try(arena, 2 * sizeof(struct rrset) + len, &at));
	struct rrset *sets = at;
	uint8_t *owner = (uint8_t *)(sets + 2);
	memcpy(owner, key->name, len);
	name_lower(owner, len);
	sets[0] = sets[1] = (struct rrset){.owner = owner, .class_ = CLASS_IN, .ttl = ttl};
	sets[0].type = key->type;
	sets[1].type = RR_RRSIG;
	out->count = 1;
	out->sets = sets;
	if (!read_records(r, &sets[0], (int)count))
		return E_CORRUPT;
	if (wire_left(r) == 0)
		return OK;
	out->count = 2;
	return read_records(r, &sets[1], -1) ? OK : E_CORRUPT;
}

static bool read_set(struct wire_reader *r, struct rrset *s, uint32_t age)
{
	size_t len;
	struct wire_reader records;
	if (name_check(span_of(r->data + r->pos, wire_left(r)), &len) != OK)
		return false;
	s->owner = wire_read_octets(r, len);
	s->type = wire_read_u16(r);
	s->class_ = CLASS_IN;
	uint32_t ttl = wire_read_u32(r);
	s->ttl = ttl > age ? ttl - age : 0;
	unsigned count = wire_read_u16(r);
	records = wire_reader_of(wire_read_span(r, wire_read_u32(r)));
	return wire_done(r) == OK && ttl <= TTL_MAX && read_records(&records, s, -1) &&
	       s->count == count;
}

static enum err read_sets(struct cache_entry *out, struct wire_reader *r, unsigned count,
                          uint32_t age, struct arena *arena)
{
	void *at;
	if (count > CACHE_SETS_MAX)
		return E_CORRUPT;
	TRY(arena_try(arena, count * sizeof(struct rrset) + 1, &at));
	struct rrset *sets = at;
	for (unsigned i = 0; i < count; i++) {
		if (!read_set(r, &sets[i], age))
			return E_CORRUPT;
	}
	out->count = (uint8_t)count;
	out->sets = sets;
	return wire_finish(r) == OK ? OK : E_CORRUPT;
}

enum err cache_value_read(struct cache_entry *out, const struct cache_key *key, struct span value,
                          struct wall now, struct arena *arena)
{
	struct cache_head head;
	void *copy;
	if (!cache_value_head(&head, value, now))
		return E_CORRUPT;
	uint32_t age = now.s > head.stored ? (uint32_t)(now.s - head.stored) : 0;
	bool one = is_one(value.data[0]), plain = (value.data[0] & FORM) == FLAG_PLAIN;
	bool reason = has_reason(value.data[0]);
	unsigned count = one ? 1 : wire_get_u16(value.data + CACHE_HEAD - 2);
	*out = (struct cache_entry){
		.rank = head.rank,
		.count = (uint8_t)MIN_OF(plain ? 1u : count, 255u),
		/* A clock that was set back makes nothing live longer than it was to. */
		.ttl = now.s < head.expires ? (uint32_t)(head.expires - MAX_OF(now.s, head.stored))
	                                    : 0,
	};
	if ((one || reason) && key->kind == CACHE_FAILURE)
		return E_CORRUPT;
	if (one)
		return arena != NULL ? read_one(out, key, span_skip(value, CACHE_HEAD_SHORT), arena)
		                     : OK;
	struct wire_reader r = wire_reader_of(span_skip(value, CACHE_HEAD));
	if (key->kind == CACHE_FAILURE || reason)
		out->ede = (int16_t)wire_read_u16(&r);
	if (arena == NULL)
		return wire_done(&r) == OK ? OK : E_CORRUPT;
	/* The octets in the store live until the turn ends. */
	TRY(arena_try(arena, value.len, &copy));
	memcpy(copy, value.data, value.len);
	r.data = (const uint8_t *)copy + CACHE_HEAD; /* r.pos is behind what was read */
	if (plain && key->kind != CACHE_FAILURE)
		return read_plain(out, key, &r, count, out->ttl, arena);
	return read_sets(out, &r, count, age, arena);
}
