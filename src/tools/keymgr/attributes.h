/* SPDX-License-Identifier: BSD-2-Clause */
/* "name=value" arguments that say what a key is to be. */
#pragma once

#include "server/keys/key.h"

/* What was said; is_set tells which. */
struct attributes {
	bool has_algorithm, has_ksk, has_zsk, has_sep, has_for_later;
	uint8_t algorithm;
	unsigned bits; /* 0 = not said */
	bool ksk, zsk, sep, for_later;
	bool has_timer[KEY_TIMERS];
	int64_t timers[KEY_TIMERS];
	const char
		*policy; /* zones of this policy that share a KSK take this one; NULL = not said */
};

/*
 * Parse all arguments; a name alone means yes.
 *
 * error  gets one line for the user;  E_INVALID
 */
MUST_USE enum err attributes_parse(struct attributes *out, const char *const *words, size_t count,
                                   int64_t now, struct text *error);

/*
 * Put what was said about roles and moments into a key.
 *
 * E_INVALID  no role is left, or the moments are out of order; error gets a line
 */
MUST_USE enum err attributes_apply(const struct attributes *a, struct zone_key *key,
                                   struct text *error);
