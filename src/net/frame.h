/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages in a byte stream: each behind its length in two octets (RFC 1035 section 4.2.2).
 *
 * A reader reads into a scratch buffer shared by all streams of a thread; only what is left over,
 * an unfinished frame, is kept by the stream itself, so an idle stream holds no memory.
 */
#pragma once

#include "base/span.h"

enum {
	FRAME_HEAD = 2,
	FRAME_MAX = FRAME_HEAD + 65535,
	FRAME_READ = 65536,                     /* octets asked of one read */
	FRAME_SCRATCH = FRAME_MAX + FRAME_READ, /* size of the shared buffer */
};

/* Octets kept from one read to the next.  Zero-initialised is empty. */
struct frame_hold {
	uint8_t *octets;
	uint32_t len;
	uint32_t cap;
};

void frame_hold_deinit(struct frame_hold *h);

static inline bool frame_hold_is_empty(const struct frame_hold *h)
{
	return h->len == 0;
}

/*
 * Where the next read should put its octets: in scratch, behind the room for what is held.
 *
 * returns FRAME_READ octets at least
 */
static inline uint8_t *frame_read_at(const struct frame_hold *h, uint8_t *scratch)
{
	return scratch + h->len;
}

/*
 * Take note of `got` octets read to frame_read_at().
 *
 * returns all octets not consumed so far, in scratch; empty when no frame is complete yet (they
 * are held then).  Otherwise the caller must split them and hold the rest.
 */
struct span frame_arrived(struct frame_hold *h, uint8_t *scratch, size_t got);

/*
 * Cut complete messages from the front of octets.
 *
 * msgs  room for max;  *used  octets consumed
 * returns how many messages; fewer than max: no further one is complete
 */
size_t frame_split(struct span octets, struct span *msgs, size_t max, size_t *used);

/* Keep octets (at most FRAME_SCRATCH of them) for later; replaces what was held. */
void frame_hold(struct frame_hold *h, struct span octets);

/* What is held now: complete frames too if the caller kept any.  Borrowed until the next change. */
static inline struct span frame_held(const struct frame_hold *h)
{
	return span_of(h->octets, h->len);
}
