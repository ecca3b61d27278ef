/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes into answering and what comes out of it. */
#pragma once

#include "base/span.h"
#include "server/zone/slot.h"

enum answer_kind {
	ANSWER_REPLY, /* reply and reply_len are it */
	ANSWER_DROP,  /* say nothing: not a query, or too short for a header */
	ANSWER_AXFR,  /* not answered here: transfer of `slot` (NULL: not served) */
	ANSWER_IXFR,
	ANSWER_NOTIFY, /* not answered here, nor parsed beyond the header */
	ANSWER_UPDATE,
	ANSWER_TSIG, /* not answered yet: verify, set tsig_verified and reserve, ask again */
};

/* Settings of the server and of the transport; the same for all queries of a call. */
struct answer_options {
	uint16_t udp_max;     /* octets of UDP payload taken and offered; at least 512 */
	bool is_stream;       /* TCP and the like: replies up to 65535 octets */
	bool rotate;          /* rotate the records of answers by message id */
	struct span identity; /* id.server; empty: refused (RFC 4892) */
	struct span version;  /* version.server; empty: refused */
	struct span nsid;     /* RFC 5001; empty: none */
};

/* One query and its reply. */
struct answer_query {
	struct span query;
	uint8_t *reply; /* at least 512 octets */
	size_t reply_cap;
	uint16_t reserve; /* octets to keep free behind the reply, for a TSIG */
	bool tsig_verified;
	/* out */
	enum answer_kind kind;
	uint16_t rcode; /* extended, of the reply */
	size_t reply_len;
	struct zone_slot *slot; /* zone of the query; NULL: none */
};
