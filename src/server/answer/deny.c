/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing the NSEC and NSEC3 records of a proof.  Invariant: no record is in the authority
 * section twice.  A broken chain gives a shorter proof, never a failure.
 */

#include "server/answer/deny.h"

#include "dns/rrtype.h"

#include <string.h>

/* Add the set of a node to the authority section unless it is there. */
static void proof_add(const struct decision *d, const struct zone_node *node, uint16_t type)
{
	if (node == NULL)
		return;
	const struct zone_set *set = zone_node_find(node, type);
	if (set == NULL)
		return;
	for (unsigned i = 0; i < d->plan->count; i++) {
		if (d->plan->items[i].set == set && d->plan->items[i].section == SECTION_AUTHORITY)
			return;
	}
	struct plan_item *item = plan_add(d->plan, SECTION_AUTHORITY, node, set,
	                                  PART_DATA | PART_SIGS);
	if (item != NULL)
		item->owner = OWNER_LITERAL;
}

static void nsec_cover(const struct decision *d, const struct zone_name *name)
{
	proof_add(d, zone_find_nsec(d->version, name), RR_NSEC);
}

/* "*." in front of a name of the zone; false when that is too long to be asked for. */
static bool wildcard_make(struct zone_name *out, const struct zone_node *encloser)
{
	struct name name;
	if (encloser->name_len + 2 > NAME_MAX_LEN)
		return false;
	name.len = (uint8_t)(encloser->name_len + 2);
	name.wire[0] = 1;
	name.wire[1] = '*';
	memcpy(name.wire + 2, encloser->name, encloser->name_len);
	zone_name_make(out, name.wire);
	return true;
}

static const struct zone_node *nsec3_match(const struct decision *d, const struct zone_node *node)
{
	const struct zone_node *covers;
	if (node == d->version->apex)
		return d->version->nsec3_param->apex;
	if ((node->flags & NODE_HASHED) == 0)
		return NULL;
	return zone_find_nsec3(d->version, zone_node_hash(node), &covers);
}

/* name: in lower case */
static void nsec3_cover(const struct decision *d, const uint8_t *name)
{
	const struct zone_node *covers;
	uint8_t hash[ZONE_HASH_LEN];
	zone_hash_name(d->version, name, hash);
	if (zone_find_nsec3(d->version, hash, &covers) == NULL)
		proof_add(d, covers, RR_NSEC3);
}

/* The wildcard that an encloser does not have. */
static void nsec3_cover_wildcard(const struct decision *d, const struct zone_node *encloser)
{
	uint8_t name[NAME_MAX_LEN + 2] = {1, '*'};
	if (encloser == d->version->apex) {
		proof_add(d, d->version->nsec3_param->wildcard, RR_NSEC3);
	} else if (encloser->name_len + 2 <= NAME_MAX_LEN) {
		memcpy(name + 2, encloser->name, encloser->name_len);
		nsec3_cover(d, name);
	}
}

/* The suffix of a name that is one label longer than another suffix, `labels` labels long. */
static const uint8_t *next_closer(const uint8_t *name, size_t labels)
{
	return name_skip(name, name_labels(name) - labels - 1);
}

/*
 * Closest provable encloser (RFC 5155 section 7.2.1): from a node upwards the first that the chain
 * has; with opt-out, insecure delegations and what is above them alone may be missing.
 *
 * returns  its node; NULL in a broken chain
 */
static const struct zone_node *provable_encloser(const struct decision *d,
                                                 const struct zone_node *node,
                                                 const struct zone_node **match)
{
	const struct zone_version *v = d->version;
	while (node != NULL) {
		*match = nsec3_match(d, node);
		if (*match != NULL || node == v->apex)
			break;
		node = zone_version_find(v, name_parent(node->name));
	}
	return node != NULL && *match != NULL ? node : NULL;
}

/* Prove that a name does not exist below an ancestor. The encloser proved, or NULL. */
static const struct zone_node *nsec3_encloser(const struct decision *d, const uint8_t *name,
                                              const struct zone_node *ancestor)
{
	const struct zone_node *match = NULL;
	const struct zone_node *encloser = provable_encloser(d, ancestor, &match);
	if (encloser == NULL)
		return NULL;
	proof_add(d, match, RR_NSEC3);
	nsec3_cover(d, next_closer(name, name_labels(encloser->name)));
	return encloser;
}

void deny_name(const struct decision *d, const struct zone_name *name,
               const struct zone_node *encloser)
{
	struct zone_name wildcard;
	if (d->version->denial == ZONE_NSEC3) {
		encloser = nsec3_encloser(d, name->name.wire, encloser);
		if (encloser != NULL)
			nsec3_cover_wildcard(d, encloser);
		return;
	}
	nsec_cover(d, name);
	if (wildcard_make(&wildcard, encloser))
		nsec_cover(d, &wildcard);
}

/* An empty non-terminal has no NSEC: the one before it covers its name. */
static void nsec_cover_node(const struct decision *d, const struct zone_node *node)
{
	struct zone_name name;
	zone_name_make(&name, node->name);
	nsec_cover(d, &name);
}

void deny_type(const struct decision *d, const struct zone_node *node, unsigned hop)
{
	if (d->version->denial == ZONE_NSEC3) {
		const struct zone_node *match = nsec3_match(d, node);
		if (match != NULL)
			proof_add(d, match, RR_NSEC3);
		else if (node != d->version->apex) /* opt-out: RFC 5155 section 7.2.4 */
			nsec3_encloser(d, node->name,
			               zone_version_find(d->version, name_parent(node->name)));
		return;
	}
	if (zone_node_find(node, RR_NSEC) == NULL) {
		nsec_cover_node(d, node);
		return;
	}
	unsigned count = d->plan->count;
	proof_add(d, node, RR_NSEC);
	if (d->plan->count > count && (node->flags & NODE_WILDCARD) == 0) {
		d->plan->items[count].owner = OWNER_CHAIN;
		d->plan->items[count].hop = (uint8_t)hop;
	}
}

void deny_wildcard_type(const struct decision *d, const struct zone_name *name,
                        const struct zone_node *encloser, const struct zone_node *wildcard)
{
	if (d->version->denial == ZONE_NSEC3) { /* RFC 5155 section 7.2.5 */
		nsec3_encloser(d, name->name.wire, encloser);
		proof_add(d, nsec3_match(d, wildcard), RR_NSEC3);
		return;
	}
	/* RFC 4035 section 3.1.3.4 asks for proof of the wildcard, which may be empty too. */
	if (zone_node_find(wildcard, RR_NSEC) != NULL)
		proof_add(d, wildcard, RR_NSEC);
	else
		nsec_cover_node(d, wildcard);
	nsec_cover(d, name);
}

void deny_exact_name(const struct decision *d, const struct zone_name *name,
                     const struct zone_node *encloser)
{
	if (d->version->denial == ZONE_NSEC3) /* RFC 5155 section 7.2.6 */
		nsec3_cover(d, next_closer(name->name.wire, name_labels(encloser->name)));
	else
		nsec_cover(d, name);
}

void deny_ds(const struct decision *d, const struct zone_node *cut)
{
	if (d->version->denial == ZONE_NSEC3) {
		const struct zone_node *match = nsec3_match(d, cut);
		if (match != NULL)
			proof_add(d, match, RR_NSEC3);
		else /* RFC 5155 section 7.2.7 */
			nsec3_encloser(d, cut->name,
			               zone_version_find(d->version, name_parent(cut->name)));
		return;
	}
	proof_add(d, cut, RR_NSEC);
}
