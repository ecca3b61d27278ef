/* SPDX-License-Identifier: BSD-2-Clause */
/* When the NSEC3 chain gets another salt (RFC 5155 appendix C.1). Pure. */
#pragma once

#include "base/err.h"
#include "server/conf/policy_conf.h"
#include "server/keys/kasp_record.h"

enum salt_need {
	SALT_STAYS,
	SALT_MISSING, /* there is none, or one of another length than the policy's */
	SALT_OLD,     /* its lifetime is over, or the keys changed and that is its lifetime */
};

/*
 * Does the zone need another salt?
 *
 * keys_changed  since it was made, other keys sign the zone: what a lifetime of -1 goes by
 * E_RANGE       it was made after now: the clock is wrong
 */
MUST_USE enum err salt_judge(enum salt_need *need, const struct zone_facts *facts,
                             const struct policy_nsec3 *policy, bool keys_changed, int64_t now);

/* When its lifetime is over; 0: never, as far as time goes. */
int64_t salt_ends_s(const struct zone_facts *facts, const struct policy_nsec3 *policy) PURE;

/* Take a salt of the policy's length. octets: random, KASP_SALT_MAX of them */
void salt_take(struct zone_facts *facts, const struct policy_nsec3 *policy, const uint8_t *octets,
               int64_t now);
