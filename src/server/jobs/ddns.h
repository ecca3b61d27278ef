/* SPDX-License-Identifier: BSD-2-Clause */
/* Dynamic updates that wait, all in one: one commit, one serial, a reply to each. */
#pragma once

#include "server/jobs/unit.h"

/*
 * Carry out what is in the unit's queue, and answer it.
 *
 * errors  of job_commit: nothing was changed; the requests were answered all the same
 */
MUST_USE enum err job_ddns(struct job *j);
