/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Years of a zone's keys in milliseconds: the rollover machine under a simulated clock, with keys
 * that are numbers and a parent that answers after a set time.  Pure.
 */
#pragma once

#include "server/keys/kasp_record.h"
#include "server/keys/pass.h"

struct rehearsal {
	const struct policy_keys *policy;
	int64_t submission_timeout_s;
	struct key_ttls ttls; /* known */
	int64_t signed_s;     /* of the zone now; 0 = never */
	int64_t from, to;     /* simulated time, both included */
	/* From a submission to its confirmation; -1 = the parent never answers. */
	int64_t parent_s;
	int64_t ds_ttl_s; /* and what is waited for then, with parent-delay */
};

/*
 * Called for everything that happens, in order of time.  A key that is made up has the identifier
 * that has only its number in it, and is told by that number.
 *
 * any result but OK ends the rehearsal
 */
typedef enum err (*rehearsal_each_fn)(void *ctx, int64_t at, const struct rollover_note *note);

enum { REHEARSAL_MAX = 100000 /* passes of one rehearsal */ };

/*
 * Run it.
 *
 * keys   of the zone now; changed
 * E_LIMIT  more passes than REHEARSAL_MAX before the end;  results of each
 */
MUST_USE enum err rehearsal_run(struct key_list *keys, const struct rehearsal *r,
                                rehearsal_each_fn each, void *ctx);
