/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for the kinds of fields, and the fields of a row: what the table of types needs of them. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

enum rdata_kind_id {
#define FIXED(id, size, parse, print)        RDATA_##id,
#define KIND(id, flags, parse, check, print) RDATA_##id,
#include "dns/rdata_kinds.def"
#undef FIXED
#undef KIND
	RDATA_KINDS,
};

/* One field of a type's row. */
struct rdata_field {
	uint8_t kind;    /* enum rdata_kind_id */
	bool opens_line; /* in text that is spread over lines */
	const char *name;
};
