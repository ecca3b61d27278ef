/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures of scripts.  Ed25519 unless a zone says otherwise: the same set gets the same
 * signature in a server's reply and in the answer that is expected.
 */

#include "sign.h"

#include "base/mem.h"
#include "dns/rrset.h"
#include "sec/ds.h"
#include "sec/rrsig.h"

#include <stdio.h>
#include <stdlib.h>

enum { HOUR = 3600, DAY = 86400 };

struct sign_zone {
	struct sign_zone *next;
	struct name name;
	struct crypto_key *key;
	struct crypto_signer *signer;
	uint8_t algorithm;
	uint16_t tag;
	size_t len;
	uint8_t dnskey[600];
};

bool sign_add_zone(struct rpl *r, const char *text)
{
	char name[256];
	unsigned algorithm = CRYPTO_ED25519, flags = 257;
	struct sign_zone *z = arena_zalloc(&r->arena, sizeof(*z));
	if (sscanf(text, "%255s %u %u", name, &algorithm, &flags) < 1 ||
	    name_parse_str(&z->name, name) != OK ||
	    crypto_key_generate(&z->key, (uint8_t)algorithm, 0) != OK)
		return false;
	z->next = r->zones;
	r->zones = z;
	z->algorithm = (uint8_t)algorithm;
	struct wire_writer w = wire_writer_of(z->dnskey, sizeof(z->dnskey));
	dnskey_rdata_write(&w, (uint16_t)flags, z->algorithm, crypto_key_public(z->key));
	z->len = w.pos;
	z->tag = dnskey_tag(span_of(z->dnskey, z->len));
	return crypto_signer_new(&z->signer, z->key, NULL) == OK;
}

struct sign_zone *sign_find(const struct rpl *r, const uint8_t *zone)
{
	struct sign_zone *z = r->zones;
	while (z != NULL && !name_equal(z->name.wire, zone))
		z = z->next;
	return z;
}

struct span sign_dnskey(const struct sign_zone *z)
{
	return span_of(z->dnskey, z->len);
}

bool sign_put_ds(struct wire_writer *w, const struct sign_zone *z, uint8_t digest)
{
	return ds_write(w, z->name.wire, sign_dnskey(z), digest) == OK;
}

bool sign_read(struct rpl *r, char *text, struct rpl_sign **out)
{
	struct rpl_sign *s = arena_zalloc(&r->arena, sizeof(*s));
	struct name zone;
	char *save = NULL, *word = strtok_r(text, " \t", &save);
	*out = NULL;
	if (word == NULL)
		return false;
	if (strcmp(word, "-") == 0)
		return true;
	if (name_parse_str(&zone, word) != OK || (s->zone = sign_find(r, zone.wire)) == NULL)
		return false;
	s->labels = -1;
	while ((word = strtok_r(NULL, " \t", &save)) != NULL) {
		if (strcmp(word, "labels") == 0 && (word = strtok_r(NULL, " \t", &save)) != NULL)
			s->labels = atoi(word);
		else if (word != NULL && strcmp(word, "expired") == 0)
			s->expired = true;
		else if (word != NULL && strcmp(word, "future") == 0)
			s->future = true;
		else if (word != NULL && strcmp(word, "inverted") == 0)
			s->inverted = true;
		else if (word != NULL && strcmp(word, "bad") == 0)
			s->bad = true;
		else
			return false;
	}
	*out = s;
	return true;
}

static void set_times(struct rrsig_maker *m, const struct rpl_sign *s, int64_t now)
{
	uint32_t at = (uint32_t)now;
	m->inception.value = at - DAY;
	m->expiration.value = at + 30 * DAY;
	if (s->expired)
		m->expiration.value = at - HOUR;
	if (s->future || s->inverted)
		m->inception.value = at + DAY;
	if (s->inverted)
		m->expiration.value = at - DAY;
}

/* The set under the wildcard that the signature's labels say it was made from. */
static const uint8_t *signed_owner(const struct rpl_sign *s, const uint8_t *owner,
                                   struct name *wildcard)
{
	if (s->labels < 0)
		return owner;
	const uint8_t *encloser = name_skip(owner, name_labels(owner) - (size_t)s->labels);
	return name_prepend(wildcard, span_str("*"), encloser) == OK ? wildcard->wire : owner;
}

static void append(struct rpl *r, struct rpl_record *first, const struct rpl_record *like,
                   struct span rdata)
{
	struct rpl_record *sig = arena_zalloc(&r->arena, sizeof(*sig));
	*sig = (struct rpl_record){
		.owner = like->owner,
		.type = RR_RRSIG,
		.class_ = CLASS_IN,
		.ttl = like->ttl,
		.rdata = span_of(arena_dup(&r->arena, rdata.data, rdata.len), rdata.len)};
	while (first->next != NULL)
		first = first->next;
	first->next = sig;
}

/* Sign the set that a record begins. */
static void sign_set(struct rpl *r, struct rpl_record *list, const struct rpl_record *of,
                     int64_t now)
{
	static uint8_t rdata[1200];
	const struct rpl_sign *s = of->sign;
	struct name wildcard;
	struct rrset set = {.owner = signed_owner(s, of->owner.wire, &wildcard),
	                    .type = of->type,
	                    .class_ = CLASS_IN,
	                    .ttl = of->ttl};
	for (const struct rpl_record *k = of; k != NULL; k = k->next) {
		if (k->type == of->type && name_equal(k->owner.wire, of->owner.wire) &&
		    rrset_add(&set, &r->arena, k->rdata) != OK)
			abort();
	}
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct rrsig_maker m = {.zone = s->zone->name.wire,
	                        .tag = s->zone->tag,
	                        .algorithm = s->zone->algorithm,
	                        .signature_len = crypto_key_signature_len(s->zone->key),
	                        .signer = s->zone->signer};
	set_times(&m, s, now);
	if (rrsig_write(&w, &m, &set) != OK)
		abort();
	canonical_deinit(&m.memory);
	if (s->bad)
		rdata[w.pos - 1] ^= 1;
	append(r, list, of, wire_written(&w));
}

/* Is a record the first of its set? */
static bool is_first(const struct rpl_record *list, const struct rpl_record *of)
{
	for (; list != of; list = list->next) {
		if (list->type == of->type && name_equal(list->owner.wire, of->owner.wire))
			return false;
	}
	return true;
}

void sign_entry(struct rpl *r, struct rpl_entry *e, int64_t now)
{
	for (int section = SECTION_ANSWER; section <= SECTION_AUTHORITY; section++) {
		struct rpl_record *list = e->section[section];
		for (struct rpl_record *k = list; k != NULL; k = k->next) {
			if (k->sign != NULL && is_first(list, k))
				sign_set(r, list, k, now);
		}
	}
}

void sign_free(struct rpl *r)
{
	for (struct sign_zone *z = r->zones; z != NULL; z = z->next) {
		crypto_signer_free(z->signer);
		crypto_key_unref(z->key);
	}
	r->zones = NULL;
}
