/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing the signed zone. */
#pragma once

#include "base/err.h"

struct zone_version;

/*
 * Write a version as text in place of a file, or under the file's name in another folder: whole, or
 * not at all.
 *
 * outdir  NULL: replace the file; made when it is not there
 * errors of err_from_errno
 */
MUST_USE enum err file_write(const struct zone_version *v, const char *file, const char *outdir);
