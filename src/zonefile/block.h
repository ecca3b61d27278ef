/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A block of records on their way from a scanner to the sink, and the report that follows them.
 *
 * A stream of blocks keeps records and reports in file order: a report closes its block.
 */
#pragma once

#include "zonefile/zonefile.h"

enum {
	BLOCK_RECORDS = 2048,
	/* The longest record, and slack so that short copies may be rounded up. */
	BLOCK_ROOM = 255 + 65535 + 64,
	BLOCK_OCTETS = (128 << 10) + BLOCK_ROOM,
};

struct zf_block {
	struct zf_block *next;
	size_t count;
	size_t used; /* octets */
	bool has_error;
	struct zf_error error; /* file and line as in the records: to be completed by the reader */
	struct zf_record records[BLOCK_RECORDS];
	uint8_t octets[BLOCK_OCTETS];
};

static inline void zf_block_reset(struct zf_block *b)
{
	b->next = NULL;
	b->count = b->used = 0;
	b->has_error = false;
}
