/* SPDX-License-Identifier: BSD-2-Clause */
/* The salt is remembered with the zone's keys; what it is comes from the caller. */

#include "server/sign/salt.h"

#include <string.h>

int64_t salt_ends_s(const struct zone_facts *facts, const struct policy_nsec3 *policy)
{
	if (!policy->on || policy->salt_len == 0 || policy->salt_lifetime_s <= 0 ||
	    !facts->has_salt)
		return 0;
	return facts->salt_created_s + policy->salt_lifetime_s;
}

enum err salt_judge(enum salt_need *need, const struct zone_facts *facts,
                    const struct policy_nsec3 *policy, bool keys_changed, int64_t now)
{
	*need = SALT_STAYS;
	if (!policy->on)
		return OK;
	if (!facts->has_salt || facts->salt_len != policy->salt_len) {
		*need = SALT_MISSING;
		return OK;
	}
	if (policy->salt_len == 0) /* there is only one */
		return OK;
	if (facts->salt_created_s > now)
		return E_RANGE;
	int64_t ends = salt_ends_s(facts, policy);
	if ((ends != 0 && ends <= now) || (policy->salt_lifetime_s < 0 && keys_changed))
		*need = SALT_OLD;
	return OK;
}

void salt_take(struct zone_facts *facts, const struct policy_nsec3 *policy, const uint8_t *octets,
               int64_t now)
{
	facts->has_salt = true;
	facts->salt_created_s = now;
	facts->salt_len = policy->salt_len;
	memcpy(facts->salt, octets, policy->salt_len);
}
