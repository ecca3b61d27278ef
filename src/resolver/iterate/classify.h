/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reply means for the query it answers (RFC 1034 section 5.3.3, RFC 2308, RFC 9156).  Pure.
 */
#pragma once

#include "resolver/iterate/reply.h"
#include "resolver/request/options.h"
#include "resolver/request/query.h"

enum iter_verdict {
	ITER_ANSWER,    /* the set asked for, perhaps behind a chain */
	ITER_ALIAS,     /* a chain that leads to `target`, where asking begins anew */
	ITER_NODATA,    /* perhaps behind a chain */
	ITER_NXDOMAIN,  /* likewise */
	ITER_YXDOMAIN,  /* a DNAME makes the name too long */
	ITER_REFERRAL,  /* `ns` leads closer */
	ITER_MORE,      /* minimised question answered: show more of the name */
	ITER_FULL,      /* minimised question not understood: show all of the name */
	ITER_TRUNCATED, /* ask again over TCP */
	ITER_NO_EDNS,   /* ask again without EDNS */
	ITER_REFUSED,   /* SERVFAIL, REFUSED: the server cannot or will not */
	ITER_LAME,      /* the server does not know the zone it was named for */
	ITER_BAD,       /* worthless; this server is not asked again */
};

struct iter_finding {
	enum iter_verdict verdict;
	const char *why; /* static, for traces; NULL: nothing to add */
	bool authoritative;
	uint8_t chain_count;
	uint8_t proof_count;
	const uint8_t *target;     /* where the chain leads; the name asked for if it is empty */
	const struct req_set *set; /* ITER_ANSWER */
	const struct req_set *ns;  /* ITER_REFERRAL */
	/* The lists are most of it, and mostly empty: they are neither cleared nor copied whole. */
	struct req_set chain[QUERY_CHAIN_MAX]; /* CNAME and DNAME sets in order */
	struct req_set proof[QUERY_PROOF_MAX]; /* SOA first if negative, NSEC and NSEC3 */
};

/* One of something that is known here, with empty lists; the verdict is the caller's to set. */
static inline void iter_finding_init(struct iter_finding *f, const uint8_t *target)
{
	memset(f, 0, offsetof(struct iter_finding, chain));
	f->authoritative = true;
	f->target = target;
}

/* Copy what is there. */
static inline void iter_finding_copy(struct iter_finding *to, const struct iter_finding *from)
{
	memcpy(to, from, offsetof(struct iter_finding, chain));
	memcpy(to->chain, from->chain, from->chain_count * sizeof(from->chain[0]));
	memcpy(to->proof, from->proof, from->proof_count * sizeof(from->proof[0]));
}

/* Was chain[i], or the set behind the chain, made from the DNAME before it? */
static inline bool iter_is_made(const struct iter_finding *f, size_t i)
{
	return i > 0 && f->chain[i - 1].data.type == RR_DNAME;
}

static inline bool iter_set_is_made(const struct iter_finding *f)
{
	return f->set != NULL && f->set->data.type == RR_CNAME && iter_is_made(f, f->chain_count);
}

/*
 * Judge by header alone: truncation and failure.
 *
 * returns false when the records must be looked at
 */
bool iter_judge_header(struct iter_finding *out, const struct msg *msg,
                       const struct query_attempt *attempt);

/*
 * Judge by records.
 *
 * q  its cut, name, type and attempt say what was asked of whom
 * E_SPACE  the arena's bound, for names that are made here
 */
MUST_USE enum err iter_judge(struct iter_finding *out, const struct reply *reply,
                             const struct query *q, enum req_mode mode, struct arena *arena);
