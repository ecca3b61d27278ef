/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Claims are tried with NSEC records first, then with NSEC3: an answer has one kind.  A record from
 * the parent's side of a cut, or at a DNAME, proves nothing about names below its owner (RFC 6840
 * section 4.1, RFC 6672 section 5.3.4).
 *
 * Invariant: every record in struct denial was sound when it was added, and is of the zone.
 */
#include "sec/denial.h"

void denial_init(struct denial *d, const uint8_t *zone, unsigned rounds)
{
	d->zone = zone;
	d->nsec_count = d->nsec3_count = 0;
	d->rounds_left = rounds;
	d->is_costly = false;
}

static bool nsec_add(struct denial *d, const uint8_t *owner, struct span rdata)
{
	struct nsec *n = &d->nsec[d->nsec_count];
	if (d->nsec_count == DENIAL_RECORDS_MAX || nsec_read(n, owner, rdata) != OK ||
	    !nsec_is_sound(n, d->zone))
		return false;
	d->nsec_count++;
	return true;
}

static bool nsec3_add(struct denial *d, const uint8_t *owner, struct span rdata)
{
	struct nsec3 *n = &d->nsec3[d->nsec3_count];
	if (d->nsec3_count == DENIAL_RECORDS_MAX || nsec3_read(n, owner, rdata) != OK ||
	    !name_equal(name_parent(owner), d->zone))
		return false;
	/* RFC 5155 section 8.2: all records of a proof have the same parameters. */
	if (d->nsec3_count > 0 && !nsec3_params_equal(&n->params, &d->nsec3[0].params))
		return false;
	d->is_costly = n->params.iterations > NSEC3_ITERATIONS_MAX;
	d->nsec3_count++;
	return true;
}

bool denial_add(struct denial *d, const struct rrset *set, const struct rrsig *sig)
{
	bool added = false;
	/* No NSEC of RFC 4035 section 2.3 comes from a wildcard: it would speak of any name. */
	if (!name_equal(sig->signer, d->zone) || rrsig_is_expanded(sig, set->owner))
		return false;
	struct rrset_iter it = rrset_iter_of(set);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (set->type == RR_NSEC)
			added |= nsec_add(d, set->owner, rdata);
		else if (set->type == RR_NSEC3)
			added |= nsec3_add(d, set->owner, rdata);
	}
	return added;
}

/* ---- what both kinds share ---- */

/* May a record with these types speak of names below its owner? */
static bool speaks_below(struct span types)
{
	return !typemap_is_cut(types) && !typemap_has(types, RR_DNAME);
}

/*
 * Do the types at a name deny one of them?  Neither it nor CNAME is there, and the record is of the
 * side of a zone cut that has the type: DS is the parent's, all else the child's (RFC 6840
 * section 4.1, section 4.3).
 */
static bool types_deny(struct span types, const uint8_t *name, uint16_t type)
{
	if (typemap_has(types, type) || typemap_has(types, RR_CNAME))
		return false;
	if (type == RR_DS)
		return !typemap_has(types, RR_SOA) || name_is_root(name);
	return !typemap_is_cut(types);
}

/* The unsigned side of a delegation: NS, no DS, not the child's apex (RFC 6840 section 4.4). */
static bool types_are_insecure_cut(struct span types)
{
	return typemap_is_cut(types) && !typemap_has(types, RR_DS);
}

static bool in_zone(const struct denial *d, const uint8_t *name)
{
	return name_is_under(name, d->zone);
}

/* "*" in front of an ancestor of the name. false: too long, so it does not exist either. */
static bool wildcard_of(struct name *out, const uint8_t *name, size_t labels)
{
	const uint8_t *encloser = name_skip(name, name_labels(name) - labels);
	return name_prepend(out, span_str("*"), encloser) == OK;
}

/* ---- NSEC ---- */

static const struct nsec *nsec_match(const struct denial *d, const uint8_t *name)
{
	for (unsigned i = 0; i < d->nsec_count; i++) {
		if (name_equal(d->nsec[i].owner, name))
			return &d->nsec[i];
	}
	return NULL;
}

/* The record that the name, which has none, falls behind; NULL also for one that may not say so. */
static const struct nsec *nsec_cover(const struct denial *d, const uint8_t *name)
{
	for (unsigned i = 0; i < d->nsec_count; i++) {
		const struct nsec *n = &d->nsec[i];
		if (nsec_covers(n, name) &&
		    (speaks_below(n->types) || !name_is_under(name, n->owner)))
			return n;
	}
	return NULL;
}

/* Covered, and no empty non-terminal: the next name is not below it. */
static const struct nsec *nsec_absence(const struct denial *d, const uint8_t *name)
{
	const struct nsec *n = nsec_cover(d, name);
	return n != NULL && !name_is_under(n->next, name) ? n : NULL;
}

