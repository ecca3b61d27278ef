/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiled form of a response policy zone on disk: beside the configuration, in a file that all
 * processes map.  Who finds a fresh one for the same zone file uses it; otherwise one process makes
 * it, and those that want it meanwhile wait.
 *
 * Blocks: for a thread in the background, or the time before anything is served.
 */
#pragma once

#include "resolver/modules/policy/rpz_sources.h"
#include "resolver/rules/image.h"

struct rpz_file {
	struct image image;
	bool mapped; /* else in memory of ours */
};

/*
 * Load a zone file, by way of "rpz-HASH.image" in the working directory.  An image that cannot be
 * written is kept in memory.
 *
 * sources   zeroed; gets the files that it is made of, also those that were tried in vain.  Whoever
 *           finds them fresh later need not load again, also after a failure
 * messages  gets lines: what was not understood in the file, or why it cannot be read
 * errors of rpz_read; *out is untouched then
 */
MUST_USE enum err rpz_file_load(struct rpz_file *out, const char *path, struct rpz_sources *sources,
                                struct text *messages);
void rpz_file_unload(struct rpz_file *f);
