/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes into answering and what comes out of it. */
#pragma once

#include "base/addr.h"
#include "base/clock.h"
#include "server/answer/hook.h"

enum { ANSWER_BATCH = 64 }; /* queries whose look-ups run together; more are done in turns */

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
	uint16_t udp_max;   /* octets of UDP payload taken and offered; at least 512 */
	bool is_stream;     /* TCP and the like: replies up to 65535 octets */
	bool rotate;        /* rotate the records of answers by message id */
	bool client_subnet; /* echo client subnets (RFC 7871) */
	enum conf_protocol protocol;
	const struct hook_list *hooks; /* of all queries; NULL: none */
	struct span identity;          /* id.server; empty: refused (RFC 4892) */
	struct span version;           /* version.server; empty: refused */
	struct span nsid;              /* RFC 5001; empty: none */
};

/* What is known of the moment, once per batch. */
struct answer_moment {
	struct mono mono;
	struct wall wall;
	uint64_t random; /* for modules; another one each time */
};

/* What answer_sent has to know of a query; set when hooks are there to be told. */
struct answer_facts {
	bool is_hooked;
	bool has_edns;
	bool wants_dnssec;
	bool has_question;
	uint8_t operation; /* enum hook_operation */
	uint16_t qtype;
};

/* One query and its reply. */
struct answer_query {
	struct span query;
	const struct addr *peer;  /* for modules; NULL: nobody knows */
	const struct addr *local; /* where it was sent to; NULL or AF_UNSPEC: nobody knows */
	uint8_t *reply;           /* at least 512 octets */
	size_t reply_cap;
	uint16_t reserve; /* octets to keep free behind the reply, for a TSIG */
	bool tsig_verified;
	/* out */
	enum answer_kind kind;
	uint16_t rcode; /* extended, of the reply */
	size_t reply_len;
	struct zone_slot *slot; /* zone of the query; NULL: none */
	struct answer_facts facts;
};
