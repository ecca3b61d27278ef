/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration files on disk: reading one whole, and the files an include pattern means. */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum {
	CONF_INCLUDE_DEPTH = 5,           /* files open at once, the first counted */
	CONF_FILE_MAX = 512 * 1024 * 1024 /* octets of one file */
};

/*
 * Read a file whole; free with conf_file_free.
 *
 * E_NOFILE, E_PERM, E_ISDIR, E_IO;  E_LIMIT  larger than CONF_FILE_MAX
 */
MUST_USE enum err conf_file_read(struct span *out, const char *path);
void conf_file_free(struct span text);

/*
 * Call `each` for every file a pattern names, in sorted order.  A relative pattern starts from the
 * directory of `from`; directories are passed over.
 *
 * E_NOFILE  no match, and the pattern has no '*';  others  what `each` returned
 */
MUST_USE enum err conf_include_each(const char *from, const char *pattern,
                                    enum err (*each)(void *ctx, const char *path), void *ctx);
