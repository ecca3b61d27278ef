/* SPDX-License-Identifier: BSD-2-Clause */
/* One question of a lookup tool: what to ask, how, and whom; and the message it makes. */
#pragma once

#include "base/vec.h"
#include "dns/edns.h"
#include "sec/tsig.h"
#include "tools/cli/servers.h"

enum {
	LOOKUP_UDP_SIZE = 1232,
	LOOKUP_COOKIE_MAX = 40,
	LOOKUP_OPTIONS_MAX = 16,
	LOOKUP_OPTION_LEN = 512,
	LOOKUP_UNSET = -1,
};

struct lookup_option {
	uint16_t code;
	uint16_t len;
	uint8_t value[LOOKUP_OPTION_LEN];
};

/* EDNS wishes; all unset: no OPT record. */
struct lookup_edns {
	int version;   /* LOOKUP_UNSET = by need */
	int bufsize;   /* LOOKUP_UNSET = default */
	int padding;   /* octets of padding; LOOKUP_UNSET = none */
	int alignment; /* pad the message to a multiple; LOOKUP_UNSET = no */
	bool off;      /* never, whatever else is set */
	bool nsid;
	bool expire;
	bool zoneversion;
	bool has_subnet;
	struct edns_subnet subnet;
	uint8_t cookie[LOOKUP_COOKIE_MAX];
	uint8_t cookie_len; /* 0 = none */
	uint8_t option_count;
	struct lookup_option options[LOOKUP_OPTIONS_MAX];
};

struct lookup {
	struct name qname; /* len 0: no question section */
	uint16_t type;
	uint16_t class_;
	bool notify;
	bool has_serial; /* IXFR=serial, NOTIFY=serial */
	uint32_t serial;
	uint16_t flags; /* header bits, enum msg_flag */
	bool do_;
	struct lookup_edns edns;
	const struct tsig_key *key; /* NULL = unsigned */
};

/* A message on its way, and what verifying its answer needs. */
struct lookup_message {
	uint8_t wire[MSG_MAX_LEN];
	size_t len;
	struct tsig_state tsig; /* in use when the lookup has a key */
};

/* A query for A, IN, with RD and AD; nothing else set. */
void lookup_init(struct lookup *l);

static inline bool lookup_is_transfer(const struct lookup *l)
{
	return !l->notify && (l->type == RR_AXFR || l->type == RR_IXFR);
}

/*
 * Make the message, under a random id, signed when there is a key.  tsig_deinit(&out->tsig) is the
 * caller's in that case.
 *
 * E_SPACE  the options do not fit into a message
 */
MUST_USE enum err lookup_make(struct lookup_message *out, const struct lookup *l);

/* Parse AXFR, IXFR=serial, NOTIFY, NOTIFY=serial, TYPEn or a mnemonic into the lookup.  E_TYPE */
MUST_USE enum err lookup_parse_type(struct lookup *l, struct span text);

/*
 * The name for a reverse question: in-addr.arpa (RFC 1035 section 3.5) or ip6.arpa (RFC 3596
 * section 2.5).  E_ADDR
 */
MUST_USE enum err lookup_reverse_name(struct name *out, struct span address);
