/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers made of denials that are in the cache (RFC 8198): a name that lies in a known gap of a
 * signed zone is not asked for.  Uses nothing but what was found secure; what it says, it proves.
 */
#pragma once

#include "resolver/cache/chain.h"

enum synthesis_kind {
	SYNTHESIS_NONE,     /* not enough is known */
	SYNTHESIS_NXDOMAIN, /* proof[0] is the SOA */
	SYNTHESIS_NODATA,   /* likewise */
	SYNTHESIS_ANSWER, /* `answer` comes from a wildcard; the proof shows that nothing is closer
	                   */
};

enum { SYNTHESIS_PROOF_MAX = 4 };

struct synthesis {
	enum synthesis_kind kind;
	uint8_t count;
	struct cache_proof proof[SYNTHESIS_PROOF_MAX]; /* all TTLs are the lowest of all */
	struct cache_proof answer;                     /* owned by the name that was asked for */
};

/*
 * Try to answer a question from the denials of its zone.
 *
 * zone  closest known one above the name; for DS the parent
 * name  in it, in lower case
 * out   in the arena
 */
void cache_synthesise(struct rrcache *c, const uint8_t *zone, const uint8_t *name, uint16_t type,
                      struct wall now, struct arena *arena, struct synthesis *out);
