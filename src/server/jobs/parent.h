/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events between a signed zone and its parent: waiting for the DS of a new key to be there
 * (`ds_check`), and putting it there by dynamic update (`ds_push`).
 */
#pragma once

#include "server/jobs/unit.h"

/*
 * After a signing that was published: if keys were looked at for it, plan what the parent has to be
 * asked or told.
 */
void parent_follow(struct job *j);

/* After a start: a push that was planned before the last end. */
void parent_resume(struct job *j);

/*
 * Ask all parents; when every one has the DS, that is taken for confirmed.  Plans itself again
 * otherwise.  errors of signing_confirm
 */
MUST_USE enum err job_ds_check(struct job *j);

/* Update all remotes of ds-push; plans itself again when one could not be.  errors of parent_push
 */
MUST_USE enum err job_ds_push(struct job *j);
