/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Turns of the store.  Invariants: between turns of the loop nothing is open; a writing turn is
 * begun and ended by one call; gaps are known only while reading; what is noted as absent is absent
 * from the store in `state`.
 *
 * The first look-up of a name that is not there shows where the next one begins, which answers the
 * rest - other kinds, other types - without the store.
 */

#include "resolver/cache/level.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/wire.h"
#include "store/store_memory.h"

enum {
	BATCH_LEAST = 8, /* entries of a writing turn, however full the store is */
	PAGE = 4096,
	PAGES_PER_ENTRY = 4,
	ROUNDS_FOR_ROOM = 16,
	EXTRA = 16,              /* entries that leave beyond twice those that come */
	LEAST_SPARE = 512 << 10, /* octets that stay free, but for half of a small store */
};

static const char generation_key[] = "generation"; /* fact: 64 bits */

/* ---- reading ---- */

static void stop_reading(struct rrcache *c)
{
	if (c->reading)
		store_abort(c->store);
	c->reading = false;
	c->gap.known = false;
}

static uint64_t read_generation(struct rrcache *c)
{
	struct span value;
	if (store_meta_get(c->store, span_str(generation_key), &value) != OK || value.len != 8)
		return 0;
	return wire_get_u64(value.data);
}

bool level_read(struct rrcache *c)
{
	if (c->reading)
		return true;
	if (store_begin(c->store, STORE_READ) != OK)
		return false;
	c->reading = true;
	uint64_t state = store_turn_number(c->store);
	if (state != c->state) { /* somebody else has written */
		c->state = state;
		c->absent.round++;
		c->generation = read_generation(c);
	}
	return true;
}

static int compare(struct span a, struct span b)
{
	int d = memcmp(a.data, b.data, MIN_OF(a.len, b.len));
	return d != 0 ? d : (a.len > b.len) - (a.len < b.len);
}

static bool is_in_gap(const struct level_gap *g, struct span key)
{
	return g->known && compare(cache_octets_span(&g->from), key) <= 0 &&
	       (g->to_end || compare(key, g->to) < 0);
}

static void note_gap(struct level_gap *g, struct span key, bool to_end, struct span to)
{
	g->known = true;
	g->to_end = to_end;
	g->to = to;
	g->from.len = (uint16_t)key.len;
	memcpy(g->from.octets, key.data, key.len);
}

static uint64_t absent_hash(const struct rrcache *c, struct span key)
{
	return hash_octets(key.data, key.len, hash_seed() ^ c->absent.round);
}

static uint64_t *absent_place(struct rrcache *c, uint64_t hash)
{
	return &c->absent.hash[hash >> (64 - LEVEL_ABSENT_BITS)];
}

static bool begins(struct span octets, struct span with)
{
	return octets.len >= with.len && memcmp(octets.data, with.data, with.len) == 0;
}

/* The first entry whose key begins so; its value if that is the whole key. */
static bool seek(struct rrcache *c, struct span key, struct span *found, struct span *value)
{
	if (!level_read(c))
		return false;
	if (is_in_gap(&c->gap, key)) {
		*found = c->gap.to;
		return !c->gap.to_end && begins(c->gap.to, key);
	}
	uint64_t hash = absent_hash(c, key);
	if (*absent_place(c, hash) == hash)
		return false;
	enum err e = store_get_greater_equal(c->store, key, found, value);
	if (e == OK && begins(*found, key))
		return true;
	if (e == OK || e == E_NOTFOUND) {
		note_gap(&c->gap, key, e == E_NOTFOUND, *found);
		*absent_place(c, hash) = hash;
	}
	return false;
}

bool level_find(struct rrcache *c, struct span key, struct span *value)
{
	struct span found;
	const struct overlay_item *waiting = overlay_find(&c->overlay, key);
	if (waiting != NULL) {
		*value = waiting->value;
		return !waiting->deleted;
	}
	return seek(c, key, &found, value) && found.len == key.len;
}

/* The bit of a name in a word of waiting_names. */
struct name_bit {
	uint64_t *word;
	uint64_t bit;
};