/* Labels of the closest encloser that a covering record shows: owner and next name exist. */
static size_t nsec_encloser(const struct nsec *n, const uint8_t *name)
{
	size_t before = name_common(n->owner, name), behind = name_common(n->next, name);
	return MAX_OF(before, behind);
}

static bool nsec_name(const struct denial *d, const uint8_t *name)
{
	struct name wildcard;
	const struct nsec *n = nsec_absence(d, name);
	if (n == NULL)
		return false;
	return !wildcard_of(&wildcard, name, nsec_encloser(n, name)) ||
	       nsec_absence(d, wildcard.wire) != NULL;
}

static bool nsec_type(const struct denial *d, const uint8_t *name, uint16_t type)
{
	const struct nsec *n = nsec_match(d, name);
	if (n != NULL)
		return types_deny(n->types, name, type);
	n = nsec_cover(d, name);
	return n != NULL && name_is_under(n->next, name);
}

static bool nsec_wildcard_type(const struct denial *d, const uint8_t *name, uint16_t type)
{
	struct name wildcard;
	const struct nsec *n = nsec_absence(d, name);
	if (n == NULL || !wildcard_of(&wildcard, name, nsec_encloser(n, name)))
		return false;
	/* The wildcard may be an empty non-terminal too (RFC 4592 section 2.2.2). */
	return nsec_type(d, wildcard.wire, type);
}

/* ---- NSEC3 ---- */

/* What looking for the closest encloser of a name came to (RFC 5155 section 8.3). */
struct encloser {
	enum proof proof; /* PROOF_SECURE, PROOF_OPT_OUT by the record over the next closer name */
	size_t labels;
};

/* Hash a name if the budget lasts. */
static bool hash_name(struct denial *d, const uint8_t *name, uint8_t hash[NSEC3_HASH_LEN])
{
	unsigned rounds = nsec3_rounds(&d->nsec3[0].params);
	if (rounds > d->rounds_left)
		return false;
	d->rounds_left -= rounds;
	nsec3_name_hash(hash, &d->nsec3[0].params, name);
	return true;
}

static const struct nsec3 *hash_match(const struct denial *d, const uint8_t *hash)
{
	for (unsigned i = 0; i < d->nsec3_count; i++) {
		if (memcmp(d->nsec3[i].hash, hash, NSEC3_HASH_LEN) == 0)
			return &d->nsec3[i];
	}
	return NULL;
}

static const struct nsec3 *hash_cover(const struct denial *d, const uint8_t *hash)
{
	for (unsigned i = 0; i < d->nsec3_count; i++) {
		if (nsec3_covers(&d->nsec3[i], hash))
			return &d->nsec3[i];
	}
	return NULL;
}

/* What a covering record says about the name: there is none, or none that is signed. */
static enum proof cover_proof(const struct nsec3 *n)
{
	if (n == NULL)
		return PROOF_NONE;
	return (n->params.flags & NSEC3_OPT_OUT) != 0 ? PROOF_OPT_OUT : PROOF_SECURE;
}

/*
 * RFC 5155 section 8.3: the longest ancestor that a record matches, while the name one label longer
 * is covered.  The name itself must not exist.
 */
static struct encloser nsec3_encloser(struct denial *d, const uint8_t *name)
{
	struct encloser out = {.proof = PROOF_NONE};
	uint8_t hash[NSEC3_HASH_LEN];
	enum proof below = PROOF_NONE;
	size_t labels = name_labels(name), least = name_labels(d->zone);
	for (const uint8_t *at = name;; at = name_parent(at), labels--) {
		if (!hash_name(d, at, hash)) {
			out.proof = PROOF_LIMIT;
			return out;
		}
		const struct nsec3 *match = hash_match(d, hash);
		if (match != NULL) {
			out.labels = labels;
			out.proof = speaks_below(match->types) ? below : PROOF_NONE;
			return out;
		}
		if (labels == least)
			return out;
		below = cover_proof(hash_cover(d, hash));
	}
}

/* A record of exactly this name. proof: PROOF_LIMIT, or PROOF_SECURE when there may be one. */
static const struct nsec3 *nsec3_match(struct denial *d, const uint8_t *name, enum proof *proof)
{
	uint8_t hash[NSEC3_HASH_LEN];
	*proof = hash_name(d, name, hash) ? PROOF_SECURE : PROOF_LIMIT;
	return *proof == PROOF_SECURE ? hash_match(d, hash) : NULL;
}

/* RFC 5155 section 8.4 */
static enum proof nsec3_name(struct denial *d, const uint8_t *name)
{
	struct name wildcard;
	uint8_t hash[NSEC3_HASH_LEN];
	struct encloser e = nsec3_encloser(d, name);
	if ((e.proof != PROOF_SECURE && e.proof != PROOF_OPT_OUT) ||
	    !wildcard_of(&wildcard, name, e.labels))
		return e.proof;
	if (!hash_name(d, wildcard.wire, hash))
		return PROOF_LIMIT;
	return hash_cover(d, hash) != NULL ? e.proof : PROOF_NONE;
}

