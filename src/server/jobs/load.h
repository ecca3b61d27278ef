/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event `load`: what the zone is at start and on reload, from its file, its journal, or both,
 * as zonefile-load and journal-content say.
 */
#pragma once

#include "server/jobs/unit.h"

/*
 * Load.  Contents that are served stay if it fails.
 *
 * E_NOZONE  there is nothing to load, and no primary to ask
 * others    of reading the file, and of update_commit
 */
MUST_USE enum err job_load(struct job *j);

/*
 * Most threads that reading a large file takes: one per background worker, which are idle at a
 * start, or as many as adjust-threads says when that is more.
 */
unsigned load_threads(const struct job *j);
