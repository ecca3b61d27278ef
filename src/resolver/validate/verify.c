/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One signature is looked at with at most RRSIG_SAME_TAG_MAX keys, those of its tag and algorithm;
 * only they are decoded (KeyTrap, CVE-2023-50387).  Between two signatures the work can stop and be
 * taken up again.
 */

#include "resolver/validate/verify.h"

#include "dns/rrtype.h"

enum { DS_MAX = 8, FITTING_MAX = RRSIG_SAME_TAG_MAX + 1 };

/* Keys that may have made a signature. */
struct fitting {
	unsigned count;
	bool crowded; /* more than may be tried, those that are no keys included */
	struct dnskey key[FITTING_MAX];
};

static void let_go(struct fitting *f)
{
	for (unsigned i = 0; i < f->count; i++)
		crypto_key_unref(f->key[i].key);
	f->count = 0;
}

/* ---- which DS count ---- */

static bool is_strong(const struct ds *ds)
{
	return ds_is_supported(ds) && ds->digest_type != DS_SHA1;
}

/* RFC 4509 section 3: SHA-1 only where there is nothing stronger. */
static bool has_strong(const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct ds ds;
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (ds_read(&ds, rdata) == OK && is_strong(&ds))
			return true;
	}
	return false;
}

static bool ds_set_matches(const struct rrset *set, const struct dnskey *key)
{
	bool strong = has_strong(set);
	struct rrset_iter it = rrset_iter_of(set);
	struct ds ds;
	unsigned looked = 0;
	for (struct span rdata; rrset_next(&it, &rdata) && looked < DS_MAX;) {
		if (ds_read(&ds, rdata) != OK || ds.tag != key->tag ||
		    (strong ? !is_strong(&ds) : !ds_is_supported(&ds)))
			continue;
		looked++;
		if (ds_matches(&ds, set->owner, key))
			return true;
	}
	return false;
}

struct val_verdict verify_ds(const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct ds ds;
	bool alg = false;
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (ds_read(&ds, rdata) != OK)
			continue;
		if (ds_is_supported(&ds))
			return val_say(VAL_SECURE, EDE_NONE, NULL);
		alg = alg || crypto_alg_is_supported(ds.algorithm);
	}
	if (alg)
		return val_say(VAL_INSECURE, EDE_UNSUPPORTED_DIGEST, "DS digest unknown");
	return val_say(VAL_INSECURE, EDE_UNSUPPORTED_ALG, "DNSKEY algorithm unknown");
}

/* ---- one signature ---- */

static bool base_speaks_of(const struct verify_base *base, const struct dnskey *key)
{
	if (dnskey_is_revoked(key)) /* resolution contract 4.5 */
		return false;
	return base->anchor != NULL ? anchor_matches(base->anchor, key)
	                            : ds_set_matches(base->ds, key);
}

/* base  NULL: any key of the set */
static void find_fitting(struct validator *v, struct fitting *f, const struct rrset *keys,
                         const struct rrsig *sig, const struct verify_base *base)
{
	struct rrset_iter it = rrset_iter_of(keys);
	unsigned tried = 0;
	f->count = 0;
	for (struct span rdata; tried <= RRSIG_SAME_TAG_MAX && rrset_next(&it, &rdata);) {
		struct dnskey *k = &f->key[f->count];
		if (dnskey_rdata_read(k, rdata) != OK || k->tag != sig->tag ||
		    k->algorithm != sig->algorithm || !dnskey_is_zone_key(k) ||
		    (base != NULL && !base_speaks_of(base, k)))
			continue;
		tried++;
		k->key = validator_key(v, k);
		if (k->key != NULL)
			f->count++;
	}
	f->crowded = tried > RRSIG_SAME_TAG_MAX;
}

static enum rrsig_verdict check_one(struct validator *v, const uint8_t *zone,
                                    const struct fitting *f, const struct rrset *set,
                                    const struct rrsig *sig, struct wall now,
                                    struct val_spend *spend)
{
	struct dnskey keys[FITTING_MAX];
	memcpy(keys, f->key, sizeof(keys));
	const struct dnskey_set fitting = {.keys = keys, .count = f->count};
	struct rrsig_checker c = {
		.zone = zone,
		.keys = &fitting,
		.now = now,
		.same_tag_max = RRSIG_SAME_TAG_MAX,
		.checks_left = spend->checks,
		.failures_left = spend->failures,
		.memory = *validator_memory(v),
	};
	enum rrsig_verdict verdict = rrsig_check(&c, set, sig);
	*validator_memory(v) = c.memory;
	unsigned used = spend->checks - c.checks_left;
	spend->slice = spend->slice > used ? spend->slice - used : 0;
	spend->checks = c.checks_left;
	spend->failures = c.failures_left;
	return verdict;
}