/* RFC 5155 section 8.5, section 8.6 */
static enum proof nsec3_type(struct denial *d, const uint8_t *name, uint16_t type)
{
	enum proof proof;
	const struct nsec3 *n = nsec3_match(d, name, &proof);
	if (proof == PROOF_LIMIT)
		return proof;
	if (n != NULL)
		return types_deny(n->types, name, type) ? PROOF_SECURE : PROOF_NONE;
	if (type != RR_DS)
		return PROOF_NONE;
	proof = nsec3_encloser(d, name).proof;
	return proof == PROOF_SECURE ? PROOF_NONE : proof;
}

/* RFC 5155 section 8.7 */
static enum proof nsec3_wildcard_type(struct denial *d, const uint8_t *name, uint16_t type)
{
	struct name wildcard;
	enum proof proof;
	struct encloser e = nsec3_encloser(d, name);
	if (e.proof != PROOF_SECURE && e.proof != PROOF_OPT_OUT)
		return e.proof;
	if (!wildcard_of(&wildcard, name, e.labels))
		return PROOF_NONE;
	const struct nsec3 *n = nsec3_match(d, wildcard.wire, &proof);
	if (proof == PROOF_LIMIT)
		return proof;
	return n != NULL && types_deny(n->types, wildcard.wire, type) ? e.proof : PROOF_NONE;
}

/* RFC 5155 section 8.9 */
static enum proof nsec3_delegation(struct denial *d, const uint8_t *cut)
{
	enum proof proof;
	const struct nsec3 *n = nsec3_match(d, cut, &proof);
	if (proof == PROOF_LIMIT)
		return proof;
	if (n != NULL)
		return types_are_insecure_cut(n->types) ? PROOF_SECURE : PROOF_NONE;
	return denial_opt_out(d, cut);
}

/* ---- claims ---- */

/* Is there anything to be asked of NSEC3 records? If not, *out is the answer. */
static bool nsec3_usable(const struct denial *d, enum proof *out)
{
	*out = d->nsec3_count > 0 && d->is_costly ? PROOF_INSECURE : PROOF_NONE;
	return d->nsec3_count > 0 && !d->is_costly;
}

enum proof denial_name(struct denial *d, const uint8_t *name)
{
	enum proof none;
	if (!in_zone(d, name))
		return PROOF_NONE;
	if (nsec_name(d, name))
		return PROOF_SECURE;
	return nsec3_usable(d, &none) ? nsec3_name(d, name) : none;
}

enum proof denial_type(struct denial *d, const uint8_t *name, uint16_t type)
{
	enum proof none;
	if (!in_zone(d, name))
		return PROOF_NONE;
	if (nsec_type(d, name, type))
		return PROOF_SECURE;
	return nsec3_usable(d, &none) ? nsec3_type(d, name, type) : none;
}

enum proof denial_expansion(struct denial *d, const uint8_t *name, size_t labels)
{
	enum proof none;
	uint8_t hash[NSEC3_HASH_LEN];
	size_t have = name_labels(name);
	if (!in_zone(d, name) || labels >= have || labels < name_labels(d->zone))
		return PROOF_NONE;
	const struct nsec *n = nsec_absence(d, name);
	if (n != NULL && nsec_encloser(n, name) <= labels)
		return PROOF_SECURE;
	if (!nsec3_usable(d, &none))
		return none;
	/* RFC 5155 section 8.8: that the encloser exists is known from the wildcard itself. */
	if (!hash_name(d, name_skip(name, have - labels - 1), hash))
		return PROOF_LIMIT;
	return cover_proof(hash_cover(d, hash));
}

enum proof denial_wildcard_type(struct denial *d, const uint8_t *name, uint16_t type)
{
	enum proof none;
	if (!in_zone(d, name))
		return PROOF_NONE;
	if (nsec_wildcard_type(d, name, type))
		return PROOF_SECURE;
	return nsec3_usable(d, &none) ? nsec3_wildcard_type(d, name, type) : none;
}

enum proof denial_delegation(struct denial *d, const uint8_t *cut)
{
	enum proof none;
	if (!in_zone(d, cut) || name_equal(cut, d->zone))
		return PROOF_NONE;
	const struct nsec *n = nsec_match(d, cut);
	if (n != NULL)
		return types_are_insecure_cut(n->types) ? PROOF_SECURE : PROOF_NONE;
	return nsec3_usable(d, &none) ? nsec3_delegation(d, cut) : none;
}

enum proof denial_opt_out(struct denial *d, const uint8_t *name)
{
	enum proof proof;
	if (!in_zone(d, name))
		return PROOF_NONE;
	if (!nsec3_usable(d, &proof))
		return proof;
	proof = nsec3_encloser(d, name).proof;
	return proof == PROOF_SECURE ? PROOF_NONE : proof;
}
