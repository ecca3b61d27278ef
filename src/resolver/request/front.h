/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What modules have to do with every message of a client, also with those that are answered out of
 * the answer cache without a request.  Plain values, tested by the service and by the writers of
 * replies; what is zero or NULL costs one test.
 *
 * Owner: resolver/main.  Set by modules, read by the service.  Thread: the loop's.
 */
#pragma once

#include "base/addr.h"
#include "dns/name.h"

enum { FRONT_NSID_MAX = 128 };

/* An answer that is about to leave. */
struct front_answer {
	struct span message;
	bool edns;         /* the client sent EDNS */
	bool wants_dnssec; /* with DO */
	bool cached;       /* nobody had to be asked */
	bool stale;        /* of data that have expired */
	bool stream, tls;  /* how it was asked; tls: and stream */
	bool ip6;
	int64_t elapsed_ns; /* since the question came; 0: not measured, at once */
};

/* What rules may know of a client before its question is looked at. */
struct front_client {
	const struct addr *from; /* NULL: a question of our own */
	const struct addr *at;   /* where it asked */
	const uint8_t *key;      /* TSIG key that its message names, lower case; NULL: none.  The
	                            signature is not verified */
};

enum { FRONT_AUDIENCES_MAX = UINT16_MAX, FRONT_TALLIES_MAX = UINT16_MAX };

struct front {
	bool refuse_no_rd; /* questions without RD are refused */
	bool hides_errors; /* no extended errors (RFC 8914) in replies */
	bool keepalive;    /* streams that ask are told how long they may be idle (RFC 7828) */
	uint8_t nsid_len;  /* who asks is told our name (RFC 5001); 0: nobody is */
	uint8_t nsid[FRONT_NSID_MAX];
	void (*answered)(void *ctx, const struct front_answer *a); /* NULL: nobody looks */
	void *answered_ctx;
	/*
	 * An answer of the answer cache is about to expire: less than a hundredth of its life and 5
	 * seconds are left. NULL: nobody cares
	 */
	void (*expiring)(void *ctx, const struct name *name, uint16_t type, uint32_t left_s);
	void *expiring_ctx;
	/*
	 * Which clients are alike to all rules: answers are shared among those with the same
	 * number, at most FRONT_AUDIENCES_MAX.  NULL: all are, with number 0.  Called for every
	 * message.
	 */
	unsigned (*audience)(void *ctx, const struct front_client *c);
	void *audience_ctx;
	/* Answers given by request->tally; [0] counts for nobody. NULL: none has a tally */
	uint64_t *tallies;
};
