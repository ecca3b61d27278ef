/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial numbers of RFC 1982: 32 bits that wrap.  A struct, so that `<` on one does not compile.
 */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

struct serial {
	uint32_t value;
};

enum serial_order {
	SERIAL_EQUAL,
	SERIAL_LOWER,        /* the first is older */
	SERIAL_GREATER,      /* the first is newer */
	SERIAL_INCOMPARABLE, /* exactly 2^31 apart: RFC 1982 section 3.2 leaves it undefined */
};

/* Order of a against b by RFC 1982 section 3.2. */
static inline enum serial_order serial_compare(struct serial a, struct serial b)
{
	uint32_t diff = a.value - b.value;
	if (diff == 0)
		return SERIAL_EQUAL;
	if (diff == UINT32_C(0x80000000))
		return SERIAL_INCOMPARABLE;
	return diff < UINT32_C(0x80000000) ? SERIAL_GREATER : SERIAL_LOWER;
}

static inline bool serial_is_newer(struct serial a, struct serial b)
{
	return serial_compare(a, b) == SERIAL_GREATER;
}

/* a + n by RFC 1982 section 3.1; n at most 2^31 - 1. */
static inline struct serial serial_add(struct serial a, uint32_t n)
{
	return (struct serial){a.value + n};
}
