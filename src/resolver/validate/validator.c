/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoded keys in a table of sets of four, the oldest of a set replaced.  A slot holds the whole
 * rdata, so that a hash that collides gives no wrong key.
 */

#include "resolver/validate/validator.h"

#include "base/hash.h"
#include "base/mem.h"

enum { WAYS = 4, SETS = VALIDATOR_KEYS / WAYS };

struct slot {
	uint64_t hash;
	uint64_t used;          /* when, in look-ups; 0: empty */
	struct crypto_key *key; /* NULL: known to be no key */
	size_t len;
	uint8_t *rdata;
};

struct validator {
	struct canonical memory;
	uint64_t clock;
	uint64_t seed;
	struct slot slots[SETS][WAYS];
};

struct validator *validator_new(void)
{
	struct validator *v = mem_zalloc(sizeof(*v));
	v->seed = hash_seed();
	return v;
}

static void empty(struct slot *s)
{
	crypto_key_unref(s->key);
	mem_free(s->rdata);
	*s = (struct slot){0};
}

void validator_free(struct validator *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < SETS; i++) {
		for (size_t k = 0; k < WAYS; k++)
			empty(&v->slots[i][k]);
	}
	canonical_deinit(&v->memory);
	mem_free(v);
}

struct canonical *validator_memory(struct validator *v)
{
	return &v->memory;
}

size_t validator_keys(const struct validator *v)
{
	size_t count = 0;
	for (size_t i = 0; i < SETS; i++) {
		for (size_t k = 0; k < WAYS; k++)
			count += v->slots[i][k].used != 0;
	}
	return count;
}

struct crypto_key *validator_key(struct validator *v, const struct dnskey *key)
{
	uint64_t hash = hash_octets(key->rdata.data, key->rdata.len, v->seed);
	struct slot *set = v->slots[hash % SETS], *oldest = &set[0];
	for (size_t k = 0; k < WAYS; k++) {
		struct slot *s = &set[k];
		if (s->used < oldest->used)
			oldest = s;
		if (s->used == 0 || s->hash != hash ||
		    !span_equal(span_of(s->rdata, s->len), key->rdata))
			continue;
		s->used = ++v->clock;
		return s->key != NULL ? crypto_key_ref(s->key) : NULL;
	}
	struct dnskey fresh = *key;
	fresh.key = NULL;
	empty(oldest);
	if (dnskey_decode(&fresh) != OK)
		fresh.key = NULL;
	*oldest = (struct slot){
		.hash = hash,
		.used = ++v->clock,
		.key = fresh.key,
		.len = key->rdata.len,
		.rdata = mem_dup(key->rdata.data, key->rdata.len),
	};
	return fresh.key != NULL ? crypto_key_ref(fresh.key) : NULL;
}
