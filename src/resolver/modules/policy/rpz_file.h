/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiled form of a response policy zone on disk: beside the configuration, in a file that all
 * processes map.  Who finds a fresh one for the same zone file uses it; otherwise one process makes
 * it, and those that want it meanwhile wait.
 *
 * Blocks: for a thread in the background, or the time before anything is served.
 */
#pragma once

#include "resolver/rules/image.h"

struct rpz_file {
	struct image image;
	uint64_t source[IMAGE_SOURCE_WORDS]; /* what the zone file was like */
	bool mapped;                         /* else in memory of ours */
};

/*
 * Load a zone file, by way of "rpz-HASH.image" in the working directory.  An image that cannot be
 * written is kept in memory.
 *
 * messages  gets lines: what was not understood in the file, or why it cannot be read
 * errors of rpz_read; *out is untouched then
 */
MUST_USE enum err rpz_file_load(struct rpz_file *out, const char *path, struct text *messages);
void rpz_file_unload(struct rpz_file *f);

/* Is the zone file what it was when this was loaded? */
bool rpz_file_is_fresh(const struct rpz_file *f, const char *path);
