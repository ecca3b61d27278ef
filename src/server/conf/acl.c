/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decision over a zone's acl list.  A rule matches when all conditions it sets do, its actions
 * set aside for queries; a rule without an action refuses everything else it matches.
 */

#include "server/conf/acl.h"

#include <string.h>

static bool address_matches(const struct conf_acl *rule, const struct addr *from)
{
	for (size_t i = 0; i < rule->range_count; i++) {
		if (addr_range_has(&rule->ranges[i], from))
			return true;
	}
	return rule->range_count == 0;
}

/*
 * The request may have been verified by the configuration before the one that judges it: then the
 * key is the same if everything about it is.
 */
static bool is_same_key(const struct conf_key *a, const struct conf_key *b)
{
	if (a == NULL || b == NULL || a == b)
		return a == b;
	const struct tsig_key *x = &a->key, *y = &b->key;
	return name_equal(x->name.wire, y->name.wire) && x->alg == y->alg &&
	       x->secret_len == y->secret_len && memcmp(x->secret, y->secret, x->secret_len) == 0;
}

static bool key_matches(const struct conf_acl *rule, const struct acl_request *request)
{
	/* Unset: the request must be unsigned, but for a rule that denies. */
	if (rule->key_count == 0)
		return request->key == NULL || rule->deny ||
		       (request->action == ACTION_UPDATE && request->is_forwarded);
	for (size_t i = 0; i < rule->key_count; i++) {
		if (is_same_key(rule->keys[i], request->key))
			return true;
	}
	return false;
}

/* Is the request one of a remote: from one of its addresses, with its key? */
static bool is_from(const struct conf_remote *remote, const struct acl_request *request)
{
	if (!is_same_key(remote->key, request->key))
		return false;
	for (size_t i = 0; i < remote->address_count; i++) {
		if (addr_equal(&remote->addresses[i], request->from, false))
			return true;
	}
	return false;
}

/* The three forms of saying who: remotes, or address and key. */
static bool peer_matches(const struct conf_acl *rule, const struct acl_request *request)
{
	if (rule->needs_pin)
		return false; /* no connection of this version has a certificate */
	if (rule->remote_count == 0)
		return address_matches(rule, request->from) && key_matches(rule, request);
	for (size_t i = 0; i < rule->remote_count; i++) {
		if (is_from(rule->remotes[i], request))
			return true;
	}
	return false;
}

/* The same number of labels, each the same or "*" in the pattern. */
static bool pattern_matches(const uint8_t *owner, const uint8_t *pattern)
{
	while (*owner != 0 && *pattern != 0) {
		bool is_any = pattern[0] == 1 && pattern[1] == '*';
		bool is_same = pattern[0] == owner[0];
		for (unsigned i = 1; is_same && !is_any && i <= owner[0]; i++)
			is_same = name_lower_octet(owner[i]) == name_lower_octet(pattern[i]);
		if (!is_any && !is_same)
			return false;
		owner += owner[0] + 1u;
		pattern += pattern[0] + 1u;
	}
	return *owner == *pattern;
}

bool acl_owner_matches(enum conf_owner_match how, const uint8_t *owner, const uint8_t *wanted)
{
	switch (how) {
	case MATCH_SUB_OR_EQUAL:
		return name_is_under(owner, wanted);
	case MATCH_EQUAL:
		return name_equal(owner, wanted);
	case MATCH_SUB:
		return name_is_under(owner, wanted) && !name_equal(owner, wanted);
	case MATCH_PATTERN:
		return pattern_matches(owner, wanted);
	}
	return false;
}

/* A name of update-owner-name, completed with the zone's; false when that is too long. */
static bool name_complete(struct name *out, const struct conf_owner_name *name,
                          const struct zone_conf *zone)
{
	*out = name->name;
	if (!name->relative)
		return true;
	size_t len = name->name.len - 1u; /* without the root */
	if (len + zone->name.len > NAME_MAX_LEN)
		return false;
	memcpy(out->wire + len, zone->name.wire, zone->name.len);
	out->len = (uint8_t)(len + zone->name.len);
	return true;
}

static bool owner_fits(const struct conf_acl *rule, const struct zone_conf *zone,
                       const struct acl_request *request, const uint8_t *owner)
{
	struct name wanted;
	switch (rule->update_owner) {
	case OWNER_ANY:
		return true;
	case OWNER_KEY:
		return request->key != NULL && acl_owner_matches(rule->update_owner_match, owner,
		                                                 request->key->key.name.wire);
	case OWNER_ZONE:
		return acl_owner_matches(rule->update_owner_match, owner, zone->name.wire);
	case OWNER_NAME:
		break;
	}
	for (size_t i = 0; i < rule->update_owner_count; i++) {
		if (name_complete(&wanted, &rule->update_owners[i], zone) &&
		    acl_owner_matches(rule->update_owner_match, owner, wanted.wire))
			return true;
	}
	return rule->update_owner_count == 0;
}

static bool type_fits(const struct conf_acl *rule, uint16_t type)
{
	for (size_t i = 0; i < rule->update_type_count; i++) {
		if (rule->update_types[i] == type)
			return true;
	}
	return rule->update_type_count == 0;
}

/* Every record of an update must fit. */
static bool changes_match(const struct conf_acl *rule, const struct zone_conf *zone,
                          const struct acl_request *request)
{
	if (request->action != ACTION_UPDATE)
		return true;
	for (size_t i = 0; i < request->change_count; i++) {
		const struct acl_change *c = &request->changes[i];
		if (!type_fits(rule, c->type) || !owner_fits(rule, zone, request, c->owner))
			return false;
	}
	return true;
}

/* Remotes that the zone is exchanged with: primaries may notify, those notified may ask. */
static bool is_automatic(const struct zone_conf *zone, const struct acl_request *request)
{
	bool notifies = request->action == ACTION_NOTIFY;
	if (!request->automatic || request->action == ACTION_UPDATE)
		return false;
	const struct conf_remote *const *remotes = notifies ? zone->masters : zone->notify;
	size_t count = notifies ? zone->master_count : zone->notify_count;
	for (size_t i = 0; i < count; i++) {
		if (remotes[i]->automatic_acl && is_from(remotes[i], request))
			return true;
	}
	return false;
}

/*
 * Signed queries are open to whoever may do anything at all: a secondary that may transfer a zone
 * asks for its serial first.
 */
static bool action_fits(const struct conf_acl *rule, enum conf_action action)
{
	return rule->actions == 0 || action == ACTION_QUERY || (rule->actions & action) != 0;
}

bool acl_allows(const struct zone_conf *zone, const struct acl_request *request,
                const struct conf_acl **rule)
{
	if (rule != NULL)
		*rule = NULL;
	if (is_automatic(zone, request))
		return true;
	for (size_t i = 0; i < zone->acl_count; i++) {
		const struct conf_acl *r = zone->acl[i];
		if (!peer_matches(r, request))
			continue;
		if (r->protocols != 0 && !(r->protocols & request->protocol))
			continue;
		if (!action_fits(r, request->action))
			continue;
		if (!changes_match(r, zone, request))
			continue;
		if (rule != NULL)
			*rule = r;
		if (r->actions == 0 && request->action != ACTION_QUERY)
			return false;
		return !r->deny;
	}
	return false;
}
