/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The collector is a clock: its hand goes round all keys.  What has expired, or cannot be read,
 * leaves; what was used since the hand last came by stays once more; the rest leaves.  It frees
 * stretches of neighbours, so that whole pages become free.
 */

#include "resolver/cache/collect.h"

#include "resolver/cache/chain.h"
#include "resolver/cache/level.h"

enum {
	LOOKS_PER_WANTED = 8,
	LOOKS_LEAST = 64,
	LONG_VALUE = 4096, /* one that long is not worth a second round */
};

/* The least key behind `key`. */
static void step_behind(struct cache_octets *out, struct span key)
{
	memcpy(out->octets, key.data, key.len);
	out->len = (uint16_t)key.len;
	if (key.len < sizeof(out->octets))
		out->octets[out->len++] = 0;
	else
		cache_key_behind(out);
}

static struct span first_key(const struct cache_octets *from)
{
	static const uint8_t lowest[1] = {0};
	return from->len > 0 ? cache_octets_span(from) : span_of(lowest, 1);
}

/* ---- making room ---- */

static enum err unuse(struct rrcache *c, struct span key, struct span value)
{
	uint8_t copy[LONG_VALUE];
	memcpy(copy, value.data, value.len);
	cache_value_set_used(copy, false);
	return store_put(c->store, key, span_of(copy, value.len));
}

/* The entry under the hand. *gone gets whether it left. */
static enum err judge(struct rrcache *c, struct span value, bool *gone)
{
	struct cache_head head;
	struct span key = cache_octets_span(&c->hand);
	const struct wall now = {c->latest};
	*gone = !cache_value_head(&head, value, now) || head.expires <= now.s || !head.used ||
	        value.len > LONG_VALUE;
	if (!*gone)
		return unuse(c, key, value);
	c->numbers.evictions++;
	return store_delete(c->store, key);
}

enum err collect_some(struct rrcache *c, unsigned want)
{
	bool wrapped = false;
	for (unsigned looks = LOOKS_PER_WANTED * want + LOOKS_LEAST; want > 0 && looks > 0;
	     looks--) {
		struct span found, value;
		bool gone;
		enum err e = store_get_greater_equal(c->store, first_key(&c->hand), &found, &value);
		if (e == E_NOTFOUND && !wrapped) {
			wrapped = true;
			c->hand.len = 0;
			continue;
		}
		if (e != OK)
			return e == E_NOTFOUND ? OK : e;
		memcpy(c->hand.octets, found.data, found.len);
		c->hand.len = (uint16_t)found.len;
		TRY(judge(c, value, &gone));
		want -= gone;
		step_behind(&c->hand, cache_octets_span(&c->hand));
	}
	return OK;
}

/* ---- walks that delete ---- */

struct walk {
	struct cache_octets at; /* where to go on */
	struct cache_octets to; /* where to end; empty: nowhere */
	bool (*condemns)(const struct walk *w, struct span key, struct span value);
	struct wall now;
	const struct cache_region *region;
	size_t left; /* to be deleted at most */
	size_t deleted;
	bool done;
};

static bool is_behind(struct span key, const struct cache_octets *to)
{
	size_t len = MIN_OF(key.len, (size_t)to->len);
	int d = memcmp(key.data, to->octets, len);
	return to->len > 0 && (d > 0 || (d == 0 && key.len >= to->len));
}

static enum err walk_chunk(struct rrcache *c, struct walk *w)
{
	for (unsigned n = 0; n < LEVEL_CHUNK && !w->done; n++) {
		struct span key, value;
		struct cache_octets found;
		enum err e = store_get_greater_equal(c->store, first_key(&w->at), &key, &value);
		if (e == E_NOTFOUND || (e == OK && is_behind(key, &w->to)) || w->left == 0) {
			w->done = true;
			/* What was made of them may be kept elsewhere. */
			return w->region != NULL && w->deleted > 0 ? level_renew(c) : OK;
		}
		TRY(e);
		memcpy(found.octets, key.data, key.len);
		found.len = (uint16_t)key.len;
		if (w->condemns(w, key, value)) {
			TRY(store_delete(c->store, cache_octets_span(&found)));
			w->left--;
			w->deleted++;
		}
		step_behind(&w->at, cache_octets_span(&found));
	}
	return OK;
}

