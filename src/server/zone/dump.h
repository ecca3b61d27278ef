/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A zone as text: the format of zone files that are written, not by hand.  Records in canonical
 * order, SOA first; signatures and chains behind the data, each group under a heading.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct zone_version;

/* Take a piece of text; any result but OK ends the dump. */
typedef enum err (*zone_dump_fn)(void *arg, struct span text);

/*
 * Write all of a version.
 *
 * time  for the last line, "2024-01-31 12:00:00 UTC"
 * errors: those of `write`
 */
MUST_USE enum err zone_dump(const struct zone_version *v, const char *time, zone_dump_fn write,
                            void *arg);
