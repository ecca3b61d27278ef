/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trust anchors: the keys, or digests of keys, that validation begins with (RFC 4033 section 2),
 * and the names below which nothing is validated (RFC 7646).
 *
 * A set of them is small and read for every request; it changes only between requests.
 *
 * Owner: the caller of anchors_new.  Thread: one at a time.
 */
#pragma once

#include "base/clock.h"
#include "base/vec.h"
#include "sec/ds.h"

enum {
	ANCHOR_KEYS_MAX = 64,    /* of one name */
	ANCHOR_NAMES_MAX = 1024, /* with keys */
};

/* States of RFC 5011 section 4.  Keys that are not managed stay ANCHOR_VALID. */
enum anchor_state {
	ANCHOR_START, /* not seen yet; kept nowhere */
	ANCHOR_ADD_PEND,
	ANCHOR_VALID,
	ANCHOR_MISSING,
	ANCHOR_REVOKED,
	ANCHOR_REMOVED,
};

/* "AddPend" */
const char *anchor_state_name(enum anchor_state state);

struct anchor_key {
	uint16_t type; /* RR_DS or RR_DNSKEY */
	uint16_t tag;
	enum anchor_state state;
	int64_t timer; /* wall clock, when the state may change by itself; 0: never */
	uint32_t ttl;
	uint16_t len;
	uint8_t *rdata; /* owned */
};

/* All keys of a name. */
struct anchor {
	struct name owner; /* in lower case */
	VEC(struct anchor_key) keys;
	bool is_proven; /* keys of its zone were seen that match; only ever set */
};

/* Trusted are Valid and Missing, nothing else (RFC 5011 section 4.2). */
static inline bool anchor_key_is_trusted(const struct anchor_key *k)
{
	return k->state == ANCHOR_VALID || k->state == ANCHOR_MISSING;
}

static inline struct span anchor_key_rdata(const struct anchor_key *k)
{
	return span_of(k->rdata, k->len);
}

/*
 * Add a key, Valid; one that is there already stays as it is.
 *
 * rdata  of a DS or DNSKEY, copied
 * E_TYPE  another type;  E_MALFORMED  no room for its fields;  E_LIMIT  ANCHOR_KEYS_MAX
 */
MUST_USE enum err anchor_add(struct anchor *a, uint16_t type, uint32_t ttl, struct span rdata);

/* Take key i out. */
void anchor_drop(struct anchor *a, size_t i);

/* Is any key trusted? */
bool anchor_is_trusted(const struct anchor *a) PURE;

/* Does a trusted key speak of this DNSKEY of the anchor's name: the same, or a digest of it? */
bool anchor_matches(const struct anchor *a, const struct dnskey *key);

void anchor_init(struct anchor *a, const uint8_t *owner);
void anchor_deinit(struct anchor *a);

struct anchors;

struct anchors *anchors_new(void);
void anchors_free(struct anchors *s);

/*
 * The anchor of exactly this name, made if there is none; borrowed until the next change of s.
 *
 * E_LIMIT  ANCHOR_NAMES_MAX
 */
MUST_USE enum err anchors_make(struct anchors *s, const uint8_t *owner, struct anchor **out);

/* The same, or NULL. */
struct anchor *anchors_get(const struct anchors *s, const uint8_t *owner);

/* Forget all keys of a name.  false: there were none. */
bool anchors_remove(struct anchors *s, const uint8_t *owner);

/* Anchor i in canonical order of names; NULL past the end. */
const struct anchor *anchors_at(const struct anchors *s, size_t i);

/* The keys of the root that IANA publishes, as DS. */
void anchors_add_root(struct anchors *s);

/* Replace the names below which nothing is validated; copied. */
void anchors_set_negative(struct anchors *s, const struct name *names, size_t count);

/* Negative anchor i as it was set; NULL past the end. */
const struct name *anchors_negative_at(const struct anchors *s, size_t i);

/*
 * The closest anchor with a trusted key at or above a name.
 *
 * returns NULL when there is none, or a negative anchor is as close or closer (RFC 7646 section
 *         2): the name is not validated
 */
const struct anchor *anchors_cover(const struct anchors *s, const uint8_t *name);
