/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The signed example zones of RFCs and their answers: records as text, each with its published
 * signature, so that a wrong letter in either would show.
 */
#pragma once

#include "sec_text.h"
#include "sec/denial.h"

#include <limits.h>

/* One record as published, with its signature; several lines with the same head are one set. */
struct rfc_record {
	const char *owner, *type, *rdata;
	const char *signature; /* RRSIG rdata from the algorithm on; NULL: of the line before */
};

enum claim { NONE, NAME, TYPE, EXPANSION, WILDCARD_TYPE, DELEGATION };

/* An answer: the sets in it, as "OWNER TYPE", and what it is to prove. */
struct rfc_message {
	const char *title;
	const char *sets[8];
	const char *expanded; /* owner in the answer of the first set, a wildcard's; NULL */
	enum claim claim;
	const char *name;
	uint16_t type;
	enum proof proof;
};

struct rfc_zone {
	struct arena arena;
	const uint8_t *apex;
	const struct rfc_record *records;
	size_t count;
	struct wall when;
	struct rrset keys;
	struct dnskey_set ring;
};

/* The set of an owner and type, and all its signatures. */
static inline void rfc_set(struct rfc_zone *z, const char *owner, const char *type,
                           struct rrset *set, struct rrset *sigs)
{
	char line[1024];
	*set = *sigs = (struct rrset){0};
	for (size_t i = 0; i < z->count; i++) {
		const struct rfc_record *r = &z->records[i];
		if (strcmp(r->owner, owner) != 0 || strcmp(r->type, type) != 0)
			continue;
		if (r->rdata != NULL) {
			snprintf(line, sizeof(line), "%s 3600 %s %s", owner, type, r->rdata);
			sec_add(&z->arena, set, line);
		}
		if (r->signature != NULL) {
			snprintf(line, sizeof(line), "%s 3600 RRSIG %s %s", owner, type,
			         r->signature);
			sec_add(&z->arena, sigs, line);
		}
	}
	if (set->count == 0 || sigs->count == 0)
		fail_msg("no %s %s", owner, type);
}

static inline enum rrsig_verdict rfc_check(struct rfc_zone *z, const struct rrset *set,
                                           const struct rrset *sigs, struct wall when,
                                           struct rrsig *by)
{
	struct rrsig_checker c = {
		.zone = z->apex,
		.keys = &z->ring,
		.now = when,
		.same_tag_max = RRSIG_SAME_TAG_MAX,
		.checks_left = UINT_MAX,
		.failures_left = UINT_MAX,
	};
	enum rrsig_verdict verdict = rrset_check(&c, set, sigs, by);
	rrsig_checker_deinit(&c);
	return verdict;
}

static inline void rfc_zone_init(struct rfc_zone *z, const struct rfc_record *records, size_t count,
                                 const char *when)
{
	struct rrset sigs;
	arena_init(&z->arena, 0);
	z->apex = sec_name(&z->arena, "example.");
	z->records = records;
	z->count = count;
	z->when = sec_time(when);
	rfc_set(z, "example.", "DNSKEY", &z->keys, &sigs);
	assert_ok(dnskey_set_init(&z->ring, &z->keys));
	assert_int_equal(z->ring.count, 2);
}

static inline void rfc_zone_deinit(struct rfc_zone *z)
{
	dnskey_set_deinit(&z->ring);
	arena_deinit(&z->arena);
}

/* Every set is good by each of its signatures, and by none that is changed or out of date. */
static inline void rfc_check_all(struct rfc_zone *z)
{
	for (size_t i = 0; i < z->count; i++) {
		struct rrset set, sigs;
		struct rrsig by;
		rfc_set(z, z->records[i].owner, z->records[i].type, &set, &sigs);
		struct rrset_iter it = rrset_iter_of(&sigs);
		for (struct span rdata; rrset_next(&it, &rdata);) {
			uint8_t octets[1024] = {(uint8_t)(rdata.len >> 8), (uint8_t)rdata.len};
			memcpy(octets + 2, rdata.data, rdata.len);
			struct rrset one = {.owner = set.owner,
			                    .type = RR_RRSIG,
			                    .class_ = CLASS_IN,
			                    .count = 1,
			                    .size = (uint32_t)rdata.len + 2,
			                    .records = octets};
			if (rfc_check(z, &set, &one, z->when, &by) != RRSIG_VALID)
				fail_msg("%s %s", z->records[i].owner, z->records[i].type);
			const struct wall late = {z->when.s + INT64_C(20) * 365 * 86400};
			assert_int_equal(rfc_check(z, &set, &one, late, &by), RRSIG_EXPIRED);
			octets[one.size - 1] ^= 1;
			assert_int_equal(rfc_check(z, &set, &one, z->when, &by), RRSIG_BOGUS);
		}
	}
}

static inline enum proof rfc_claim(struct denial *d, const struct rfc_message *m,
                                   const uint8_t *name, size_t labels)
{
	switch (m->claim) {
	case NAME:
		return denial_name(d, name);
	case TYPE:
		return denial_type(d, name, m->type);
	case EXPANSION:
		return denial_expansion(d, name, labels);
	case WILDCARD_TYPE:
		return denial_wildcard_type(d, name, m->type);
	case DELEGATION:
		return denial_delegation(d, name);
	default:
		return PROOF_NONE;
	}
}

static inline bool is_denial(const struct rrset *set)
{
	return set->type == RR_NSEC || set->type == RR_NSEC3;
}

/* The proof of a message of which record `without` was lost; the number of its denial records. */
static inline enum proof rfc_prove(struct rfc_zone *z, const struct rfc_message *m, size_t without,
                                   size_t *denials)
{
	struct denial d;
	size_t labels = 0;
	denial_init(&d, z->apex, DENIAL_ROUNDS);
	*denials = 0;
	for (size_t i = 0; i < ARRAY_LEN(m->sets) && m->sets[i] != NULL; i++) {
		char owner[64];
		struct rrset set, sigs;
		struct rrsig by;
		size_t len = strcspn(m->sets[i], " ");
		snprintf(owner, sizeof(owner), "%.*s", (int)len, m->sets[i]);
		rfc_set(z, owner, m->sets[i] + len + 1, &set, &sigs);
		if (i == 0 && m->expanded != NULL)
			set.owner = sigs.owner = sec_name(&z->arena, m->expanded);
		if (rfc_check(z, &set, &sigs, z->when, &by) != RRSIG_VALID)
			fail_msg("%s: %s", m->title, m->sets[i]);
		assert_int_equal(rrsig_is_expanded(&by, set.owner), i == 0 && m->expanded != NULL);
		labels = i == 0 ? by.labels : labels;
		if (is_denial(&set) && (*denials)++ != without)
			assert_true(denial_add(&d, &set, &by));
	}
	return m->claim == NONE ? m->proof : rfc_claim(&d, m, sec_name(&z->arena, m->name), labels);
}

/* Every signature of every message is good, the claim proved, and not without any one record. */
static inline void rfc_check_messages(struct rfc_zone *z, const struct rfc_message *messages,
                                      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct rfc_message *m = &messages[i];
		size_t denials;
		if (rfc_prove(z, m, SIZE_MAX, &denials) != m->proof)
			fail_msg("%s: another proof", m->title);
		for (size_t lost = 0; m->claim != NONE && lost < denials; lost++) {
			size_t same;
			if (rfc_prove(z, m, lost, &same) != PROOF_NONE)
				fail_msg("%s: proved without record %zu", m->title, lost);
		}
	}
}
