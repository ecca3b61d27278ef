/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Units of the control protocol: one type octet, then for data units items of an octet 16 + index,
 * a 16-bit big-endian length and that many octets, up to the next type octet.  Both ends use this;
 * bytes in, bytes out.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

enum ctl_unit_type { CTL_END, CTL_DATA, CTL_EXTRA, CTL_BLOCK };

enum ctl_item {
	CTL_CMD,
	CTL_FLAGS,
	CTL_ERROR,
	CTL_SECTION,
	CTL_ITEM,
	CTL_ID,
	CTL_ZONE,
	CTL_OWNER,
	CTL_TTL,
	CTL_TYPE,
	CTL_DATA_ITEM,
	CTL_FILTER,
	CTL_ITEMS,
};

struct ctl_unit {
	enum ctl_unit_type type;
	struct span items[CTL_ITEMS]; /* data NULL = absent; borrowed from the buffer read */
};

/*
 * Read one unit from the front of received octets.
 *
 * *used    octets the unit took
 * A data unit ends where the next type octet stands: until one follows it is incomplete.
 *
 * E_AGAIN  incomplete: call again with more octets;  E_MALFORMED  no such type or item
 */
MUST_USE enum err ctl_unit_read(struct ctl_unit *out, struct span in, size_t *used);

/* Append a unit. Items longer than 65535 octets are cut. */
void ctl_unit_write(struct text *out, const struct ctl_unit *unit);

/* The item as a span; empty when absent. */
static inline struct span ctl_get(const struct ctl_unit *u, enum ctl_item item)
{
	return u->items[item].data != NULL ? u->items[item] : span_of("", 0);
}

static inline void ctl_set(struct ctl_unit *u, enum ctl_item item, const char *text)
{
	u->items[item] = span_str(text);
}
