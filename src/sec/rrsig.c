/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cheap rules first, so that a signature costs cryptography only when all else about it is right.
 * Each rule stands beside its section.  Who trusts the keys, and what to do about a verdict, is the
 * caller's business.
 */
#include "sec/rrsig.h"

enum err rrsig_read(struct rrsig *out, struct span rdata)
{
	size_t signer_len;
	if (rdata.len < RRSIG_HEAD_LEN ||
	    name_check(span_skip(rdata, RRSIG_HEAD_LEN), &signer_len) != OK)
		return E_MALFORMED;
	const uint8_t *p = rdata.data;
	*out = (struct rrsig){
		.type = wire_get_u16(p),
		.algorithm = p[2],
		.labels = p[3],
		.original_ttl = wire_get_u32(p + 4),
		.expiration = {wire_get_u32(p + 8)},
		.inception = {wire_get_u32(p + 12)},
		.tag = wire_get_u16(p + 16),
		.signer = p + RRSIG_HEAD_LEN,
		.head = span_of(p, RRSIG_HEAD_LEN + signer_len),
		.signature = span_skip(rdata, RRSIG_HEAD_LEN + signer_len),
	};
	return OK;
}

struct wall rrsig_time(struct serial field, struct wall now)
{
	int32_t distance = (int32_t)(field.value - (uint32_t)now.s);
	return (struct wall){now.s + distance};
}

size_t rrsig_owner_labels(const uint8_t *owner)
{
	return name_labels(owner) - (name_is_wildcard(owner) ? 1 : 0);
}

bool rrsig_is_expanded(const struct rrsig *sig, const uint8_t *owner)
{
	return sig->labels < rrsig_owner_labels(owner);
}

uint32_t rrsig_ttl(const struct rrsig *sig, uint32_t ttl, struct wall now)
{
	int64_t left = rrsig_time(sig->expiration, now).s - now.s;
	ttl = MIN_OF(ttl, sig->original_ttl);
	return left <= 0 ? 0 : (uint32_t)MIN_OF((int64_t)ttl, left);
}

void rrsig_checker_deinit(struct rrsig_checker *c)
{
	canonical_deinit(&c->memory);
}

/*
 * The octets signed: head | set, under the owner that was signed (RFC 4034 section 3.1.8.1).
 *
 * labels  of the signature; fewer than the owner's: the wildcard it came from (RFC 4035 5.3.2)
 */
static struct span signed_octets(struct canonical *c, struct span head, size_t labels,
                                 const struct rrset *set)
{
	uint8_t wildcard[2 + NAME_MAX_LEN] = {1, '*'};
	const uint8_t *owner = set->owner;
	size_t have = rrsig_owner_labels(owner);
	if (labels < have) {
		const uint8_t *encloser = name_skip(owner, name_labels(owner) - labels);
		memcpy(wildcard + 2, encloser, name_len(encloser));
		owner = wildcard;
	}
	canonical_reset(c);
	canonical_put(c, head);
	/* RFC 6840 section 5.1 item 3: the signer's name is in lower case too. */
	name_lower(c->octets + RRSIG_HEAD_LEN, head.len - RRSIG_HEAD_LEN);
	canonical_put_set(c, set, owner, wire_get_u32(head.data + 4));
	return canonical_octets(c);
}

/* RFC 4035 section 5.3.1, first to sixth item, without those that need keys. */
static enum rrsig_verdict rules_check(const struct rrsig_checker *c, const struct rrset *set,
                                      const struct rrsig *sig)
{
	if (sig->type != set->type || set->type == RR_RRSIG || set->count == 0)
		return RRSIG_MISMATCH; /* RFC 4035 section 2.2: an RRSIG is never signed */
	if (!name_equal(sig->signer, c->zone) || !name_is_under(set->owner, c->zone))
		return RRSIG_SIGNER;
	/*
	 * Labels beyond the owner's cannot be; below the zone's, the wildcard would stand outside
	 * of it.
	 */
	if (sig->labels > rrsig_owner_labels(set->owner) || sig->labels < name_labels(c->zone))
		return RRSIG_MISMATCH;
	/* RFC 4034 section 3.1.5: serial arithmetic (RFC 1982). */
	struct serial now = {(uint32_t)c->now.s};
	enum serial_order end = serial_compare(now, sig->expiration);
	enum serial_order begin = serial_compare(now, sig->inception);
	if (end == SERIAL_GREATER || end == SERIAL_INCOMPARABLE)
		return RRSIG_EXPIRED;
	if (begin == SERIAL_LOWER || begin == SERIAL_INCOMPARABLE)
		return RRSIG_NOT_YET;
	if (serial_compare(sig->expiration, sig->inception) == SERIAL_LOWER)
		return RRSIG_EXPIRED;
	return RRSIG_VALID;
}

