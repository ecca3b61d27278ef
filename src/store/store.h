/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An ordered key-value store: what journals, keys, timers and caches stand on.  LMDB implements it
 * on disk (store_lmdb.h), a sorted table in memory for tests and simulations (store_memory.h).
 *
 * All work is done in turns.  A turn sees one state of the store; what a writing turn puts is seen
 * by others when it is committed, whole, or never.  One writing turn at a time per store, over all
 * processes.  Calls may touch the disk, but never wait for a network.
 *
 * Keys: 1 to STORE_KEY_MAX octets, ordered as octet strings.  Values: any octets.
 *
 * Owner: the caller of the opening function.  Thread: one at a time per handle.  Borrowed keys and
 * values live until the turn ends or the next put or delete in it, whichever comes first.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum { STORE_KEY_MAX = 511 };

enum store_turn { STORE_READ, STORE_WRITE };

struct store;

struct store_usage {
	uint64_t used;  /* octets in use */
	uint64_t limit; /* octets it may use */
	uint64_t entries;
};

/*
 * Begin a turn; there must be none open on this handle.
 *
 * E_BUSY  a turn is open;  E_PERM  writing to a store opened for reading;  E_IO, E_CORRUPT
 */
MUST_USE enum err store_begin(struct store *s, enum store_turn kind);

/*
 * End the turn and keep what it wrote.
 *
 * E_FULL, E_IO  nothing was kept;  the turn is over in any case
 */
MUST_USE enum err store_commit(struct store *s);

/* End the turn; what it wrote is gone. Harmless when none is open. */
void store_abort(struct store *s);

/* E_NOTFOUND;  E_INVALID  key empty or too long */
MUST_USE enum err store_get(struct store *s, struct span key, struct span *value);

/*
 * The entry with the largest key that is not above `key`.
 *
 * found, value  either may be NULL;  E_NOTFOUND  there is none
 */
MUST_USE enum err store_get_less_equal(struct store *s, struct span key, struct span *found,
                                       struct span *value);

/* The entry with the smallest key that is not below `key`. As store_get_less_equal. */
MUST_USE enum err store_get_greater_equal(struct store *s, struct span key, struct span *found,
                                          struct span *value);

/*
 * Put or replace an entry.
 *
 * E_FULL  no room: the turn can only be aborted;  E_PERM  reading turn;  E_INVALID  key
 */
MUST_USE enum err store_put(struct store *s, struct span key, struct span value);

/* E_NOTFOUND, E_PERM, E_INVALID, E_FULL (deleting copies pages) */
MUST_USE enum err store_delete(struct store *s, struct span key);

/*
 * Delete all entries with from <= key < to; an empty `to` means to the end.
 *
 * count  gets how many; may be NULL
 */
MUST_USE enum err store_delete_range(struct store *s, struct span from, struct span to,
                                     size_t *count);

/* Delete all entries; faster than one by one. E_FULL, E_IO */
MUST_USE enum err store_delete_all(struct store *s);

/*
 * The number of the state that the open turn sees; a writing turn has the one it will leave behind
 * if it changes anything.  Two reading turns of one number, in whatever processes, see the same.
 * 0 when no turn is open.
 */
uint64_t store_turn_number(const struct store *s);

/* How full it is; within or outside of a turn. */
MUST_USE enum err store_usage(struct store *s, struct store_usage *out);

/* Abort an open turn, close, free. */
void store_close(struct store *s);

/*
 * Facts about the store itself, apart from its entries: a few short records that format.h keeps.
 * As store_get and store_put, within a turn.
 */
MUST_USE enum err store_meta_get(struct store *s, struct span key, struct span *value);
MUST_USE enum err store_meta_put(struct store *s, struct span key, struct span value);
