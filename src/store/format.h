/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a store is: its kind, format number and the version that made it, kept as facts beside the
 * entries.  Older formats are converted at opening, newer ones refused, so that an operator who
 * swaps binaries loses nothing.
 */
#pragma once

#include "base/text.h"
#include "store/store.h"

/* Brings entries from format `from` to `from` + 1, within the writing turn that is open. */
struct store_conversion {
	uint32_t from;
	enum err (*convert)(struct store *s, void *ctx);
};

struct store_format {
	const char *kind;                           /* "journal"; at most 32 octets */
	uint32_t number;                            /* of this program's format, from 1 */
	const char *version;                        /* of this program */
	const struct store_conversion *conversions; /* ends with convert NULL; NULL = none */
	void *ctx;
};

/*
 * Make sure a store is of the kind and format wanted: a fresh one is marked, an older one converted
 * in one turn, whole or not at all.
 *
 * error  gets one line for the user on failure; may be NULL
 * E_FORMAT_NEWER    made by a later version
 * E_FORMAT_FOREIGN  another kind, or entries without a mark
 * E_NOTSUP          too old: no conversion from there
 * others            of the store and the conversions; nothing was changed
 */
MUST_USE enum err store_format_check(struct store *s, const struct store_format *format,
                                     struct text *error);
