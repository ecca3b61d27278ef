/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed.h"

#include "base/hash.h"
#include "base/mem.h"
#include "crypto/key.h"
#include "sec/ds.h"
#include "sec/nsec3.h"
#include "sec/nsec3_hash.h"
#include "sec/rrsig.h"
#include "tree.h"

#include <assert.h>

enum { MEMO = 1 << 16, SIGNATURE = 64, DAY = 86400 };

struct pair {
	struct crypto_key *key;
	struct crypto_signer *signer;
	uint16_t tag;
	size_t len;
	uint8_t dnskey[64];
};

static struct pair pairs[TREE_ZONES_MAX];

/* Signatures by what they are over. */
static struct memo {
	uint64_t hash;
	uint8_t signature[SIGNATURE];
} * memos;

static void need(enum err e)
{
	if (e != OK)
		abort();
}

void signed_init(void)
{
	memos = mem_calloc(MEMO, sizeof(*memos));
	for (unsigned i = 0; i < TREE_ZONES_MAX; i++) {
		struct pair *p = &pairs[i];
		uint8_t secret[32];
		memset(secret, (int)i + 1, sizeof(secret));
		const struct crypto_private numbers = {.secret = span_of(secret, sizeof(secret))};
		need(crypto_key_from_private(&p->key, CRYPTO_ED25519, &numbers));
		need(crypto_signer_new(&p->signer, p->key, NULL));
		struct wire_writer w = wire_writer_of(p->dnskey, sizeof(p->dnskey));
		dnskey_rdata_write(&w, 257, CRYPTO_ED25519, crypto_key_public(p->key));
		p->len = w.pos;
		p->tag = dnskey_tag(signed_dnskey(i));
	}
}

void signed_deinit(void)
{
	for (unsigned i = 0; i < TREE_ZONES_MAX; i++) {
		crypto_signer_free(pairs[i].signer);
		crypto_key_unref(pairs[i].key);
	}
	mem_free(memos);
}

struct span signed_dnskey(unsigned number)
{
	return span_of(pairs[number].dnskey, pairs[number].len);
}

size_t signed_ds(unsigned number, const uint8_t *name, uint8_t *buf, size_t cap)
{
	struct wire_writer w = wire_writer_of(buf, cap);
	need(ds_write(&w, name, signed_dnskey(number), DS_SHA256));
	return w.pos;
}

size_t signed_rrsig(const struct signed_zone *z, const struct rrset *set, const uint8_t *as_made,
                    uint8_t *buf, size_t cap)
{
	const struct pair *p = &pairs[z->number];
	struct rrset made = *set;
	struct wire_writer w = wire_writer_of(buf, cap);
	struct span octets;
	struct rrsig_maker m = {.zone = z->name,
	                        .tag = p->tag,
	                        .algorithm = CRYPTO_ED25519,
	                        .signature_len = SIGNATURE,
	                        .inception = {(uint32_t)(z->around.s - SIGNED_DAYS * DAY)},
	                        .expiration = {(uint32_t)(z->around.s + SIGNED_DAYS * DAY)}};
	made.owner = as_made;
	need(rrsig_write_head(&w, &m, &made, &octets));
	uint64_t hash = hash_octets(octets.data, octets.len, z->number);
	struct memo *memo = &memos[hash % MEMO];
	if (memo->hash != hash) {
		need(crypto_sign(p->signer, octets, memo->signature));
		memo->hash = hash;
	}
	wire_write_octets(&w, memo->signature, SIGNATURE);
	canonical_deinit(&m.memory);
	return w.pos;
}

/* ---- denial ---- */

const uint8_t *owned_encloser(const struct owned_list *l, const uint8_t *name,
                              const uint8_t **next_closer)
{
	*next_closer = NULL;
	for (;; *next_closer = name, name = name_parent(name)) {
		if (name_equal(name, l->zone))
			return name;
		for (unsigned i = 0; i < l->count; i++) {
			if (name_is_under(l->list[i].name.wire, name))
				return name;
		}
	}
}

