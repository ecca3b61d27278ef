/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store on LMDB.  A folder holds data.mdb and lock.mdb; several processes may use it at once,
 * each opening it once, after forking.
 */
#pragma once

#include "base/text.h"
#include "store/store.h"

enum store_durability {
	STORE_ROBUST,       /* a committed turn survives a power failure */
	STORE_ASYNCHRONOUS, /* survives the process; a power failure may lose or damage the last
	                       ones */
	STORE_CACHE, /* as ASYNCHRONOUS, through a writable map: fast, for what can be renewed */
};

struct store_lmdb_options {
	const char *path;  /* folder; made when missing and not read_only */
	uint64_t max_size; /* octets of the map; an existing larger file keeps its size */
	enum store_durability durability;
	bool read_only;
};

/*
 * Open an environment.  Readers that dead processes left behind are cleared, and again by the
 * writing turn after one that found the store full.  But for a cache, the
 * file is read through once before (lmdb_probe.h).
 *
 * error  gets one line for the user on failure: path and what to do; may be NULL
 * E_NOFILE          read_only and nothing there;  E_PERM, E_IO
 * E_CORRUPT         the file is damaged
 * E_FORMAT_FOREIGN  no LMDB file, another version's, or one that another program made
 */
MUST_USE enum err store_lmdb_open(struct store **out, const struct store_lmdb_options *options,
                                  struct text *error);

/* Write everything to disk now, whatever the durability. E_IO */
MUST_USE enum err store_lmdb_sync(struct store *s);
