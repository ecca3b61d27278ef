/* SPDX-License-Identifier: BSD-2-Clause */
/* Text of TTLs and the other periods of zone files. */
#pragma once

#include "base/err.h"
#include "base/span.h"

/*
 * Parse seconds, or groups of a number and a unit s, m, h, d, w (either case, any order), whose
 * values add up: "3600", "1w2d3h".
 *
 * E_TTL           neither;  E_NUMBER_RANGE  above 4294967295
 */
MUST_USE enum err ttl_parse(uint32_t *out, struct span text);
