/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading master files (RFC 1035 section 5): text in, wire records out, in the order of the file.
 *
 * $ORIGIN, $TTL, $INCLUDE, $GENERATE; names relative to the origin; missing owner, TTL and class;
 * TTL units; RFC 3597 types and data.  A record that cannot be read is reported with its place and
 * reading goes on, up to ZF_ERRORS_MAX reports; a wrong directive ends it.
 *
 * Files come through a source that the caller hands in.  A big file is read on several threads;
 * what the sink is told, and in which order, does not depend on their number, and the sink is
 * always called on the thread that called zf_read.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum {
	ZF_ERRORS_MAX = 100,       /* reports before reading is given up */
	ZF_INCLUDE_DEPTH = 32,     /* files open inside each other */
	ZF_INCLUDE_MAX = 10000,    /* files opened in all */
	ZF_PARALLEL_MIN = 4 << 20, /* octets from which a file is worth several threads */
};

/* One record. What it points to lives until the sink returns. */
struct zf_record {
	const uint8_t
		*owner; /* wire; the very pointer of the record before when the name is the same */
	const uint8_t *rdata;
	uint32_t ttl;
	uint32_t line; /* counted from batch->first_line */
	uint16_t type;
	uint16_t class_;
	uint16_t rdata_len;
	uint8_t owner_len;
};

struct zf_batch {
	const struct zf_record *records;
	size_t count;
	const char *file;
	uint32_t first_line;
};

struct zf_error {
	enum err code;
	bool fatal; /* nothing behind it is read */
	const char *file;
	uint32_t line;
	uint32_t column;   /* from 1, in octets */
	const char *field; /* "owner", "preference"; NULL when the fault is not in a field */
};

/* Who takes the records. Both calls come in file order. */
struct zf_sink {
	void *arg;
	/* Any result but OK ends reading and becomes the result of zf_read. */
	enum err (*records)(void *arg, const struct zf_batch *batch);
	void (*error)(void *arg, const struct zf_error *error);
};

/* A file that a source opened. */
struct zf_text {
	struct span text; /* unchanged until close */
	char *name;       /* what reports call it, and what includes in it are relative to */
	void *handle;     /* the source's own */
};

/* Where files come from. */
struct zf_source {
	void *arg;
	/*
	 * Open a file.
	 *
	 * path   as the user or $INCLUDE wrote it; not empty
	 * from   name of the including file, NULL for the first one
	 * E_NOFILE, E_PERM, E_ISDIR, E_IO ...
	 */
	enum err (*open)(void *arg, struct zf_text *out, struct span path, const char *from);
	void (*close)(void *arg, struct zf_text *file);
};

struct zf_options {
	const uint8_t *origin; /* NULL: the root */
	uint32_t default_ttl;  /* without $TTL and a record before */
	bool lower_case;  /* owners, and the names in record data that are lower case in canonical
	                     form (RFC 4034 section 6.2); else as written */
	unsigned threads; /* most threads to use, the caller's included; 0 and 1: only that */
	uint32_t generate_max; /* most records of one $GENERATE; 0: 1048576 */
};

/*
 * Read a file and all that it includes.
 *
 * E_MALFORMED  something was reported to sink->error;  others: the source's, the sink's
 */
MUST_USE enum err zf_read(const struct zf_source *source, const char *path,
                          const struct zf_options *options, const struct zf_sink *sink);

/* As zf_read, from memory; name is for reports. source NULL: $INCLUDE is an error. */
MUST_USE enum err zf_read_text(const struct zf_source *source, struct span text, const char *name,
                               const struct zf_options *options, const struct zf_sink *sink);

/* Files of the file system, included ones relative to the including file. "-": standard input. */
extern const struct zf_source zf_file_source;

/*
 * The path that this source opens: relative to the folder of the including file, unless it is
 * absolute or from is NULL.  Owner: the caller, mem_free.
 */
char *zf_file_path(struct span path, const char *from);

/*
 * The same, mapped instead of copied: half the memory, for short-lived tools.  A file that becomes
 * shorter while it is open ends the process (SIGBUS).
 */
extern const struct zf_source zf_mapped_source;
