/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone text to blocks of records, from one place to another. */
#pragma once

#include "zonefile/scanner.h"

/* Scan until a record would begin at or behind `place`; s->line_start, s->line say where that is.
 */
enum zf_end zf_scan_run(struct zf_scan *s, const uint8_t *place);
