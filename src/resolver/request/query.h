/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One question that is being iterated: the client's, or that for a name server's address.  A CNAME
 * restarts the same query with another name, so that its counters go on.
 *
 * Owner: the request's arena.  State only.
 */
#pragma once

#include "base/clock.h"
#include "resolver/request/answer.h"
#include "resolver/request/cut.h"

/* What a query is for. */
enum query_purpose {
	QUERY_CLIENT,  /* the client's question */
	QUERY_ADDRESS, /* an address of a name server */
	QUERY_TRUST,   /* DS or DNSKEY that the query below is validated with */
	QUERY_SIGS,    /* RRSIG that the replies to the query below lacked */
	QUERY_MODULE,  /* a module's; nothing is delivered, the hook that pushed it reads it */
};

enum query_state {
	QUERY_START,   /* look into the cache, find the closest cut */
	QUERY_CHOOSE,  /* choose a server, or find out an address */
	QUERY_WAIT,    /* an attempt is under way, or another query on top must end first */
	QUERY_CONSUME, /* a reply is held for a hook that waits for queries of its own */
	QUERY_CHECK,   /* what was found is being validated */
	QUERY_DONE,    /* result holds */
};

enum query_result {
	QUERY_FAILED,
	QUERY_ANSWER,   /* set */
	QUERY_NODATA,   /* proof: SOA first */
	QUERY_NXDOMAIN, /* likewise */
	QUERY_YXDOMAIN, /* a DNAME made the name too long (RFC 6672 section 2.2) */
};

enum { QUERY_CHAIN_MAX = 24, QUERY_PROOF_MAX = 10, QUERY_SEEN_MAX = 16 };

/* One message on its way. */
struct query_attempt {
	uint32_t ask; /* its number in the request; 0 = none */
	uint8_t addr; /* index in cut.addr */
	bool tcp;
	bool random_case;
	bool edns;
	bool minimised;
	uint8_t mismatches; /* messages that came and did not match */
	uint16_t asked_type;
	uint32_t timeout_ms;
	struct mono sent;
	const uint8_t *asked; /* name as asked, in lower case */
};

struct check; /* of resolver/engine */

struct query {
	struct query *below; /* the query that waits for this one; NULL: the client's question */
	struct query *ended_before; /* once it has ended: the one that did before it */
	enum query_purpose purpose;
	uint8_t needed_by_ns; /* address lookups: index in below->cut.ns */
	enum query_state state;
	enum query_result result;

	const uint8_t *name; /* in lower case; the current target of the CNAME chain */
	uint16_t type;
	const uint8_t *start_above; /* cuts at or below this name do not count; NULL: all do */

	struct mono began; /* when it was first looked at; 0: it was not yet */
	struct cut cut;
	struct query_attempt attempt;

	/* QNAME minimisation: labels of name asked next, 0 = all of it */
	uint8_t asked_labels;
	uint8_t minimise_count;
	bool minimise_off;

	/* Never reset, not by a referral, not by a CNAME. */
	uint16_t sends;
	uint8_t timeouts;
	uint8_t refusals;
	uint8_t referrals;
	uint8_t ns_lookups;
	uint8_t ns_failures;
	uint8_t checks;         /* signatures checked */
	uint8_t check_failures; /* of them, such that failed */
	uint8_t bogus_replies;

	uint16_t hook_next;           /* in the hook table, of the stage it is in */
	bool shown;                   /* QUERY_DONE: hooks are looking at what was found */
	struct span held;             /* QUERY_CONSUME: the reply */
	struct span held_shown;       /* and as hooks see it */
	struct check *unsigned_check; /* of a reply that lacked signatures; NULL: none did */
	bool sigs_asked;              /* and they were asked for by themselves */
	struct check *check;          /* QUERY_CHECK: what is being validated */
	bool skip_cache;              /* what is there was found bogus */
	bool apart;            /* what was found is less than an answer: it is not kept as one */
	enum req_trust found;  /* QUERY_TRUST: how far the result holds */
	uint16_t passed_rcode; /* of a stub's server, if nobody knows better; 0: none */
	bool refused;          /* failed because a module refused what was found: REFUSED */
	bool local;            /* a module gave the result */
	bool is_cut;           /* DS that are not there: the name is an unsigned delegation */
	int16_t note_ede;      /* why the result is insecure; EDE_NONE */
	const char *note_text;

	uint8_t seen_count;
	uint8_t chain_count;
	uint8_t proof_count;
	bool own_fault; /* failed by limits or loops of this request: says nothing about the name */
	bool bogus;     /* failed by validation: says nothing to those who check for themselves */
	int16_t ede;    /* why it failed */
	const char *ede_text;
	const uint8_t *seen[QUERY_SEEN_MAX];   /* names of the chain so far, for loops */
	struct req_set chain[QUERY_CHAIN_MAX]; /* CNAME and DNAME sets followed */
	struct req_set set;
	struct req_set proof[QUERY_PROOF_MAX]; /* SOA first */
};

/* Begin a question; name is borrowed and in lower case. */
void query_init(struct query *q, const uint8_t *name, uint16_t type);

/*
 * Go on with the target of a CNAME.
 *
 * E_LIMIT   more steps than allowed;  E_EXISTS  the chain has been there: a loop
 */
MUST_USE enum err query_restart(struct query *q, const uint8_t *target, uint8_t max_steps);

/* End a query without result; the first reason given is kept. */
void query_fail(struct query *q, int ede, const char *text);
