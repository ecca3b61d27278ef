/* SPDX-License-Identifier: BSD-2-Clause */
/* The event `sign`: keys and signatures are brought to where they must be. */
#pragma once

#include "server/jobs/unit.h"

/*
 * Look at the keys, and make what signatures are due, or all (ASKED_SIGN_ANEW).  What is served
 * stays as it is if it fails, and another attempt is planned.
 *
 * E_NOTSUP  the zone is not signed here;  others of signing_begin and job_commit
 */
MUST_USE enum err job_sign(struct job *j);
