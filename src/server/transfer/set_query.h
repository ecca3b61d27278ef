/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking another server for one RRset, as a signer does: the parent for DS, other signers for
 * DNSKEY, CDNSKEY and CDS, anybody for SOA.  Pure.
 */
#pragma once

#include "dns/msg.h"
#include "dns/rrset.h"

/*
 * Write a question with RD, so that a resolver may be asked as well, and EDNS with DO.
 *
 * E_SPACE  does not fit: 512 octets are enough
 */
MUST_USE enum err set_query_write(const uint8_t *name, uint16_t type, uint16_t id, uint8_t *buf,
                                  size_t cap, size_t *len);

struct set_reply {
	unsigned rcode;
	bool authoritative;
	struct rrset set;      /* of the question; count 0: there is none */
	uint32_t original_ttl; /* of its signature (RFC 4034 section 3.1.4), else of the set */
};

/*
 * Read what was answered to a question; the set's records are copied into the arena.
 *
 * E_MALFORMED  it answers something else, or record data do not fit their type
 * E_SPACE      the arena's bound
 */
MUST_USE enum err set_reply_read(struct set_reply *out, struct arena *arena, const struct msg *m,
                                 const uint8_t *name, uint16_t type);
