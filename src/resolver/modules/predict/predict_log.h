/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was asked in each window of a period, and what follows from it for a window that begins.
 * Pure: which window it is, is an argument.
 *
 * Owner: the caller.  One thread.
 */
#pragma once

#include "base/vec.h"
#include "dns/name.h"

enum {
	PREDICT_KEYS_MAX = 5000,   /* of one window */
	PREDICT_PERIOD_MAX = 1024, /* windows */
};

struct predict_key {
	uint64_t hash;
	uint16_t type;
	uint8_t *name; /* owned, in lower case */
};

/* Sorted by hash, each key once. */
struct predict_keys {
	VEC(struct predict_key) list;
};

struct predict_log {
	unsigned period;              /* windows */
	struct predict_keys *windows; /* period of them */
	struct predict_keys queue;    /* to be asked */
	struct predict_keys sample;   /* of this moment, in any order */
};

/* period  1 to PREDICT_PERIOD_MAX */
void predict_log_init(struct predict_log *l, unsigned period);
void predict_log_deinit(struct predict_log *l);

/* Note a question that is being asked; predict_log_end makes it part of a window. */
void predict_log_note(struct predict_log *l, const uint8_t *name, uint16_t type);

/* All that was noted belongs to this window. What does not fit is dropped. */
void predict_log_end(struct predict_log *l, unsigned window);

/*
 * A window begins.  Into the queue comes what was asked in it a period ago, and what was asked both
 * i and 2i windows ago, for any i.  Its log begins anew.
 */
void predict_log_begin(struct predict_log *l, unsigned window);

/* Take the next key out of the queue; its name is the caller's to free.  false: it is empty. */
bool predict_log_take(struct predict_log *l, struct predict_key *out);

/* The window, 0 to period - 1, that a time of day is in. */
unsigned predict_window(int64_t unix_s, int64_t window_s, unsigned period);
