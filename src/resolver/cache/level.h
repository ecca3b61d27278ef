/* SPDX-License-Identifier: BSD-2-Clause */
/* The second level as octets: turns of the store, and what waits to be written.  Private to this
 * folder. */
#pragma once

#include "resolver/cache/overlay.h"
#include "resolver/cache/rrcache.h"

enum {
	LEVEL_CHUNK = 1000, /* entries visited by one writing turn that walks */
	LEVEL_ABSENT_BITS = 13,
	LEVEL_NAME_WORDS = 64,
};

/* A stretch of keys without entries in the state that is being read. */
struct level_gap {
	bool known;
	bool to_end; /* nothing behind `from` */
	struct cache_octets from;
	struct span to; /* the next key; borrowed from the store */
};

/*
 * Keys the store was found not to have, and names of which it has no entry, by hash: the same
 * owners are asked about for each name of a zone.  Two keys of one hash, which the seed makes a
 * matter of chance, cost a query.
 */
struct level_absent {
	uint64_t round; /* in each hash; a new one forgets all */
	uint64_t hash[1 << LEVEL_ABSENT_BITS];
};

struct rrcache {
	struct cache_options options;
	struct store *store;
	struct store *stand_in; /* NULL: one was attached */
	struct overlay overlay;
	uint64_t waiting_names[LEVEL_NAME_WORDS]; /* a bit is set for each name in the overlay */
	struct level_gap gap;
	struct level_absent absent;
	bool reading;
	bool chain_waits; /* a record of a chain is in the overlay */
	bool is_filling;  /* use is noted: it will decide who leaves */
	uint64_t state;   /* number of the one last seen, or made with nothing of others between */
	uint64_t generation;
	int64_t latest;           /* wall clock of the last call */
	struct cache_octets hand; /* where the collector goes on */
	struct cache_numbers numbers;
	uint8_t value[CACHE_VALUE_MAX];
};

/* ---- level.c ---- */

/* Begin to read, unless that was done in this turn of the loop. false: the store cannot. */
bool level_read(struct rrcache *c);

/* Look up a key. The value lives until anything is written or the turn ends. */
bool level_find(struct rrcache *c, struct span key, struct span *value);

/*
 * May there be entries, but for chains, under the name whose keys begin so?  One look-up for all
 * kinds and types; the names below may make it true as well.
 */
bool level_has_name(struct rrcache *c, struct span subtree);

/* The last entry of a chain not behind the key. Chains that wait are written before. */
bool level_find_before(struct rrcache *c, struct span key, struct span *found, struct span *value);

void level_put(struct rrcache *c, struct span key, struct span value);
void level_put_chain(struct rrcache *c, struct span key, struct span value);
void level_delete(struct rrcache *c, struct span key);

/* Write what waits. */
void level_flush(struct rrcache *c);

/* A clock set back by more than ten minutes makes all ages wrong (resolution contract 5.9). */
void level_follow_clock(struct rrcache *c, struct wall now);

/* Within a writing turn: say to all processes that something was cleared. */
MUST_USE enum err level_renew(struct rrcache *c);

/* ---- collect.c ---- */

/*
 * Within a writing turn: go round and delete what is worth least.
 *
 * want  entries to delete; several times as many are looked at, at most
 */
MUST_USE enum err collect_some(struct rrcache *c, unsigned want);
