/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Response policy zones that follow their files: loaded on a thread in the background, and again
 * when the file, or one that it includes, changes or another is renamed over it.  Rules that refer
 * to the same file share it.
 *
 * Owner: struct policy, until the last filter is gone.  Thread: the loop's.
 */
#pragma once

#include "resolver/modules/policy/policy.h"

struct rpz_feed;

/*
 * The feed of a file; the one that is there, if there is.
 *
 * watch  follow the files
 * now    it is loaded when this returns: nobody waits for us; small files that include no others
 *        always are
 * error  gets a line: what is wrong with the file
 * E_NOFILE, E_PERM, E_MALFORMED ...  as rpz_file_load
 */
MUST_USE enum err rpz_feed_get(struct rules_zone **out, struct policy *p, const char *path,
                               bool watch, bool now, struct text *error);

/* Is a feed being loaded? */
bool rpz_feed_is_busy(const struct policy *p);

/* The loop is to end: close handles of all feeds. Nothing is loaded any more. */
void rpz_feeds_close(struct policy *p);
