/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How an update signs what it publishes: keys and policy are handed in, records come out in the
 * same edit, so that what the journal gets and what is served is one thing.  Pure but for the
 * threads of cryptography.
 */
#pragma once

#include "server/conf/schema.h"
#include "server/sign/sign.h"

enum signer_how {
	SIGNER_CHANGE,  /* what the update changes: same keys and policy as the version before */
	SIGNER_REFRESH, /* signatures that end soon */
	SIGNER_WHOLE,   /* keys or policy changed, or it is not known what is there */
	SIGNER_ANEW,    /* every signature, whatever there is */
};

/* Owner: the caller; one update at a time. */
struct signer {
	const struct sign_input *input;
	enum signer_how how;
	/* The version that is served was signed here: its signatures are known to be good. */
	bool is_trusted;
	struct sign_result result; /* out; of all steps */
};

/*
 * All but the SOA: ZONEMD's place, keys, chain, signatures.  Settles the edit.
 *
 * before  the edit's base if its signatures are known to be good, else NULL
 * errors of sign_zone
 */
MUST_USE enum err signer_run(struct signer *s, struct zone_edit *e,
                             const struct zone_version *before, enum conf_zonemd zonemd);

/* Did it change anything, or has the SOA to be signed? */
static inline bool signer_is_due(const struct signer *s)
{
	return s->result.changes > 0 || s->result.soa_due;
}

/*
 * The SOA, whose serial is final, and ZONEMD; then the last look.
 *
 * E_SIGNATURE, E_KEY  of sign_gate: this must not be published;  errors of sign_apex
 */
MUST_USE enum err signer_close(struct signer *s, struct zone_edit *e,
                               const struct zone_version *before, enum conf_zonemd zonemd);
