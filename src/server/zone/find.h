/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking a name up in a version: what RFC 1034 section 4.3.2 step 3 asks for, from one descent.
 * The descent itself (qp_step) is the caller's, so that many can go on together.
 */
#pragma once

#include "server/zone/version.h"

/* A name in the three forms that look-ups need. */
struct zone_name {
	struct name_key key;
	struct name name; /* in lower case */
};

/* From a valid name of any case. */
void zone_name_make(struct zone_name *out, const uint8_t *name);

/*
 * The same for a name in lower case, if it is in a zone.
 *
 * other  a name of the zone, which lends the apex's part of its key
 */
bool zone_name_within(struct zone_name *out, const struct zone_version *v,
                      const struct zone_name *other, const uint8_t *name);

/*
 * The branches of a descent at which names end: where ancestors are.  Filled by whoever descends;
 * begins with count 0.
 */
enum { ZONE_PATH_MAX = 8 };
struct zone_path {
	unsigned count; /* more than ZONE_PATH_MAX: not all were kept */
	const struct qp_twig *branches[ZONE_PATH_MAX];
};

/* One step of a descent; `at` is a branch. */
static ALWAYS_INLINE const struct qp_twig *
zone_path_step(struct zone_path *p, const struct qp_twig *at, const struct name_key *key)
{
	if ((at->word & 1) != 0) { /* the twig for the end stands first */
		if (LIKELY(p->count < ZONE_PATH_MAX))
			p->branches[p->count] = at;
		p->count++;
	}
	return qp_step(at, key->symbols, key->len);
}

/* What the zone has for a name; nodes are NULL where it has none. */
struct zone_found {
	const struct zone_node *node;     /* of this name */
	const struct zone_node *encloser; /* closest existing ancestor, or the node itself */
	const struct zone_node *cut;      /* highest delegation at or above the name */
	const struct zone_node *dname;    /* DNAME above the name, not below a cut */
};

/*
 * Judge a name of the zone by the leaf that a descent through v->names came to.
 *
 * path  of that descent
 * With a cut, or a dname, node and encloser are not to be used.
 */
void zone_found_make(struct zone_found *out, const struct zone_version *v,
                     const struct zone_name *name, const struct qp_twig *leaf,
                     const struct zone_path *path);

/* Descent and judgement in one. */
void zone_look_up(struct zone_found *out, const struct zone_version *v,
                  const struct zone_name *name);

/*
 * The node whose NSEC covers a name that has none (RFC 4034 section 4.1.1): the last before it
 * that is authoritative and has an NSEC.  NULL when the zone has no such chain,
 * or one with large gaps.
 */
const struct zone_node *zone_find_nsec(const struct zone_version *v, const struct zone_name *name);

/*
 * Look a hash up in the NSEC3 chain.
 *
 * covers   gets the node before it, the last for a hash before all (RFC 5155 section 6); NULL
 *          when there is no chain.  Only when nothing matches.
 * returns  the node that matches, or NULL
 */
const struct zone_node *zone_find_nsec3(const struct zone_version *v,
                                        const uint8_t hash[ZONE_HASH_LEN],
                                        const struct zone_node **covers);

/* The NSEC3 hash of a name, in lower case, of a version with ZONE_NSEC3. */
void zone_hash_name(const struct zone_version *v, const uint8_t *name, uint8_t hash[ZONE_HASH_LEN]);
