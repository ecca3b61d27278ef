/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries by name and type: TTLs, ranks, and what excludes what. */

#include "resolver/cache/level.h"

#include "base/mem.h"

#include <assert.h>

enum { FAILURE_TTL_MAX = 300 }; /* RFC 9520 section 3.2 */

void cache_options_init(struct cache_options *o)
{
	*o = (struct cache_options){
		.max_bytes = (size_t)1 << 20,
		.min_ttl = 0,
		.max_ttl = 518400,
		.max_negative_ttl = 3600,
		.failure_ttl = 5,
	};
}

void cache_set_options(struct rrcache *c, const struct cache_options *o)
{
	size_t max_bytes = c->options.max_bytes;
	c->options = *o;
	c->options.max_bytes = max_bytes;
}

uint32_t cache_clamp_ttl(const struct rrcache *c, enum cache_kind kind, uint32_t ttl)
{
	const struct cache_options *o = &c->options;
	if (ttl > INT32_MAX)
		ttl = 0; /* RFC 2181 section 8: the top bit makes it zero */
	if (kind == CACHE_FAILURE)
		return MIN_OF(ttl, (uint32_t)FAILURE_TTL_MAX);
	ttl = MIN_OF(MAX_OF(ttl, o->min_ttl), o->max_ttl);
	if (kind == CACHE_NODATA || kind == CACHE_NXDOMAIN)
		ttl = MIN_OF(ttl, o->max_negative_ttl);
	return ttl;
}

uint32_t cache_failure_ttl(const struct rrcache *c)
{
	return c->options.failure_ttl;
}

/* ---- putting ---- */

static void drop_one(struct rrcache *c, const struct cache_key *key)
{
	struct cache_octets octets;
	struct span value;
	if (cache_key_write(&octets, key) && level_find(c, cache_octets_span(&octets), &value))
		level_delete(c, cache_octets_span(&octets));
}

/* What else there may be of the name, in the same realm. */
static void drop_other(struct rrcache *c, const struct cache_key *key, enum cache_kind kind)
{
	struct cache_key other = *key;
	other.kind = kind;
	if (kind == CACHE_NXDOMAIN)
		other.type = 0;
	drop_one(c, &other);
}

/* Data and its absence exclude each other. */
static void drop_opposite(struct rrcache *c, const struct cache_key *key)
{
	if (key->kind == CACHE_SET) {
		drop_other(c, key, CACHE_NODATA);
		drop_other(c, key, CACHE_NXDOMAIN);
		drop_other(c, key, CACHE_FAILURE);
	} else if (key->kind == CACHE_NODATA) {
		drop_other(c, key, CACHE_SET);
		drop_other(c, key, CACHE_NXDOMAIN);
	}
}

/* RFC 2181 section 5.4.1: what is trusted less waits until the better has gone. */
static bool is_kept_out(struct rrcache *c, struct span key, uint8_t rank, struct wall now)
{
	struct span old;
	struct cache_head head;
	return level_find(c, key, &old) && cache_value_head(&head, old, now) &&
	       head.expires > now.s && head.rank > rank;
}

void cache_put(struct rrcache *c, const struct cache_key *key, struct wall now,
               const struct cache_entry *entry)
{
	struct cache_octets octets;
	struct rrset sets[CACHE_SETS_MAX];
	assert(key->kind != CACHE_CHAIN && key->kind < CACHE_KINDS &&
	       entry->count <= CACHE_SETS_MAX);
	level_follow_clock(c, now);
	struct cache_entry e = *entry;
	e.ttl = cache_clamp_ttl(c, key->kind, entry->ttl);
	if (e.ttl == 0 || !cache_key_write(&octets, key))
		return;
	bool has_others = key->realm != 0 ||
	                  level_has_name(c, span_of(octets.octets,
	                                            cache_key_labels(cache_octets_span(&octets))));
	if (has_others && is_kept_out(c, cache_octets_span(&octets), entry->rank, now))
		return;
	e.sets = sets;
	for (size_t i = 0; i < e.count; i++) {
		sets[i] = entry->sets[i];
		sets[i].ttl = cache_clamp_ttl(c, key->kind, sets[i].ttl);
	}
	size_t len = cache_value_write(c->value, key, &e, now);
	if (len == 0)
		return;
	if (has_others)
		drop_opposite(c, key);
	level_put(c, cache_octets_span(&octets), span_of(c->value, len));
	c->numbers.inserts++;
}

void cache_drop(struct rrcache *c, const struct cache_key *key)
{
	drop_one(c, key);
}

/* ---- getting ---- */

/* Note that an entry is wanted, when that decides how long it stays. */
static void note_use(struct rrcache *c, struct span key, struct span value)
{
	if (!c->is_filling || value.len > sizeof(c->value))
		return;
	memcpy(c->value, value.data, value.len);
	cache_value_set_used(c->value, true);
	level_put(c, key, span_of(c->value, value.len));
}

bool cache_get_stale(struct rrcache *c, const struct cache_key *key, struct wall now,
                     uint32_t max_stale, struct arena *arena, struct cache_entry *out,
                     uint32_t *expired_for)
{
	struct cache_octets octets;
	struct cache_head head;
	struct span value;
	level_follow_clock(c, now);
	if (!cache_key_write(&octets, key) || !level_find(c, cache_octets_span(&octets), &value) ||
	    !cache_value_head(&head, value, now) || head.expires + max_stale <= now.s ||
	    cache_value_read(out, key, value, now, arena) != OK) {
		c->numbers.misses++;
		return false;
	}
	*expired_for = head.expires <= now.s ? (uint32_t)(now.s - head.expires) + 1 : 0;
	c->numbers.hits++;
	if (!head.used)
		note_use(c, cache_octets_span(&octets), value);
	return true;
}

bool cache_has_name(struct rrcache *c, const uint8_t *name)
{
	struct cache_octets subtree;
	if (cache_key_subtree(&subtree, name) && level_has_name(c, cache_octets_span(&subtree)))
		return true;
	c->numbers.misses++;
	return false;
}

bool cache_get(struct rrcache *c, const struct cache_key *key, struct wall now, struct arena *arena,
               struct cache_entry *out)
{
	uint32_t expired_for;
	return cache_get_stale(c, key, now, 0, arena, out, &expired_for);
}
