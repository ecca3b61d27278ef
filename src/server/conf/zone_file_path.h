/* SPDX-License-Identifier: BSD-2-Clause */
/* The `file` item's formatters: %s, %c[i-j], %l[n], %% (knot.conf, zone section). */
#pragma once

#include "base/text.h"
#include "dns/name.h"

/*
 * Append a file name for a zone.
 *
 * %s  name without final dot; the root gives nothing;  %c[N], %c[N-M]  characters of the name with
 * its dot, from 0;  %l[N]  label, 0 is the top level;  %%  percent
 * Out of range gives nothing, '/' in a name becomes '_'.
 *
 * E_INVALID  an unknown formatter was passed over: the caller warns, the rest is done;
 * E_LIMIT    the result has 1024 octets or more
 */
MUST_USE enum err zone_file_path(struct text *out, const char *format, const uint8_t *zone);
