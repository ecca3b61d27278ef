/* SPDX-License-Identifier: BSD-2-Clause */
/* What validation says, and what it may spend on finding out (resolution contract 4.15). */
#pragma once

#include "dns/edns.h"
#include "sec/rrsig.h"

enum val_state {
	VAL_SECURE,
	VAL_INSECURE, /* shown to be out of reach of any trust anchor */
	VAL_BOGUS,
	VAL_AGAIN, /* the slice is used up: call once more, after others had their turn */
};

struct val_verdict {
	enum val_state state;
	int16_t ede;     /* enum ede_code; EDE_NONE */
	const char *why; /* static; NULL: nothing to add */
};

/* What is left; calls take from it. */
struct val_spend {
	unsigned checks;   /* signatures checked */
	unsigned failures; /* of them, such that fail */
	unsigned rounds;   /* compressions of SHA-1 for NSEC3 */
	unsigned slice;    /* signatures checked before others get their turn */
};

enum {
	VAL_SLICE_CHECKS = 4,
	VAL_SLICE_ROUNDS = 128, /* 64 hashes without iterations: then others get their turn */
};

static inline struct val_verdict val_say(enum val_state state, int ede, const char *why)
{
	return (struct val_verdict){state, (int16_t)ede, why};
}
