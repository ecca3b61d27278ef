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

struct query {
	enum query_verdict verdict;
	uint16_t rcode; /* with QUERY_ERROR; extended */
	uint16_t id;
	uint16_t flags; /* second word of the header */
	bool has_question;
	bool has_edns;
	bool wants_dnssec; /* DO */
	bool wants_nsid;
	bool has_tsig;
	uint16_t udp_size; /* of EDNS; at least 512 */
	uint16_t qtype, qclass;
	uint8_t qname[NAME_MAX_LEN + 1]; /* case as sent; whole blocks of 16 can be read */
	struct zone_name name; /* the same in lower case, and its key; with QUERY_LOOK_UP */
};

/* Parse a query and say what is to be done about it. */
void query_parse(struct query *q, struct span wire);
