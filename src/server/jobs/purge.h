/* SPDX-License-Identifier: BSD-2-Clause */
/* Removing what is kept of a zone. */
#pragma once

#include "server/jobs/unit.h"
#include "server/keys/upkeep.h"

struct purge_choice {
	bool contents; /* what is served: the zone is expired */
	bool file;
	bool journal;
	bool timers;
	bool keys; /* of the KASP database, and private ones that no other zone uses */
	struct keystore keystore; /* where these lie */
};

/*
 * Remove what was chosen of the job's zone; everything is tried, the first error is returned.  The
 * zone must be held (scheduler_hold).
 */
MUST_USE enum err job_purge(struct job *j, const struct purge_choice *choice);

/* Remove what the databases have of a zone that is not configured. */
MUST_USE enum err purge_orphan(const struct jobs_env *env, const uint8_t *zone,
                               const struct purge_choice *choice);

/* Names that the databases know, each once for each database, appended; the caller's to free. */
struct purge_names {
	VEC(struct name) list;
};
MUST_USE enum err purge_known(const struct jobs_env *env, struct purge_names *out);