/* Turn after turn until it is done; what a full store does not let go stays. */
static void walk_all(struct rrcache *c, struct walk *w)
{
	cache_turn_end(c);
	while (!w->done && store_begin(c->store, STORE_WRITE) == OK) {
		size_t before = w->deleted;
		if (walk_chunk(c, w) != OK) {
			store_abort(c->store);
			w->deleted = before;
			break;
		}
		if (store_commit(c->store) != OK) {
			w->deleted = before;
			break;
		}
	}
	c->numbers.removals += w->deleted;
	c->numbers.walks++;
	c->numbers.walks_empty += w->deleted == 0;
}

static bool has_expired(const struct walk *w, struct span key, struct span value)
{
	struct cache_head head;
	(void)key;
	return !cache_value_head(&head, value, w->now) || head.expires <= w->now.s;
}

size_t cache_prune(struct rrcache *c, struct wall now, size_t max)
{
	struct walk w = {.condemns = has_expired, .now = now, .left = max};
	level_follow_clock(c, now);
	walk_all(c, &w);
	return w.deleted;
}

/* ---- regions ---- */

static bool is_of_region(const struct walk *w, struct span key, struct span value)
{
	struct cache_key_parts parts;
	const struct cache_region *r = w->region;
	(void)value;
	if (!r->exact)
		return true;
	if (!cache_key_read(&parts, key))
		return true; /* nobody's */
	if (!name_equal(parts.name.wire, r->name))
		return false;
	return r->type == 0 || parts.kind == CACHE_NXDOMAIN || parts.type == r->type;
}

/* Where the keys of a name, or of all at and below it, begin and end. */
static bool set_range(struct cache_octets *from, struct cache_octets *to, const uint8_t *name,
                      bool exact)
{
	if (!cache_key_subtree(from, name) || from->len == sizeof(from->octets))
		return false;
	*to = *from;
	if (exact)
		to->octets[to->len++] =
			CACHE_KEY_KINDS_END; /* labels that begin lower are among them */
	else
		cache_key_behind(to);
	return true;
}

size_t cache_clear_region(struct rrcache *c, const struct cache_region *region, size_t max,
                          struct wall now)
{
	struct walk w = {
		.condemns = is_of_region,
		.region = region,
		.left = max > 0 ? max : SIZE_MAX,
	};
	if (!set_range(&w.at, &w.to, region->name, region->exact))
		return 0;
	if (region->type == 0)
		cache_drop_denials(c, region->name, now);
	walk_all(c, &w);
	return w.deleted;
}

size_t cache_clear_under(struct rrcache *c, const uint8_t *name, struct wall now)
{
	if (!name_is_root(name))
		return cache_clear_region(c, &(const struct cache_region){.name = name}, 0, now);
	struct cache_numbers n;
	cache_get_numbers(c, &n);
	cache_clear(c);
	return (size_t)n.entries;
}

/* ---- looking ---- */

void cache_each(struct rrcache *c, const uint8_t *name, bool exact, struct wall now,
                bool (*visit)(void *ctx, const struct cache_item *item), void *ctx)
{
	struct cache_octets at, to;
	struct cache_key_parts parts;
	struct cache_item item = {.key = &parts};
	struct span key;
	if (!set_range(&at, &to, name, exact))
		return;
	level_flush(c);
	c->numbers.walks++;
	bool any = false;
	while (level_read(c) &&
	       store_get_greater_equal(c->store, first_key(&at), &key, &item.value) == OK &&
	       !is_behind(key, &to)) {
		if (cache_key_read(&parts, key) && cache_value_head(&item.head, item.value, now) &&
		    (!exact || name_equal(parts.name.wire, name))) {
			any = true;
			if (!visit(ctx, &item))
				break;
		}
		step_behind(&at, key);
	}
	c->numbers.walks_empty += !any;
}
