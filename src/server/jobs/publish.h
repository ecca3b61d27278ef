/* SPDX-License-Identifier: BSD-2-Clause */
/* From a job to a published version, and what follows from one: flush, NOTIFY. */
#pragma once

#include "server/jobs/unit.h"
#include "server/update/update.h"

/* An update of the job's zone. */
struct update *job_update(struct job *j);

/*
 * Sign and commit an update, log failed checks, plan what follows.  On an error the update stays,
 * to be mended or aborted.  errors  of update_commit, signing_begin
 */
MUST_USE enum err job_try_commit(struct job *j, struct update *u,
                                 const struct update_options *options,
                                 struct update_result *result);

/* As job_try_commit; on an error the update is aborted. */
MUST_USE enum err job_commit(struct job *j, struct update *u, const struct update_options *options,
                             struct update_result *result);

/* As job_commit, of a version that was signed when it was stored: it is served as it is. */
MUST_USE enum err job_commit_stored(struct job *j, struct update *u,
                                    const struct update_options *options,
                                    struct update_result *result);

/* Tell the log of a failed check; arg: the job. */
void job_log_finding(void *arg, const struct zone_check_finding *f);

/* Plan what follows a published version: its file, its secondaries. */
void job_follow(struct job *j, const struct update_result *result);

/* Write the zone file at once, for a journal that has to forget. */
enum err job_flush_now(void *ctx, const struct zone_version *v);