static size_t all_types(const struct owned_list *l, const struct owned *o, uint16_t out[])
{
	size_t n = 0;
	bool is_signed = !o->is_cut || (o->count > 1); /* NS alone is not */
	for (unsigned i = 0; i < o->count; i++)
		out[n++] = o->types[i];
	if (o->count > 0 && (is_signed || !l->nsec3))
		out[n++] = RR_RRSIG;
	if (!l->nsec3)
		out[n++] = RR_NSEC;
	/* A few in the wrong order: sort by insertion. */
	for (size_t i = 1; i < n; i++) {
		for (size_t k = i; k > 0 && out[k] < out[k - 1]; k--) {
			uint16_t t = out[k];
			out[k] = out[k - 1];
			out[k - 1] = t;
		}
	}
	return n;
}

static void nsec_make(const struct owned_list *l, const uint8_t *name, struct denial_record *out)
{
	const struct owned *at = NULL;
	const uint8_t *next = NULL;
	uint16_t types[OWNED_TYPES + 2];
	for (unsigned i = 0; i < l->count; i++) {
		const struct owned *o = &l->list[i];
		if (o->count > 0 && name_cmp(o->name.wire, name) <= 0 &&
		    (at == NULL || name_cmp(o->name.wire, at->name.wire) > 0))
			at = o;
	}
	assert(at != NULL); /* the apex comes before all */
	for (unsigned i = 0; i < l->count; i++) {
		const uint8_t *n = l->list[i].name.wire;
		if (l->list[i].count > 0 && name_cmp(n, at->name.wire) > 0 &&
		    (next == NULL || name_cmp(n, next) < 0))
			next = n;
	}
	if (next == NULL)
		next = l->zone;
	struct wire_writer w = wire_writer_of(out->rdata, sizeof(out->rdata));
	wire_write_octets(&w, next, name_len(next));
	typemap_write(&w, types, all_types(l, at, types));
	name_copy(&out->owner, at->name.wire);
	out->len = w.pos;
}

static int hash_cmp(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, NSEC3_HASH_LEN);
}

static void nsec3_make(const struct owned_list *l, const uint8_t *name, struct denial_record *out)
{
	static const struct nsec3_params params = {.algorithm = NSEC3_SHA1};
	uint8_t wanted[NSEC3_HASH_LEN], hash[OWNED_MAX][NSEC3_HASH_LEN];
	uint16_t types[OWNED_TYPES + 2];
	unsigned at = OWNED_MAX, last = 0, next = OWNED_MAX, first = 0;
	nsec3_hash(wanted, name, (struct span){0}, 0);
	for (unsigned i = 0; i < l->count; i++) {
		nsec3_hash(hash[i], l->list[i].name.wire, (struct span){0}, 0);
		if (hash_cmp(hash[i], hash[last]) > 0)
			last = i;
		if (hash_cmp(hash[i], hash[first]) < 0)
			first = i;
		if (hash_cmp(hash[i], wanted) <= 0 &&
		    (at == OWNED_MAX || hash_cmp(hash[i], hash[at]) > 0))
			at = i;
	}
	if (at == OWNED_MAX)
		at = last;
	for (unsigned i = 0; i < l->count; i++) {
		if (hash_cmp(hash[i], hash[at]) > 0 &&
		    (next == OWNED_MAX || hash_cmp(hash[i], hash[next]) < 0))
			next = i;
	}
	if (next == OWNED_MAX)
		next = first;
	const struct nsec3_link link = {.types = types,
	                                .type_count = all_types(l, &l->list[at], types)};
	struct wire_writer w = wire_writer_of(out->rdata, sizeof(out->rdata));
	nsec3_write(&w, &params, &link, hash[next]);
	need(nsec3_owner(&out->owner, hash[at], l->zone));
	out->len = w.pos;
}

void denial_make(const struct owned_list *l, const uint8_t *name, struct denial_record *out)
{
	out->type = l->nsec3 ? RR_NSEC3 : RR_NSEC;
	if (l->nsec3)
		nsec3_make(l, name, out);
	else
		nsec_make(l, name, out);
}
