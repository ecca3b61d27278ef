/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing zone files: beside the old one, then renamed. */
#pragma once

#include "server/jobs/unit.h"

/*
 * Write a version to a path: a temporary file in the same folder, synced and renamed; mode 0660 but
 * for the umask; folders of the path are made when missing.
 *
 * E_PERM, E_IO, ...  the file before, if any, is as it was
 */
MUST_USE enum err zone_file_dump(const struct zone_version *v, const char *path);

/*
 * Write the job's zone file, tell the journal, remember when; the zone's log says how it went.
 * Errors of zone_file_dump.
 */
MUST_USE enum err zone_file_write(struct job *j, const struct zone_version *v);
