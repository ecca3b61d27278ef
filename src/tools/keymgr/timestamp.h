/* SPDX-License-Identifier: BSD-2-Clause */
/* Moments of keys on the command line and in listings. No clock is read: now is an argument. */
#pragma once

#include "base/err.h"
#include "base/text.h"

enum timestamp_form { TIMESTAMP_UNIX, TIMESTAMP_ISO, TIMESTAMP_HUMAN };

/*
 * Parse 0 (never), seconds since 1970, YYYYMMDDHHMMSS (UTC), or a distance from now: "now", "t" or
 * nothing, then + or -, a number, and y (365 days), mo (30 days), d, h, mi or s; none: seconds.
 *
 * E_TIMESTAMP
 */
MUST_USE enum err timestamp_parse(int64_t *out, struct span text, int64_t now);

/* Append "1795837457", "2026-11-28T03:44:17Z" or "+1D12h" (from now); "0" for never. */
void timestamp_print(struct text *t, int64_t at, enum timestamp_form form, int64_t now);