/*
 * Can a key have made the signature (RFC 4035 section 5.3.1, the two last items)?  A revoked one
 * still signs its own set, and nothing else (RFC 5011 section 2.1).
 */
static bool key_fits(const struct dnskey *k, const struct rrsig *sig)
{
	return k->tag == sig->tag && k->algorithm == sig->algorithm && dnskey_is_zone_key(k) &&
	       k->key != NULL && (!dnskey_is_revoked(k) || sig->type == RR_DNSKEY);
}

static size_t keys_fitting(const struct dnskey_set *keys, const struct rrsig *sig)
{
	size_t n = 0;
	for (size_t i = 0; i < keys->count; i++)
		n += key_fits(&keys->keys[i], sig);
	return n;
}

enum rrsig_verdict rrsig_check(struct rrsig_checker *c, const struct rrset *set,
                               const struct rrsig *sig)
{
	enum rrsig_verdict verdict = rules_check(c, set, sig);
	if (verdict != RRSIG_VALID)
		return verdict;
	if (keys_fitting(c->keys, sig) > c->same_tag_max)
		return RRSIG_COLLISIONS;
	struct span octets = {0};
	verdict = RRSIG_NO_KEY;
	for (size_t i = 0; i < c->keys->count; i++) {
		const struct dnskey *k = &c->keys->keys[i];
		if (!key_fits(k, sig))
			continue;
		if (c->checks_left == 0 || c->failures_left == 0)
			return RRSIG_LIMIT;
		c->checks_left--;
		if (octets.data == NULL)
			octets = signed_octets(&c->memory, sig->head, sig->labels, set);
		if (crypto_verify(k->key, octets, sig->signature) == OK)
			return RRSIG_VALID;
		c->failures_left--;
		verdict = RRSIG_BOGUS;
	}
	return verdict;
}

enum rrsig_verdict rrset_check(struct rrsig_checker *c, const struct rrset *set,
                               const struct rrset *sigs, struct rrsig *by)
{
	enum rrsig_verdict worst = RRSIG_NO_KEY;
	unsigned looked = 0;
	if (sigs->count == 0)
		return RRSIG_NO_KEY;
	if (sigs->class_ != set->class_ || !name_equal(sigs->owner, set->owner))
		return RRSIG_MISMATCH;
	struct rrset_iter it = rrset_iter_of(sigs);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		struct rrsig sig;
		enum rrsig_verdict verdict = RRSIG_MALFORMED;
		if (rrsig_read(&sig, rdata) == OK) {
			if (sig.type != set->type)
				continue;
			verdict = rrsig_check(c, set, &sig);
		}
		if (verdict == RRSIG_VALID) {
			if (by != NULL)
				*by = sig;
			return verdict;
		}
		worst = looked == 0 ? verdict : MAX_OF(worst, verdict);
		if (verdict == RRSIG_LIMIT || ++looked == RRSIG_PER_SET_MAX)
			return worst;
	}
	return worst;
}

enum err rrsig_write_head(struct wire_writer *w, struct rrsig_maker *m, const struct rrset *set,
                          struct span *octets)
{
	size_t labels = rrsig_owner_labels(set->owner), zone_len = name_len(m->zone);
	uint8_t *head = wire_reserve(w, RRSIG_HEAD_LEN + zone_len);
	if (head == NULL)
		return w->err;
	struct wire_writer h = wire_writer_of(head, RRSIG_HEAD_LEN + zone_len);
	wire_write_u16(&h, set->type);
	wire_write_u8(&h, m->algorithm);
	wire_write_u8(&h, (uint8_t)labels);
	wire_write_u32(&h, set->ttl);
	wire_write_u32(&h, m->expiration.value);
	wire_write_u32(&h, m->inception.value);
	wire_write_u16(&h, m->tag);
	wire_write_octets(&h, m->zone, zone_len);
	name_lower(head + RRSIG_HEAD_LEN, zone_len);
	*octets = signed_octets(&m->memory, span_of(head, RRSIG_HEAD_LEN + zone_len), labels, set);
	return OK;
}

struct span rrsig_octets(struct canonical *c, const struct rrsig *sig, const struct rrset *set)
{
	return signed_octets(c, sig->head, sig->labels, set);
}

enum err rrsig_write(struct wire_writer *w, struct rrsig_maker *m, const struct rrset *set)
{
	struct span octets;
	TRY(rrsig_write_head(w, m, set, &octets));
	uint8_t *signature = wire_reserve(w, m->signature_len);
	if (signature == NULL)
		return w->err;
	return crypto_sign(m->signer, octets, signature);
}
