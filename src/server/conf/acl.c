/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decision over a zone's acl list.  A rule matches when all conditions it sets do; a rule
 * without an action is usable for queries only, and refuses everything else it matches.
 */

#include "server/conf/acl.h"

static bool address_matches(const struct conf_acl *rule, const struct addr *from)
{
	for (size_t i = 0; i < rule->range_count; i++) {
		if (addr_range_has(&rule->ranges[i], from))
			return true;
	}
	return rule->range_count == 0;
}

static bool key_matches(const struct conf_acl *rule, const struct conf_key *key)
{
	/* Unset: the request must be unsigned, but for a rule that denies. */
	if (rule->key_count == 0)
		return key == NULL || rule->deny;
	for (size_t i = 0; i < rule->key_count; i++) {
		if (rule->keys[i] == key)
			return true;
	}
	return false;
}

bool acl_allows(const struct zone_conf *zone, const struct acl_request *request,
                const struct conf_acl **rule)
{
	if (rule != NULL)
		*rule = NULL;
	for (size_t i = 0; i < zone->acl_count; i++) {
		const struct conf_acl *r = zone->acl[i];
		if (!address_matches(r, request->from) || !key_matches(r, request->key))
			continue;
		if (r->protocols != 0 && !(r->protocols & request->protocol))
			continue;
		if (r->actions != 0 && !(r->actions & request->action))
			continue;
		if (rule != NULL)
			*rule = r;
		if (r->actions == 0 && request->action != ACTION_QUERY)
			return false;
		return !r->deny;
	}
	return false;
}
