/* SPDX-License-Identifier: BSD-2-Clause */
/* The event `flush`: write the zone file when it is behind. */
#pragma once

#include "server/jobs/unit.h"

/*
 * Write the zone file unless it holds the zone's serial, or as was asked (enum unit_asked).
 *
 * errors  of zone_file_write
 */
MUST_USE enum err job_flush(struct job *j);
