/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a zone has to remember of its past beyond a restart, in a store: wall times, since the
 * process may be gone for long.
 */
#pragma once

#include "base/addr.h"
#include "base/clock.h"
#include "base/serial.h"
#include "base/text.h"
#include "store/store.h"

/* A zone's; times in seconds since 1970, 0: never, or not known. */
struct zone_timers {
	int64_t last_flush_s;
	int64_t next_refresh_s;
	int64_t last_refresh_ok_s;
	int64_t next_expire_s;
	int64_t master_pin_s;     /* since when a newer serial waits for the pinned primary */
	struct addr *last_master; /* the primary of the last transfer; NULL: none; owned */
	int64_t next_push_s;      /* when the parent is to get our DS records */
	bool has_notified;
	struct serial notified; /* serial that secondaries were told of */
};

/* Remember a primary; NULL: none. */
void zone_timers_set_master(struct zone_timers *t, const struct addr *master);
/* Forget everything. */
void zone_timers_clear(struct zone_timers *t);

struct timers;

struct timers_options {
	const char *path;
	uint64_t max_size; /* octets */
	bool read_only;
};

/*
 * Open the database of timers; it is made when missing.  Owner: the caller.  Any thread.
 *
 * error  gets one line for the user on failure;  errors of store_lmdb_open, store_format_check
 */
MUST_USE enum err timers_open(struct timers **out, const struct timers_options *options,
                              struct text *error);
/* Writes what waits. NULL is ignored. */
void timers_close(struct timers *t);

/* All zero when nothing is known; to be cleared. E_CORRUPT, E_IO: nothing is in *out */
MUST_USE enum err timers_get(struct timers *t, const uint8_t *zone, struct zone_timers *out);
/*
 * Remember.  Many are written in one transaction, at the latest a second later or by timers_sync;
 * timers_get sees them at once.
 *
 * E_FULL, E_IO  an earlier one could not be written
 */
MUST_USE enum err timers_put(struct timers *t, const uint8_t *zone, const struct zone_timers *in);
/* Write what waits. E_FULL, E_IO */
MUST_USE enum err timers_sync(struct timers *t);
/* OK when nothing was known. */
MUST_USE enum err timers_purge(struct timers *t, const uint8_t *zone);
/* Names of all zones with timers. Any result of each but OK ends it. */
MUST_USE enum err timers_zones(struct timers *t, enum err (*each)(void *ctx, const uint8_t *zone),
                               void *ctx);

/* The record of a zone: written and read back; pure. E_CORRUPT: nothing is in *out */
enum { TIMERS_RECORD_MAX = 256 };
size_t timers_record_write(uint8_t out[TIMERS_RECORD_MAX], const struct zone_timers *in);
MUST_USE enum err timers_record_read(struct zone_timers *out, struct span record);