/* ---- all signatures of a set ---- */

static struct val_verdict explain(const struct verify_progress *p)
{
	if (!p->looked)
		return val_say(VAL_BOGUS, EDE_RRSIGS_MISSING, "no signature");
	switch (p->worst) {
	case RRSIG_EXPIRED:
		return p->inverted ? val_say(VAL_BOGUS, EDE_EXPIRED_BEFORE_VALID,
		                             "signature ended before it began")
		                   : val_say(VAL_BOGUS, EDE_EXPIRED, "signature expired");
	case RRSIG_NOT_YET:
		return val_say(VAL_BOGUS, EDE_NOT_YET_VALID, "signature not yet valid");
	case RRSIG_NO_KEY:
		return val_say(VAL_BOGUS, EDE_DNSKEY_MISSING, "no key for the signature");
	case RRSIG_COLLISIONS:
		return val_say(VAL_BOGUS, EDE_BOGUS, "too many keys with one tag");
	case RRSIG_LIMIT:
		return val_say(VAL_BOGUS, EDE_BOGUS, "too many signature checks");
	case RRSIG_SIGNER:
		return val_say(VAL_BOGUS, EDE_BOGUS, "signed by another zone");
	case RRSIG_MISMATCH:
	case RRSIG_MALFORMED:
		return val_say(VAL_BOGUS, EDE_BOGUS, "signature of something else");
	case RRSIG_VALID:
	case RRSIG_BOGUS:
		break;
	}
	return val_say(VAL_BOGUS, EDE_BOGUS, "signature does not verify");
}

static void note_verdict(struct verify_progress *p, enum rrsig_verdict verdict,
                         const struct rrsig *sig)
{
	if (verdict == RRSIG_EXPIRED || verdict == RRSIG_NOT_YET)
		p->inverted = serial_compare(sig->expiration, sig->inception) == SERIAL_LOWER;
	if (p->inverted)
		verdict = RRSIG_EXPIRED;
	p->worst = p->looked ? MAX_OF(p->worst, verdict) : verdict;
	p->looked = true;
}

/* Put signature i first. */
static enum err put_first(struct rrset *sigs, struct span rdata, struct arena *arena)
{
	void *memory;
	size_t before = (size_t)(rdata.data - 2 - sigs->records), len = rdata.len + 2;
	if (before == 0)
		return OK;
	TRY(arena_try(arena, sigs->size, &memory));
	uint8_t *p = memory;
	memcpy(p, rdata.data - 2, len);
	memcpy(p + len, sigs->records, before);
	memcpy(p + len + before, rdata.data + rdata.len, sigs->size - len - before);
	sigs->records = p;
	return OK;
}

static struct val_verdict accept_by(struct req_set *set, const struct rrsig *sig, struct span rdata,
                                    struct wall now, struct arena *arena)
{
	if (put_first(&set->sigs, rdata, arena) != OK)
		return val_say(VAL_BOGUS, EDE_OTHER, "memory of the request used up");
	set->data.ttl = rrsig_ttl(sig, set->data.ttl, now);
	set->sigs.ttl = MIN_OF(set->sigs.ttl, set->data.ttl);
	return val_say(VAL_SECURE, EDE_NONE, NULL);
}

static struct val_verdict verify(struct validator *v, struct verify_progress *p,
                                 const uint8_t *zone, const struct rrset *keys,
                                 const struct verify_base *base, struct req_set *set,
                                 struct wall now, struct val_spend *spend, struct arena *arena)
{
	struct rrset_iter it = rrset_iter_of(&set->sigs);
	unsigned i = 0;
	for (struct span rdata; i < RRSIG_PER_SET_MAX && rrset_next(&it, &rdata); i++) {
		struct rrsig sig;
		struct fitting f;
		if (i < p->next)
			continue;
		if (spend->slice == 0)
			return val_say(VAL_AGAIN, EDE_NONE, NULL);
		p->next = i + 1;
		if (rrsig_read(&sig, rdata) != OK) {
			note_verdict(p, RRSIG_MALFORMED, NULL);
			continue;
		}
		find_fitting(v, &f, keys, &sig, base);
		enum rrsig_verdict verdict = f.crowded ? RRSIG_COLLISIONS
		                                       : check_one(v, zone, &f, &set->data, &sig,
		                                                   now, spend);
		let_go(&f);
		if (verdict == RRSIG_VALID)
			return accept_by(set, &sig, rdata, now, arena);
		note_verdict(p, verdict, &sig);
		if (verdict == RRSIG_LIMIT)
			break;
	}
	return explain(p);
}

