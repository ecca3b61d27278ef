/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The answer of a request as fields, and its wire form for one client.
 *
 * Owner: the request; the sets are borrowed from its arena.  Lifetime: until req_reset.
 */
#pragma once

#include "dns/edns.h"
#include "resolver/request/client.h"

/* How far a set has been found to be what its zone says. */
enum req_trust {
	REQ_UNCHECKED,
	REQ_INSECURE, /* out of reach of any trust anchor, as was shown */
	REQ_SECURE,   /* its first signature is good */
};

/* A set and its signatures; sigs.count is 0 when there are none. */
struct req_set {
	struct rrset data;
	struct rrset sigs;
	enum req_trust trust;
	int16_t ede; /* REQ_INSECURE: enum ede_code of the reason; 0: not known */
};

enum {
	REQ_ANSWER_SETS = 32,    /* CNAME chain and the set at its end */
	REQ_AUTHORITY_SETS = 12, /* SOA and proofs */
	REQ_ADDITIONAL_SETS = 2, /* explanations */
};

struct req_answer {
	uint16_t rcode;       /* extended */
	bool authoritative;   /* synthesised here: AA */
	bool secure;          /* everything in it was validated: AD may be set */
	bool bogus;           /* failed because it did not validate */
	bool truncate;        /* answer with TC and nothing else */
	bool stale;           /* made of expired data */
	bool passing;         /* for this request only: less than an answer, or not certain */
	bool refresh;         /* and servers were still being asked: that is to go on */
	bool reorder;         /* sets begin with a record that depends on the message's id */
	int16_t ede;          /* enum ede_code; EDE_NONE */
	const char *ede_text; /* static; NULL: none */
	uint8_t answer_count;
	uint8_t authority_count;
	uint8_t additional_count;
	struct req_set answer[REQ_ANSWER_SETS];
	struct req_set authority[REQ_AUTHORITY_SETS];
	struct req_set additional[REQ_ADDITIONAL_SETS];
};

void req_answer_init(struct req_answer *a);

/* Append one set (copied shallowly). false: no room, nothing appended. */
bool req_answer_add(struct req_answer *a, enum msg_section section, const struct req_set *set);

/* Lowest TTL of all records: how long the answer as a whole may be kept; 0 when it has none. */
uint32_t req_answer_ttl(const struct req_answer *a) PURE;

/*
 * Append the question and all records; signatures and denial proofs only when dnssec is set.
 *
 * returns false when something did not fit: TC is due (RFC 2181 section 9)
 */
bool req_answer_put(struct msg_writer *w, const struct req_answer *a, const struct req_client *c,
                    bool dnssec);

/*
 * The flags of the reply: QR, RA, RD and CD copied, AA and AD by the answer (RFC 1035 section
 * 4.1.1, RFC 6840 section 5.7), opcode copied, low bits of the RCODE.
 */
uint16_t req_answer_flags(const struct req_answer *a, const struct req_client *c) PURE;

/*
 * Write the whole reply, OPT included if the client sent one.
 *
 * buf       room for cap octets, at least 512;  no more than req_client_limit(c) are used
 * our_size  UDP payload to announce in OPT
 * returns the octets written
 */
size_t req_answer_write(const struct req_answer *a, const struct req_client *c, uint16_t our_size,
                        uint8_t *buf, size_t cap);
