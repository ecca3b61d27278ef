/* SPDX-License-Identifier: BSD-2-Clause */
/* Moments as the tools take them on the command line. */
#pragma once

#include "base/err.h"
#include "base/span.h"

/*
 * Parse seconds since 1970, YYYYMMDDHHmmSS (UTC), or a distance from now: + or -, a number, and
 * a unit of Y (365 days), M (30 days), D, h, m, s; none: seconds.
 *
 * now  seconds since 1970
 * E_TIMESTAMP
 */
MUST_USE enum err moment_parse(uint64_t *out, struct span text, uint64_t now);
