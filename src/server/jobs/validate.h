/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zones whose signatures somebody else makes, and that are only served while these are good
 * (dnssec-validation): every version before it is published, and again when the first signature
 * has expired.
 */
#pragma once

#include "server/jobs/unit.h"
#include "server/update/update.h"

/* What an update is to hold before it is published; the log is told of a fault. j is kept. */
struct update_validation validate_options(struct job *j);

/* After a commit that held: tell the log, plan the next look. */
void validate_follow(struct job *j, bool changed);

/*
 * The event `validate`: a secondary whose zone does not hold any more expires.
 *
 * E_SIGNATURE  it does not hold;  E_NOTSUP  the zone is not validated
 */
MUST_USE enum err job_validate(struct job *j);
