/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a request would make of the names it touches, beside the zone: records are taken out of an
 * edit at the first touch, changed here, and put back all at once, or not at all.  So a request
 * that fails leaves the edit as it was.
 *
 * Costs the records of the names touched; a record is found in constant time.
 *
 * Owner: the caller.  Thread: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "base/vec.h"
#include "server/zone/edit.h"

struct draft_record {
	struct span rdata;
	uint32_t set;  /* index among the name's sets */
	uint32_t next; /* record with the same hash; UINT32_MAX: none */
	bool was;      /* in the edit */
	bool is;       /* after the request */
};

/* Records of one type; of RRSIG, those that cover one type. */
struct draft_set {
	uint16_t type;
	uint16_t covered; /* of RRSIG; else 0 */
	uint32_t live;    /* records that are */
	uint32_t ttl;
	uint32_t old_ttl;
};

struct draft_name {
	const uint8_t *owner;
	struct draft_name *next;
	VEC(struct draft_set) sets;
	VEC(struct draft_record) records;
	uint32_t *buckets; /* first record by hash */
	size_t bucket_count;
	bool changed;
};

struct ddns_draft {
	struct zone_edit *edit;
	struct arena arena;
	VEC(struct draft_name *) names; /* in order of touch */
	struct draft_name **buckets;
	size_t bucket_count;
};

void ddns_draft_init(struct ddns_draft *d, struct zone_edit *edit);
void ddns_draft_deinit(struct ddns_draft *d);

/* A name with the records it has; made at the first call. owner: lower case. Until deinit. */
struct draft_name *ddns_draft_get(struct ddns_draft *d, const uint8_t *owner);

/* Has a name records of a type?  Does not take it out of the edit. */
bool ddns_draft_has(struct ddns_draft *d, const uint8_t *owner, uint16_t type);

/* Records that are, of a type. */
uint32_t draft_count(const struct draft_name *n, uint16_t type);

/* A record that is; NULL when absent. */
struct draft_record *draft_find(struct draft_name *n, uint16_t type, struct span rdata);

/* Put a record in, its set's TTL becoming that of it (RFC 2181 section 5.2). rdata is copied. */
void draft_add(struct ddns_draft *d, struct draft_name *n, uint16_t type, uint32_t ttl,
               struct span rdata);

void draft_remove(struct draft_name *n, struct draft_record *r);

/* Take out all records of a type. */
void draft_clear(struct draft_name *n, uint16_t type);

/* Put what changed into the edit. */
void ddns_draft_commit(struct ddns_draft *d);