static struct name_bit name_bit(struct rrcache *c, struct span subtree)
{
	uint64_t hash = hash_octets(subtree.data, subtree.len, hash_seed());
	return (struct name_bit){
		.word = &c->waiting_names[hash >> 32 & (LEVEL_NAME_WORDS - 1)],
		.bit = UINT64_C(1) << (hash & 63),
	};
}

bool level_has_name(struct rrcache *c, struct span subtree)
{
	struct span found, value;
	if (subtree.len == 0)
		return true; /* the root: no key that a store could look up */
	if (c->overlay.count > 0) {
		const struct name_bit n = name_bit(c, subtree);
		if (*n.word & n.bit)
			return true;
	}
	return seek(c, subtree, &found, &value);
}

bool level_find_before(struct rrcache *c, struct span key, struct span *found, struct span *value)
{
	if (c->chain_waits)
		level_flush(c);
	c->numbers.neighbours++;
	if (level_read(c) && store_get_less_equal(c->store, key, found, value) == OK)
		return true;
	c->numbers.neighbours_missed++;
	return false;
}

/* ---- writing ---- */

static enum err write_one(struct rrcache *c, const struct overlay_item *i)
{
	if (!i->deleted)
		return store_put(c->store, i->key, i->value);
	enum err e = store_delete(c->store, i->key);
	if (e == OK)
		c->numbers.removals++;
	else if (e == E_NOTFOUND)
		c->numbers.removals_missed++;
	return e == E_NOTFOUND ? OK : e;
}

/* Is room to be made?  An eighth, and more of a small store, stays free: what is changed is copied
 * first. */
static bool is_full(struct rrcache *c)
{
	struct store_usage u;
	if (store_usage(c->store, &u) != OK || u.limit == 0)
		return false;
	uint64_t spare = MAX_OF(u.limit / 8, MIN_OF(u.limit / 2, (uint64_t)LEAST_SPARE));
	c->is_filling = u.used > (u.limit - spare) / 2;
	return u.used > u.limit - spare;
}

/* One writing turn for some of what waits; `more` entries beyond are made to leave if it is full.
 */
static enum err write_turn(struct rrcache *c, unsigned from, unsigned count, unsigned more)
{
	const struct cache_numbers before = c->numbers;
	TRY(store_begin(c->store, STORE_WRITE));
	uint64_t state = store_turn_number(c->store);
	enum err e = is_full(c) ? collect_some(c, 2 * count + more) : OK;
	for (unsigned i = from; e == OK && i < from + count; i++)
		e = write_one(c, &c->overlay.items[i]);
	if (e == OK)
		e = store_commit(c->store);
	else
		store_abort(c->store);
	if (e != OK) {
		c->numbers = before;
		return e;
	}
	c->numbers.commits++;
	if (state == c->state + 1)
		c->state = state;
	return OK;
}

/*
 * How many entries one writing turn may bring.  Each may change a page, of which a copy is made,
 * and what the last two turns gave up cannot be had yet.
 */
static unsigned batch_size(struct rrcache *c)
{
	struct store_usage u;
	if (!c->is_filling || store_usage(c->store, &u) != OK)
		return OVERLAY_ENTRIES_MAX;
	uint64_t pages = (u.limit - MIN_OF(u.used, u.limit)) / PAGE;
	return (unsigned)MAX_OF(pages / PAGES_PER_ENTRY, (uint64_t)BATCH_LEAST);
}

static void forget_waiting(struct rrcache *c)
{
	overlay_clear(&c->overlay);
	memset(c->waiting_names, 0, sizeof(c->waiting_names));
}

void level_flush(struct rrcache *c)
{
	unsigned rounds = ROUNDS_FOR_ROOM, at = 0;
	if (c->overlay.count == 0)
		return;
	stop_reading(c);
	while (at < c->overlay.count) {
		unsigned count = MIN_OF(c->overlay.count - at, batch_size(c));
		enum err e = write_turn(c, at, count, EXTRA);
		if (e == OK) {
			at += count;
			continue;
		}
		if (e != E_FULL || rounds == 0)
			break;
		rounds--;
		/* Nothing but making room; what it frees can be had two turns later. */
		c->is_filling = true;
		if (write_turn(c, at, 0, EXTRA) != OK)
			break;
	}
	c->numbers.lost += c->overlay.count - at;
	c->chain_waits = false;
	forget_waiting(c);
}

