/* SPDX-License-Identifier: BSD-2-Clause */
/* The job that makes a zone version of a zone file, with its log lines. */
#pragma once

#include "server/conf/conf.h"

struct zone_version;

/*
 * Load a zone's file, check it, and hand over the version; the zone's log says how it went.
 *
 * threads  most threads to scan a large file with
 * *out     the caller's, with OK only
 * E_SEMCHECK  a mandatory check failed;  others of zone_load
 */
MUST_USE enum err zone_file_read(struct zone_version **out, const struct zone_conf *zone,
                                 unsigned threads);
