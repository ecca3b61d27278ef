/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a request is to be resolved: switches and limits.  Plain values, copied into each request at
 * its begin, so that a hook may change them for one request alone.
 */
#pragma once

#include "base/addr.h"

/* Which addresses in a referral are believed (resolution contract 2.1). */
enum req_mode {
	REQ_MODE_STRICT,     /* mandatory glue only: the name server is below the delegated name */
	REQ_MODE_NORMAL,     /* also name servers below the zone that refers */
	REQ_MODE_PERMISSIVE, /* any; what lies outside is not cached */
};

/* Numbers that nothing resets (resolution contract section 2). */
struct req_limits {
	uint32_t wall_ms;       /* life of a request */
	uint16_t sends_query;   /* messages sent for one query */
	uint16_t sends_total;   /* messages sent for one request, all of its queries together */
	uint8_t timeouts;       /* silent servers of one query */
	uint8_t refusals;       /* SERVFAIL and REFUSED of one query */
	uint8_t cname_steps;    /* CNAME and DNAME steps of one query */
	uint8_t depth;          /* queries that wait for each other */
	uint8_t ns_used;        /* name server names tried for one delegation */
	uint8_t ns_failures;    /* address lookups of one query that may fail */
	uint8_t ns_lookups;     /* address lookups of one query */
	uint8_t referrals;      /* referrals followed by one query */
	uint8_t minimise_steps; /* minimised questions of one query */
	uint8_t hook_queries;   /* questions of modules for one request */
	/* validation (resolution contract 4.15) */
	uint8_t trust_depth;    /* as depth, for queries that validation needs */
	uint8_t trust_queries;  /* queries that validation makes for one request */
	uint8_t bogus_replies;  /* replies to one query that may be bogus */
	uint8_t checks;         /* signatures checked for one query */
	uint8_t check_failures; /* of them, such that fail */
	uint16_t checks_total;  /* signatures checked for one request */
	uint32_t rounds_total;  /* compressions of SHA-1 for NSEC3 for one request */
};

enum { REQ_FORWARD_MAX = 4 };

/* Whom to ask instead of the servers of zones. */
struct req_forward {
	bool stub;     /* pass on what they say; otherwise it is validated like anything else */
	uint8_t count; /* of targets, at least 1 */
	struct addr to[REQ_FORWARD_MAX];
};

struct request;

/* Who says how long what has expired may be used still. */
struct req_stale_judge {
	/*
	 * ttl      negative: seconds since the set expired
	 * returns  the TTL it gets; negative: it is not used
	 */
	int64_t (*judge)(void *ctx, struct request *r, int64_t ttl, const uint8_t *name,
	                 uint16_t type);
	void *ctx;
};

/* Members named as the documents' query flags, in small letters where these say enough. */
struct req_options {
	enum req_mode mode;
	bool minimise;      /* QNAME minimisation (RFC 9156) */
	bool random_case;   /* 0x20 */
	bool ip4, ip6;      /* families that may be asked over */
	bool allow_local;   /* name servers may have addresses in 0/8, 127/8, ::, ::1 */
	bool no_cache;      /* ask again, and replace what is cached */
	bool tcp_only;      /* never ask over UDP */
	bool no_special;    /* special-use names are looked up like others */
	bool no_edns;       /* SAFEMODE: servers are asked without EDNS and without 0x20 */
	bool no_throttle;   /* servers that were silent are not spared */
	bool always_cut;    /* the closest zone cut is found out for answers of the cache, too */
	bool silent;        /* NO_ANSWER: the client gets no reply */
	bool trace;         /* what happens is told in the log, if that is verbose */
	bool reorder;       /* REORDER_RR: records of a set begin with another one each time */
	bool no_validate;   /* not DNSSEC_WANT: nothing is validated, nothing is secure */
	bool cd_upstream;   /* DNSSEC_CD: as if the client had set CD; servers see it */
	bool nonauth;       /* glue and answers without authority suffice */
	bool no_dns64;      /* the module dns64 leaves this request alone */
	bool for_itself;    /* the resolver needs it to run: no rule answers it, nothing is moved */
	uint16_t port;      /* where servers learned from the DNS listen; 53 but in tests */
	uint16_t edns_size; /* payload announced to servers */
	/* Serving stale data (RFC 8767): after so long without an answer, or when servers fail */
	uint32_t stale_after_ms;                   /* 0: never */
	uint32_t stale_max_s;                      /* what expired longer ago is not used */
	const struct req_stale_judge *stale_judge; /* NULL: 30 s. Outlives the request */
	/* NULL: iterate.  Lives as long as the request */
	const struct req_forward *forward;
	struct req_limits limits;
};

/* The defaults of this resolver. */
void req_options_init(struct req_options *o);
