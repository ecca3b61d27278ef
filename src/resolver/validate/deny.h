/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do validated NSEC and NSEC3 sets show what a negative answer, an expanded wildcard or an unsigned
 * delegation claims?  Pure.
 */
#pragma once

#include "resolver/request/answer.h"
#include "resolver/validate/verdict.h"
#include "sec/denial.h"

/* What is claimed. */
struct deny_claim {
	const uint8_t *zone; /* that signed the proof */
	const uint8_t *name;
	uint16_t type; /* of NODATA */
};

/* A verdict and what else follows from the proof. */
struct deny_verdict {
	struct val_verdict val;
	bool opt_out; /* there may be unsigned delegations: no AD (RFC 5155 section 9.2) */
	bool is_cut;  /* deny_ds: the name is an unsigned delegation */
};

/*
 * sets    validated by keys of the zone, with their good signature first; what is neither NSEC nor
 *         NSEC3 is passed over
 * rounds  what may be spent on hashes; lowered
 */

/* NXDOMAIN (RFC 4035 section 5.4, RFC 5155 section 8.4). */
struct deny_verdict deny_name(const struct deny_claim *claim, const struct req_set *sets,
                              size_t count, unsigned *rounds);

/* NODATA, also of a wildcard, or below an unsigned delegation that opt-out hides. */
struct deny_verdict deny_type(const struct deny_claim *claim, const struct req_set *sets,
                              size_t count, unsigned *rounds);

/* No DS at the name: an unsigned delegation (is_cut), or no zone cut at all. */
struct deny_verdict deny_ds(const struct deny_claim *claim, const struct req_set *sets,
                            size_t count, unsigned *rounds);

/*
 * Nothing closer than the wildcard exists for the name (RFC 4035 section 5.3.4).
 *
 * labels  of the good signature of the set that was expanded
 */
struct deny_verdict deny_closer(const struct deny_claim *claim, size_t labels,
                                const struct req_set *sets, size_t count, unsigned *rounds);
