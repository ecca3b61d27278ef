/* SPDX-License-Identifier: BSD-2-Clause */
/* The event `notify`: tell the secondaries; those that could not be told are told again. */
#pragma once

#include "server/jobs/unit.h"

/* Errors: of the last remote that could not be told. */
MUST_USE enum err job_notify(struct job *j);
