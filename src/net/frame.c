/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages behind two-octet lengths.  Invariant: what is held between reads is the beginning of a
 * frame that is not complete, unless the caller held more on purpose.  An unfinished frame is
 * copied once, however many reads it takes.
 */

#include "net/frame.h"

#include "base/mem.h"
#include "base/wire.h"

void frame_hold_deinit(struct frame_hold *h)
{
	if (h->cap > 0)
		mem_account(MEM_CONNECTION, -(int64_t)h->cap);
	mem_free(h->octets);
	*h = (struct frame_hold){0};
}

static void reserve(struct frame_hold *h, size_t cap)
{
	if (h->cap >= cap)
		return;
	h->octets = mem_realloc(h->octets, cap);
	mem_account(MEM_CONNECTION, (int64_t)cap - h->cap);
	h->cap = (uint32_t)cap;
}

void frame_hold(struct frame_hold *h, struct span octets)
{
	if (octets.len == 0) {
		frame_hold_deinit(h);
		return;
	}
	reserve(h, octets.len);
	memmove(h->octets, octets.data, octets.len);
	h->len = (uint32_t)octets.len;
}

/* Octets of the frame at the start of s, its length included; FRAME_HEAD while that is unknown. */
static size_t frame_size(struct span s)
{
	return s.len < FRAME_HEAD ? FRAME_HEAD : FRAME_HEAD + (size_t)wire_get_u16(s.data);
}

struct span frame_arrived(struct frame_hold *h, uint8_t *scratch, size_t got)
{
	size_t held = h->len;
	if (held == 0)
		return span_of(scratch, got);
	/* Join the length octets first: they may have been cut apart. */
	if (held < FRAME_HEAD)
		memcpy(scratch, h->octets, held);
	size_t size = frame_size(held < FRAME_HEAD ? span_of(scratch, held + got)
	                                           : span_of(h->octets, held));
	if (held + got < size) {
		/* Grows with what arrived, not with what was promised. */
		reserve(h, MIN_OF(size, MAX_OF(2 * (held + got), (size_t)512)));
		memcpy(h->octets + held, scratch + held, got);
		h->len = (uint32_t)(held + got);
		return span_of(scratch, 0);
	}
	memcpy(scratch, h->octets, held);
	frame_hold_deinit(h);
	return span_of(scratch, held + got);
}

size_t frame_split(struct span octets, struct span *msgs, size_t max, size_t *used)
{
	size_t at = 0, count = 0;
	while (count < max) {
		struct span left = span_skip(octets, at);
		size_t size = frame_size(left);
		if (left.len < FRAME_HEAD || left.len < size)
			break;
		msgs[count++] = span_of(left.data + FRAME_HEAD, size - FRAME_HEAD);
		at += size;
	}
	*used = at;
	return count;
}
