/* SPDX-License-Identifier: BSD-2-Clause */
/* What the reader's parts share: the files being read, the one scanner that is right, the sink. */
#pragma once

#include "zonefile/scan.h"

/* A file being read, and where reading goes on when the file it includes is done. */
struct zf_frame {
	struct zf_text file;
	const uint8_t *at;
	uint32_t line;
	struct zf_state state; /* at the $INCLUDE: its origin and TTL come back */
	unsigned reports;      /* made before this file was opened */
	uint32_t opened_line;  /* of the $INCLUDE, in the including file */
};

struct zf_reader {
	const struct zf_source *source;
	const struct zf_options *options;
	const struct zf_sink *sink;
	struct zf_frame frames[ZF_INCLUDE_DEPTH];
	unsigned depth;
	unsigned opened;
	unsigned reports;
	struct zf_scan scan;
};

/* Hand a block to the sink. file_line: line number of the block's line 0. */
MUST_USE enum err zf_reader_deliver(struct zf_reader *r, const struct zf_block *b,
                                    uint32_t file_line);

/*
 * Scan the innermost file from r->scan on with several threads, as zf_scan_run to its end would.
 * (parallel.c)
 */
enum zf_end zf_parallel_run(struct zf_reader *r);
