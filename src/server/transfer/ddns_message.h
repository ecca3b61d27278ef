/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of an UPDATE message (RFC 2136 section 2): prerequisites and updates as plain records.
 * Only their form is looked at here; what they mean is ddns_prereq.h and ddns_apply.h.
 *
 * Pure; any thread.
 */
#pragma once

#include "base/arena.h"
#include "dns/msg.h"

/*
 * Most octets that one message may take when its names are expanded: 64 KiB of records with the
 * longest names stay below.
 */
enum { DDNS_MEMORY_MAX = 8 << 20 };

/* A record of either section, in the arena. */
struct ddns_record {
	const uint8_t *owner; /* lower case */
	struct span rdata;    /* uncompressed, canonical; empty where the class says so */
	uint32_t ttl;
	uint16_t type;
	uint16_t class_;
};

struct ddns_message {
	struct name zone; /* lower case */
	struct ddns_record *prereqs;
	size_t prereq_count;
	struct ddns_record *updates;
	size_t update_count;
};

/*
 * Take the two sections apart.
 *
 * m        parsed, with opcode UPDATE
 * returns  RCODE_NOERROR; RCODE_FORMERR: the zone section is not one SOA question (section 3.1.1),
 *          or data does not fit its type; RCODE_SERVFAIL: more than the arena takes
 */
unsigned ddns_message_read(struct ddns_message *out, struct arena *arena, const struct msg *m);

/* Type that no zone holds: ANY, AXFR, OPT ... (RFC 6895 section 3.1) */
bool ddns_type_is_meta(uint16_t type);

/*
 * Look over the update section before anything of it is done (section 3.4.1).
 *
 * returns  RCODE_NOERROR, RCODE_FORMERR, RCODE_NOTZONE
 */
unsigned ddns_prescan(const struct ddns_message *m);
