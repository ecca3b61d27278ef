/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that servers were asked about on the way to longer ones (RFC 9156) and that are no zone
 * cuts, so that they are not asked about again for a while: names under one long branch, as those
 * of addresses, differ at the end.
 *
 * A table of fixed size that forgets whom another takes the place of.  Wrong memory is harmless: a
 * server is shown a label more than it would have to be.  Pure: times are arguments.
 */
#pragma once

#include "base/clock.h"
#include "base/attr.h"

enum { INNER_PLACES = 4096, INNER_FOR_S = 300 };

struct inner_names {
	struct {
		uint32_t tag;
		uint32_t until_s; /* of the monotonic clock; 0: nobody */
	} place[INNER_PLACES];
};

/* A server said that there is no zone cut at the name. */
void inner_note(struct inner_names *t, const uint8_t *name, uint64_t seed, struct mono now);

/* Did one say so lately? */
bool inner_is_known(const struct inner_names *t, const uint8_t *name, uint64_t seed,
                    struct mono now) PURE;
