/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scanner as a thing: where it is in the text, what crosses lines (origin, owner, TTL) as a
 * value that can be taken out and put in, and the block that it fills.  What it does is in scan.h.
 */
#pragma once

#include "base/vec.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "zonefile/block.h"
#include "zonefile/cursor.h"

/* What one line leaves to the next. */
struct zf_state {
	struct name origin;
	struct name owner;
	bool has_owner;   /* false at the start, and after an owner that could not be read */
	bool has_default; /* $TTL was seen: it goes before the last record's TTL (RFC 2308 section
	                     4) */
	uint32_t default_ttl;
	uint32_t last_ttl;
	uint32_t epoch; /* directives so far: equal means same origin and same default */
};

enum zf_end {
	ZF_END_PLACE,    /* reached the place asked for, or the end of the text */
	ZF_END_INCLUDE,  /* behind an $INCLUDE line: the reader has to open it */
	ZF_END_GENERATE, /* behind a $GENERATE line: s->generate has to be run */
	ZF_END_CUT,      /* speculative: the text ends inside a record, or a directive came */
	ZF_END_STOP,     /* fatal report made, or the flush failed */
};

struct zf_generate; /* generate.h */

/* A type's word met before. */
struct zf_word_cache {
	uint64_t key;
	uint16_t type;
};

enum { WORD_CACHE = 64 };

struct zf_scan {
	struct zf_cursor cursor;
	struct zf_state state;
	const struct zf_options *options;
	struct zf_block *out;
	/* Take the block in ->out and put an empty one there; any result but OK stops the scan. */
	enum err (*flush)(struct zf_scan *s);
	void *flush_arg;
	enum err flush_err;
	VEC(struct rdata_token) words;
	const uint8_t *line_start; /* of the line to be read, or being read: a record starts here */
	uint32_t line;             /* its number */
	const uint8_t *line_end;   /* start of the line behind the record being read */
	uint32_t newlines;         /* met in it */
	const uint8_t *owner_at;   /* the owner in ->out; NULL: only in state */
	struct span owner_text;    /* its text, to see that the next one is the same; or empty */
	struct {
		struct span path;
		struct name origin;
	} include;                    /* set with ZF_END_INCLUDE */
	struct zf_generate *generate; /* set with ZF_END_GENERATE; the reader takes it */
	unsigned reports;             /* made so far */
	bool ran_out;                 /* the record being read goes on behind the end of the text */
	bool speculative;    /* a guess at a chunk: the end of the text may be inside a record */
	bool used_last_ttl;  /* the TTL from before the first record was needed */
	bool saw_ttl;        /* a record has been read, so that it no longer is */
	uint32_t fixed_line; /* $GENERATE: records and reports get this line; 0: their own */
	struct zf_word_cache types[WORD_CACHE];
};

/* Begin; nothing is scanned yet. out: an empty block. */
void zf_scan_init(struct zf_scan *s, const struct zf_options *options, struct zf_block *out,
                  enum err (*flush)(struct zf_scan *s), void *flush_arg);
void zf_scan_deinit(struct zf_scan *s);

/* Go to a line start. line: its number. */
void zf_scan_set(struct zf_scan *s, const uint8_t *at, const uint8_t *limit, uint32_t line);

/* Flush what is in ->out, keeping the owner. */
enum err zf_scan_flush(struct zf_scan *s);

/*
 * Report a fault and close the block.
 *
 * at  the octet at fault, in the record being read
 */
void zf_scan_report(struct zf_scan *s, enum err code, bool fatal, const uint8_t *at,
                    const char *field);

/* Put the owner where it outlives the block: into state.owner. */
void zf_scan_owner_save(struct zf_scan *s);
