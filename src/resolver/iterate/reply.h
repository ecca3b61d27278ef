/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The records of a server's reply as RRsets, scrubbed: class IN only, owners at or below the zone
 * that was asked (resolution contract 2.2), duplicates removed, one TTL per set.
 *
 * Pure; sets live in the arena that was given.
 */
#pragma once

#include "base/arena.h"
#include "dns/msg.h"
#include "resolver/request/answer.h"

enum {
	REPLY_SETS_MAX = 64,      /* sets looked at in a section; the rest is not there */
	REPLY_RECORDS_MAX = 1024, /* likewise records */
	REPLY_RRSET_MAX = 256,    /* records in a set: more is an attack (CVE-2024-1737) */
};

struct reply_section {
	uint16_t count;
	struct req_set set[REPLY_SETS_MAX];
};

struct reply {
	const struct msg *msg;
	struct reply_section answer;
	struct reply_section authority;
	struct reply_section additional; /* A and AAAA only, of any owner */
};

/*
 * Gather the sets of a parsed message.
 *
 * zone  what the asked server was asked for: nothing outside is taken
 * E_MALFORMED and others  record data do not fit their type;  E_LIMIT  a set is too big
 * E_SPACE  the arena's bound
 */
MUST_USE enum err reply_read(struct reply *out, const struct msg *msg, const uint8_t *zone,
                             struct arena *arena);

/* The set of an owner and type; NULL when there is none. */
const struct req_set *reply_find(const struct reply_section *s, const uint8_t *owner,
                                 uint16_t type);

/* First set of a type; NULL when there is none. */
const struct req_set *reply_find_type(const struct reply_section *s, uint16_t type);
