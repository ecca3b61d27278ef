/* SPDX-License-Identifier: BSD-2-Clause */
/* The event `expire`: contents that no primary confirms any more are not served. */
#pragma once

#include "server/jobs/unit.h"

/* Drop the contents (file, journal and timers stay) and ask the primaries at once. */
MUST_USE enum err job_expire(struct job *j);
