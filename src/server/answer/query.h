/* SPDX-License-Identifier: BSD-2-Clause */
/* A query as far as answering needs it. */
#pragma once

#include "dns/msg.h"
#include "server/zone/find.h"

enum query_verdict {
	QUERY_LOOK_UP, /* a question for a zone */
	QUERY_CHAOS,   /* class CH */
	QUERY_ERROR,   /* reply with query.rcode */
	QUERY_DROP,
	QUERY_NOTIFY,
	QUERY_UPDATE,
};

/* EDNS options that a query came with; bits. */
enum query_ask {
	ASK_NSID = 1,
	ASK_EXPIRE = 2,
	ASK_ZONEVERSION = 4,
	ASK_SUBNET = 8,
	ASK_COOKIE = 16,
};

struct query {
	enum query_verdict verdict;
	uint16_t rcode; /* with QUERY_ERROR; extended */
	uint16_t id;
	uint16_t flags; /* second word of the header */
	bool has_question;
	bool has_edns;
	bool wants_dnssec; /* DO */
	bool has_tsig;
	bool is_empty;     /* well-formed, without question or records: FORMERR, but for cookies */
	uint8_t asked;     /* enum query_ask, ored */
	uint16_t udp_size; /* of EDNS; at least 512 */
	uint16_t qtype, qclass;
	uint8_t qname[NAME_MAX_LEN + 1]; /* case as sent; whole blocks of 16 can be read */
	struct zone_name name; /* the same in lower case, and its key; with QUERY_LOOK_UP */
	/* Of the first option of the kind: */
	struct span subnet; /* with ASK_SUBNET */
	struct span cookie; /* with ASK_COOKIE */
};

/* Parse a query and say what is to be done about it. */
void query_parse(struct query *q, struct span wire);
