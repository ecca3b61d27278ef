/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Response policy zones: a zone file whose owners are names to act upon and whose data say what is
 * to be done, compiled into an image.
 *
 *   CNAME .                the action of the rule that refers to the zone
 *   CNAME *.               the name is there and has no data
 *   CNAME rpz-passthru.    resolve as if there were no rules; also CNAME to the name itself
 *   CNAME rpz-drop.        fail
 *   CNAME rpz-tcp-only.    come again over TCP
 *   anything else          these records, and no others; CNAME other. is followed, *.other. has the
 *                          name asked in front
 *
 * Owners lose the zone's name: that of the first SOA, or the first $ORIGIN of the file.  "*.name"
 * is about all names below, not the name itself.  NS and SOA of the zone are passed over.
 *
 * Pure but for the source of files; any thread.
 */
#pragma once

#include "resolver/rules/image_build.h"
#include "zonefile/zonefile.h"

enum { RPZ_WARNINGS_MAX = 100 };

/*
 * Read a file into a builder.
 *
 * warnings  gets "PATH:LINE: what was not understood", a line each, at most RPZ_WARNINGS_MAX; what
 *           was understood is taken nevertheless
 * E_NOFILE, E_PERM, E_IO ...  it cannot be read;  E_LIMIT  too many rules
 * E_MALFORMED  reading was given up: more faults than that, or a wrong directive
 */
MUST_USE enum err rpz_read(struct image_builder *b, const struct zf_source *source,
                           const char *path, struct text *warnings);