struct val_verdict verify_set(struct validator *v, struct verify_progress *p, const uint8_t *zone,
                              const struct rrset *keys, struct req_set *set, struct wall now,
                              struct val_spend *spend, struct arena *arena)
{
	return verify(v, p, zone, keys, NULL, set, now, spend, arena);
}

/* ---- the keys of a zone ---- */

static struct val_verdict base_usable(const struct verify_base *base)
{
	if (base->anchor == NULL)
		return verify_ds(base->ds);
	for (size_t i = 0; i < base->anchor->keys.count; i++) {
		const struct anchor_key *k = &base->anchor->keys.items[i];
		struct ds ds;
		struct dnskey key;
		if (!anchor_key_is_trusted(k))
			continue;
		if (k->type == RR_DS && ds_read(&ds, anchor_key_rdata(k)) == OK &&
		    ds_is_supported(&ds))
			return val_say(VAL_SECURE, EDE_NONE, NULL);
		if (k->type == RR_DNSKEY && dnskey_rdata_read(&key, anchor_key_rdata(k)) == OK &&
		    crypto_alg_is_supported(key.algorithm))
			return val_say(VAL_SECURE, EDE_NONE, NULL);
	}
	/* Not as with DS: somebody here wanted this zone secure, which cannot be had. */
	return val_say(VAL_BOGUS, EDE_UNSUPPORTED_ALG, "trust anchor of unknown algorithm");
}

/* Nothing in the set is what the base speaks of: why not? */
static struct val_verdict explain_no_key(const struct verify_base *base, const struct rrset *keys)
{
	struct rrset_iter it = rrset_iter_of(keys);
	struct ds ds;
	for (struct span rdata; base->ds != NULL && rrset_next(&it, &rdata);) {
		struct dnskey k;
		struct rrset_iter records = rrset_iter_of(base->ds);
		if (dnskey_rdata_read(&k, rdata) != OK || (k.flags & DNSKEY_ZONE) != 0)
			continue;
		for (struct span one; rrset_next(&records, &one);) {
			if (ds_read(&ds, one) == OK && ds.tag == k.tag)
				return val_say(VAL_BOGUS, EDE_NO_ZONE_KEY, "key is not a zone key");
		}
	}
	return val_say(VAL_BOGUS, EDE_DNSKEY_MISSING, "no key that the parent speaks of");
}

static bool any_spoken_of(const struct verify_base *base, const struct rrset *keys)
{
	struct rrset_iter it = rrset_iter_of(keys);
	struct dnskey k;
	unsigned looked = 0;
	for (struct span rdata; rrset_next(&it, &rdata) && looked < DNSKEY_SET_MAX; looked++) {
		if (dnskey_rdata_read(&k, rdata) == OK && dnskey_is_zone_key(&k) &&
		    base_speaks_of(base, &k))
			return true;
	}
	return false;
}

struct val_verdict verify_keys(struct validator *v, struct verify_progress *p,
                               const struct verify_base *base, struct req_set *keys,
                               struct wall now, struct val_spend *spend, struct arena *arena)
{
	struct val_verdict usable = base_usable(base);
	if (usable.state != VAL_SECURE)
		return usable;
	if (p->next == 0 && !any_spoken_of(base, &keys->data))
		return explain_no_key(base, &keys->data);
	return verify(v, p, keys->data.owner, &keys->data, base, keys, now, spend, arena);
}

/* ---- signatures as they stand ---- */

bool verify_good(const struct req_set *set, struct rrsig *out)
{
	return set->sigs.count > 0 && rrsig_read(out, rrset_first(&set->sigs)) == OK;
}

bool verify_is_expanded(const struct req_set *set)
{
	struct rrsig sig;
	return verify_good(set, &sig) && rrsig_is_expanded(&sig, set->data.owner);
}

const uint8_t *verify_signer(const struct req_set *set)
{
	const uint8_t *best = NULL;
	struct rrset_iter it = rrset_iter_of(&set->sigs);
	unsigned looked = 0;
	for (struct span rdata; looked < RRSIG_PER_SET_MAX && rrset_next(&it, &rdata); looked++) {
		struct rrsig sig;
		if (rrsig_read(&sig, rdata) != OK || sig.type != set->data.type ||
		    !name_is_under(set->data.owner, sig.signer))
			continue;
		/* RFC 4035 section 2.4: DS is the parent's. */
		if (set->data.type == RR_DS && name_equal(set->data.owner, sig.signer))
			continue;
		if (best == NULL || name_labels(sig.signer) > name_labels(best))
			best = sig.signer;
	}
	return best;
}
