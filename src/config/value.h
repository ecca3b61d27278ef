/* SPDX-License-Identifier: BSD-2-Clause */
/* One value of a configuration item: text checked against its type. */
#pragma once

#include "base/arena.h"
#include "config/schema.h"

struct conf_value {
	const char *text;   /* normalised for CONF_NAME, else as written; NUL-terminated */
	int64_t number;     /* BOOL 0/1, INT, TIME (s), SIZE (octets), OPT (the option's number) */
	struct span octets; /* HEX and B64: decoded */
};

/*
 * Check a text against an item's type and range, and convert it.  All memory from the arena.
 *
 * E_INVALID  not of the type;  E_RANGE  outside min..max;  E_BASE64, E_HEX;  E_ADDR;  name errors
 */
MUST_USE enum err conf_value_parse(struct conf_value *out, struct arena *arena,
                                   const struct conf_schema *schema, const struct conf_item *item,
                                   struct span text);
