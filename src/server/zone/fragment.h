/* SPDX-License-Identifier: BSD-2-Clause */
/* Placing a set's fragment in a message: copy, then add a base to each relocation. */
#pragma once

#include "server/zone/node.h"

#include <string.h>

enum {
	FRAGMENT_DATA = 1,
	FRAGMENT_SIGS = 2,
	FRAGMENT_POINTER = 0xc000,     /* high bits of a pointer (RFC 1035 section 4.1.4) */
	FRAGMENT_POINTER_MAX = 0x3fff, /* a fragment must end at or below this offset */
};

/* What relocations count from, each already a pointer. Indexed by the kind of target. */
struct fragment_base {
	uint16_t of[4];
};

/*
 * owner  offset of the owner's name;  at  offset of the fragment
 * apex_end  offset behind the zone's name, which is not compressed
 */
static ALWAYS_INLINE struct fragment_base fragment_base_of(size_t at, size_t owner, size_t apex_end)
{
	struct fragment_base b = {{
		(uint16_t)(FRAGMENT_POINTER + at),
		(uint16_t)(FRAGMENT_POINTER + owner),
		(uint16_t)(FRAGMENT_POINTER + apex_end - 256),
		0,
	}};
	return b;
}

/* Octets that the parts (FRAGMENT_DATA, FRAGMENT_SIGS) of a set take; not of a long one. */
static ALWAYS_INLINE size_t fragment_len(const struct zone_set *s, unsigned parts)
{
	return ((parts & FRAGMENT_DATA) != 0 ? s->data_len : 0u) +
	       ((parts & FRAGMENT_SIGS) != 0 ? s->sig_len : 0u);
}

static ALWAYS_INLINE unsigned fragment_count(const struct zone_set *s, unsigned parts)
{
	return ((parts & FRAGMENT_DATA) != 0 ? s->count : 0u) +
	       ((parts & FRAGMENT_SIGS) != 0 ? s->sig_count : 0u);
}

static ALWAYS_INLINE void fragment_relocate(uint8_t *to, const struct zone_reloc *r, size_t count,
                                            const struct fragment_base *base)
{
	for (size_t i = 0; i < count; i++)
		wire_set_u16(to + r[i].place, (uint16_t)(base->of[r[i].target >> 14] +
		                                         (r[i].target & FRAGMENT_POINTER_MAX)));
}

/*
 * Write the parts of a set that is not long; the caller has checked the room.
 *
 * len  fragment_len of them
 */
static ALWAYS_INLINE void fragment_place(uint8_t *to, const struct zone_node *n,
                                         const struct zone_set *s, unsigned parts, size_t len,
                                         const struct fragment_base *base)
{
	const struct zone_reloc *relocs = zone_set_relocs(n, s);
	const uint16_t *place = (const uint16_t *)(const void *)(relocs + s->reloc_count);
	const uint16_t *sigs = place + s->count - (s->count > 0);
	const uint8_t *data = (const uint8_t *)(sigs + s->sig_count);
	size_t skipped = 0;
	if ((parts & FRAGMENT_DATA) != 0) {
		memcpy(to, data, len);
		if (s->count > 0)
			wire_set_u16(to, base->of[1]);
		for (; place < sigs; place++)
			wire_set_u16(to + *place, base->of[1]);
		fragment_relocate(to, relocs, s->reloc_count, base);
	} else {
		skipped = s->data_len;
		memcpy(to, data + skipped, len);
	}
	if ((parts & FRAGMENT_SIGS) != 0) {
		for (unsigned i = 0; i < s->sig_count; i++)
			wire_set_u16(to + sigs[i] - skipped, base->of[1]);
	}
}