/* A key is no longer absent, nor its name. */
static void note_waiting(struct rrcache *c, struct span key)
{
	*absent_place(c, absent_hash(c, key)) = 0;
	struct span subtree = span_of(key.data, cache_key_labels(key));
	*absent_place(c, absent_hash(c, subtree)) = 0;
	const struct name_bit n = name_bit(c, subtree);
	*n.word |= n.bit;
}

void level_put(struct rrcache *c, struct span key, struct span value)
{
	if (overlay_is_full(&c->overlay))
		level_flush(c);
	overlay_put(&c->overlay, key, value);
	note_waiting(c, key);
}

void level_put_chain(struct rrcache *c, struct span key, struct span value)
{
	level_put(c, key, value);
	c->chain_waits = true;
}

void level_delete(struct rrcache *c, struct span key)
{
	if (overlay_is_full(&c->overlay))
		level_flush(c);
	overlay_delete(&c->overlay, key);
}

void cache_turn_end(struct rrcache *c)
{
	stop_reading(c);
	level_flush(c);
}

/* ---- the store as a whole ---- */

uint64_t cache_generation(struct rrcache *c)
{
	(void)level_read(c);
	return c->generation;
}

enum err level_renew(struct rrcache *c)
{
	uint8_t number[8];
	wire_set_u64(number, read_generation(c) + 1);
	return store_meta_put(c->store, span_str(generation_key), span_of(number, sizeof(number)));
}

static enum err clear_all(struct rrcache *c)
{
	TRY(store_delete_all(c->store));
	return level_renew(c);
}

void cache_clear(struct rrcache *c)
{
	stop_reading(c);
	forget_waiting(c);
	c->chain_waits = false;
	c->numbers.clears++;
	if (store_begin(c->store, STORE_WRITE) != OK)
		return;
	if (clear_all(c) != OK)
		store_abort(c->store);
	else if (store_commit(c->store) == OK)
		c->hand.len = 0;
}

void level_follow_clock(struct rrcache *c, struct wall now)
{
	if (c->latest != INT64_MIN && now.s < c->latest - CACHE_CLOCK_JUMP_S)
		cache_clear(c);
	c->latest = now.s;
}

void cache_attach(struct rrcache *c, struct store *store)
{
	if (c->store != NULL)
		cache_turn_end(c);
	store_close(c->stand_in);
	c->stand_in = store == NULL ? store_memory_new(c->options.max_bytes) : NULL;
	c->store = store != NULL ? store : c->stand_in;
	c->state = UINT64_MAX; /* none */
	c->is_filling = false;
	c->hand.len = 0;
}

struct rrcache *cache_new(const struct cache_options *o)
{
	struct rrcache *c = mem_zalloc(sizeof(*c));
	c->options = *o;
	c->latest = INT64_MIN;
	overlay_init(&c->overlay);
	cache_attach(c, NULL);
	return c;
}

void cache_free(struct rrcache *c)
{
	if (c == NULL)
		return;
	cache_turn_end(c);
	store_close(c->stand_in);
	overlay_deinit(&c->overlay);
	mem_free(c);
}

void cache_note_put(struct rrcache *c, const char *name, struct span octets)
{
	stop_reading(c);
	if (store_begin(c->store, STORE_WRITE) != OK)
		return;
	enum err e = store_meta_put(c->store, span_str(name), octets);
	if (e == OK)
		e = store_commit(c->store);
	else
		store_abort(c->store);
	c->numbers.lost += e != OK;
}

size_t cache_note_get(struct rrcache *c, const char *name, uint8_t *out, size_t cap)
{
	struct span value;
	if (!level_read(c) || store_meta_get(c->store, span_str(name), &value) != OK ||
	    value.len > cap)
		return 0;
	memcpy(out, value.data, value.len);
	return value.len;
}

void cache_get_numbers(struct rrcache *c, struct cache_numbers *out)
{
	struct store_usage u;
	level_flush(c);
	if (store_usage(c->store, &u) != OK)
		u = (struct store_usage){0};
	*out = c->numbers;
	out->entries = u.entries;
	out->bytes = u.used;
	out->limit = u.limit;
}
