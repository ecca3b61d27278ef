/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding a record among those of one name, for names with many: updates that put thousands of
 * records at a name would otherwise compare each with all.
 *
 * Owner: the edit.  Thread: its.
 */
#pragma once

#include "base/vec.h"
#include "server/zone/pack.h"

enum { EDIT_INDEX_LEAST = 32 }; /* fewer records are found by looking at each */

/* Records of the open name by hash; empty until there are enough. Zeroed to begin. */
struct edit_index {
	uint32_t *buckets; /* first record */
	uint32_t *next;    /* of each record, that with the same hash */
	size_t bucket_count;
	size_t count; /* records that are in */
};

/* What is looked for, and where: records[count], their rdata from `octets`. */
struct edit_records {
	const struct pack_record *records;
	size_t count;
	const uint8_t *octets;
};

/* Forget all, for the next name. */
void edit_index_reset(struct edit_index *x);
void edit_index_deinit(struct edit_index *x);

/*
 * The record with the type, kind and data; records that came at the end since the last call are
 * taken in.
 *
 * returns its index, or -1
 */
ssize_t edit_index_find(struct edit_index *x, const struct edit_records *in,
                        const struct pack_record *like, const uint8_t *rdata);

/* The record at `at` is about to be overwritten by the last one, which goes. */
void edit_index_remove(struct edit_index *x, const struct edit_records *in, size_t at);
