/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that a response policy zone is made of - its own, and those that it includes - and what
 * each was like when it was opened.  They are part of the image that is made of them.
 *
 * Owner: the caller.  One thread.
 */
#pragma once

#include "base/text.h"
#include "base/vec.h"
#include "resolver/rules/rpz.h"

enum { RPZ_SOURCES_MAX = 1024 };

struct rpz_source {
	char *path;                         /* as it is opened; owned */
	uint64_t state[IMAGE_SOURCE_WORDS]; /* all 0: it could not be looked at */
};

/* In the order in which they were opened, each path once; zeroed: none. */
struct rpz_sources {
	VEC(struct rpz_source) list;
	bool full; /* there were more than RPZ_SOURCES_MAX */
};

/*
 * What a file is like: all that tells one state of it from another. The first word is of its place.
 * Errors of err_from_errno.
 */
MUST_USE enum err rpz_source_look(const char *path, uint64_t state[IMAGE_SOURCE_WORDS]);

void rpz_sources_deinit(struct rpz_sources *s);

/* One more, as it is now, unless it is there already. */
void rpz_sources_note(struct rpz_sources *s, const char *path);

/* Are all of them what they were? */
bool rpz_sources_are_fresh(const struct rpz_sources *s);

/* Is one of them called so in its folder? */
bool rpz_sources_have(const struct rpz_sources *s, const char *name);

/* The octets of a path that are its folder, without the last slash unless it is the root; "." */
struct span rpz_source_folder(const char *path);

/* For an image; out: appended. */
void rpz_sources_write(const struct rpz_sources *s, struct text *out);

/*
 * From an image.
 *
 * s  zeroed; on failure it is so again
 * E_MALFORMED
 */
MUST_USE enum err rpz_sources_read(struct rpz_sources *s, struct span octets);

/* Files of the file system (zf_file_source), each of which is noted before it is opened. */
struct zf_source rpz_sources_opener(struct rpz_sources *s);
