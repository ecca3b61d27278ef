/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file replaced as a whole: its new contents are written beside it, synced, and renamed.  A crash
 * at any instruction leaves the old file or the new one.
 *
 * Owner: the caller, between begin and end.  One thread.
 */
#pragma once

#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct replacement {
	FILE *file; /* to write to; its mode may be changed (fchmod) */
	char *path;
	char *beside;
};

/*
 * Make the file beside.
 *
 * path  copied;  mode  as open(2): the umask applies
 * errors of err_from_errno; nothing is left behind then, and there is no end to call
 */
MUST_USE enum err replace_begin(struct replacement *r, const char *path, mode_t mode);

/*
 * Put it in the file's place, or, if it could not be written, away.
 *
 * written  what came of writing
 * returns `written` if it is not OK, else errors of err_from_errno; the file before, if any, is as
 * it was then
 */
MUST_USE enum err replace_end(struct replacement *r, enum err written);

/* Begin, write octets and end. */
MUST_USE enum err replace_whole(const char *path, mode_t mode, const void *octets, size_t len);
