/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the response to an AXFR or IXFR request, message by message (RFC 5936, RFC 1995): what
 * comes out is a whole zone, a list of changes, or that there is nothing new.  Pure: sockets, the
 * clock and what to do with the result are the caller's.
 *
 * Everything is refused that is not whole: a stream that does not begin and end with the same SOA,
 * changes that do not lead on from each other, records that do not fit their type, other classes,
 * signatures missing at the end.  Records outside the zone are skipped.
 *
 * Owner: the caller.  Thread: one at a time.
 */
#pragma once

#include "sec/tsig.h"
#include "server/zone/changeset.h"
#include "server/zone/version.h"

struct xfr_in;

struct xfr_in_options {
	const uint8_t *zone;     /* lower case; copied */
	bool ixfr;               /* changes were asked for */
	struct serial have;      /* with ixfr: serial that was sent */
	bool by_one;             /* the first step is enough (ixfr-by-one) */
	uint64_t max_size;       /* octets of records, uncompressed; twice as many in changes */
	struct tsig_state *tsig; /* that signed the request; borrowed; NULL: unsigned */
};

enum xfr_in_kind {
	XFR_IN_UNKNOWN,    /* not clear yet */
	XFR_IN_UP_TO_DATE, /* a single SOA, not newer than ours */
	XFR_IN_ZONE,
	XFR_IN_CHANGES,
};

/* What is known so far. */
struct xfr_in_facts {
	enum xfr_in_kind kind;
	struct serial serial; /* of the first SOA */
	unsigned rcode;       /* the server said no */
	bool more;            /* by_one: steps were left out */
	bool has_expire;      /* EXPIRE option (RFC 7314) */
	uint32_t expire_s;
	uint64_t messages, octets; /* of messages */
	uint64_t records;          /* in the zone */
	uint64_t skipped;          /* outside of it */
	uint64_t size;             /* octets of records, uncompressed */
};

struct xfr_in *xfr_in_new(const struct xfr_in_options *options);
void xfr_in_free(struct xfr_in *x);

/*
 * Take the next message of the response.
 *
 * *done  the response is complete; no further message belongs to it
 * E_XFR       it is none: broken message, SOA missing or in the middle, steps that do not join ...
 * E_NOTSUP    an empty answer, as of servers that know no IXFR
 * E_DENIED    an error code: facts.rcode
 * E_ZONESIZE  a zone above max_size;  E_XFR_SIZE  changes above twice max_size
 * E_TSIG_...  as tsig_verify; E_TSIG_SIG also when the last message is not signed
 * others of rdata_read
 * After an error the rest of the stream means nothing.
 */
MUST_USE enum err xfr_in_take(struct xfr_in *x, struct span msg, struct wall now, bool *done);

const struct xfr_in_facts *xfr_in_facts(const struct xfr_in *x);

/*
 * With XFR_IN_ZONE, once: the zone.
 *
 * *out  the caller's
 * errors of zone_builder_finish
 */
MUST_USE enum err xfr_in_take_zone(struct xfr_in *x, struct zone_version **out);

/* With XFR_IN_CHANGES: the steps, in order; borrowed. */
const struct zone_changeset *xfr_in_changes(const struct xfr_in *x, size_t *count);
