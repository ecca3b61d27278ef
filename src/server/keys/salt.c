/* SPDX-License-Identifier: BSD-2-Clause */
/* Ages of salts. A salt of length zero never gets old (RFC 9276 section 3.1 wants no other). */

#include "server/keys/salt.h"

enum err salt_is_due(bool *due, const struct zone_facts *facts, const struct policy_nsec3 *policy,
                     bool resigned, int64_t now)
{
	*due = false;
	if (!policy->on)
		return OK;
	if (!facts->has_salt || facts->salt_len != policy->salt_len) {
		*due = true;
		return OK;
	}
	if (policy->salt_len == 0)
		return OK;
	if (now < facts->salt_created_s)
		return E_RANGE;
	if (policy->salt_lifetime_s < 0)
		*due = resigned;
	else if (policy->salt_lifetime_s > 0)
		*due = now - facts->salt_created_s >= policy->salt_lifetime_s;
	return OK;
}

int64_t salt_next(const struct zone_facts *facts, const struct policy_nsec3 *policy)
{
	if (!policy->on || !facts->has_salt || policy->salt_len == 0 ||
	    policy->salt_lifetime_s <= 0)
		return 0;
	return facts->salt_created_s + policy->salt_lifetime_s;
}

void salt_set(struct zone_facts *facts, const struct policy_nsec3 *policy, const uint8_t *octets,
              int64_t now)
{
	facts->has_salt = true;
	facts->salt_created_s = now;
	facts->salt_len = policy->salt_len;
	if (policy->salt_len > 0)
		memcpy(facts->salt, octets, policy->salt_len);
}
