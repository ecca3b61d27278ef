/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First stage of scanning: where the interesting octets of zone text are.
 *
 * Octets are of three kinds: blank (space, tab), special (newline " ; ( ) \) and ordinary, all
 * the rest.  An event is every special octet, every ordinary octet that follows one that is not,
 * and every blank that follows an ordinary octet: the starts and ends of words, and all that
 * gives text its structure.  The second stage walks events and looks at no octet in between.
 *
 * Pure; any thread.  All kernels give the same events.
 */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INDEX_BLOCK = 64 };

/*
 * List the events of whole blocks.
 *
 * text    blocks * INDEX_BLOCK readable octets
 * first   number given to text[0]
 * inside  in: 1 when the octet before text[0] is ordinary, else 0;  out: the same of the last one
 * out     room for blocks * INDEX_BLOCK + INDEX_BLOCK numbers (up to a block of slack is scribbled)
 * returns how many events were listed
 */
typedef size_t (*zf_index_fn)(uint32_t *out, const uint8_t *text, size_t blocks, uint32_t first,
                              uint64_t *inside);

struct zf_index_kernel {
	const char *name;
	zf_index_fn index;
	bool (*usable)(void); /* does this processor have the instructions? */
};

/* All kernels of this build, the fastest first, the portable one last; NULL past the end. */
const struct zf_index_kernel *zf_index_at(size_t i);

/* The fastest that this processor can run. */
zf_index_fn zf_index_best(void);

size_t zf_index_portable(uint32_t *out, const uint8_t *text, size_t blocks, uint32_t first,
                         uint64_t *inside);
#if defined(__x86_64__)
size_t zf_index_sse42(uint32_t *out, const uint8_t *text, size_t blocks, uint32_t first,
                      uint64_t *inside);
size_t zf_index_avx2(uint32_t *out, const uint8_t *text, size_t blocks, uint32_t first,
                     uint64_t *inside);
#endif

/* The events of one block from its masks of blank and special octets. */
static ALWAYS_INLINE uint64_t zf_index_events(uint64_t blank, uint64_t special, uint64_t *inside)
{
	uint64_t ordinary = ~(blank | special);
	uint64_t before = ordinary << 1 | *inside; /* bit i: the octet before i is ordinary */
	*inside = ordinary >> 63;
	return special | (ordinary & ~before) | (blank & before);
}

/*
 * Append the numbers of a block's events.  Eight at a time without asking: most blocks have
 * between eight and sixteen, so the branches are nearly always the same.
 */
static ALWAYS_INLINE uint32_t *zf_index_list(uint32_t *out, uint64_t events, uint32_t first)
{
	uint32_t *end = out + __builtin_popcountll(events);
	while (events != 0) {
		for (int i = 0; i < 8; i++) {
			/* An empty mask writes slack behind the end; "| 1 << 63" keeps ctz defined.
			 */
			out[i] = first + (uint32_t)__builtin_ctzll(events | 1ULL << 63);
			events &= events - 1;
		}
		out += 8;
	}
	return end;
}
