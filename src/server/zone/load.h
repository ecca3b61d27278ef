/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A zone file becomes a zone version, and what there is to say about it on the way is collected.
 *
 * Thread: the caller's; the file is scanned on several if options say so.
 */
#pragma once

#include "base/vec.h"
#include "server/zone/builder.h"
#include "zonefile/zonefile.h"

struct zone_version;

struct zone_load_options {
	const struct zf_source *source;
	const uint8_t *apex;  /* the zone's name */
	uint32_t default_ttl; /* of records without one, when $TTL does not say */
	unsigned threads;     /* most threads to scan with; 0 and 1: the caller's only */
};

/* What loading had to say. Owner: the caller; zone_load_report_deinit frees the contents. */
struct zone_load_report {
	VEC(struct zf_error) errors; /* file names are the report's */
	VEC(struct zone_finding) findings;
	size_t finding_total; /* those not kept included */
	uint64_t records;     /* read from the file */
};

void zone_load_report_deinit(struct zone_load_report *report);

/*
 * Load a zone file; it is taken whole or not at all.
 *
 * path    as the source understands it
 * report  zeroed by the caller
 * *out    the version, the caller's; only with OK
 * E_MALFORMED   report->errors says where
 * E_NOSOA, E_EMPTYZONE  there is no zone in it;  others: the source's
 */
MUST_USE enum err zone_load(struct zone_version **out, const char *path,
                            const struct zone_load_options *options,
                            struct zone_load_report *report);

/* Append the text of a log line: "zone loader, error in zone, file 'F', line N (reason)". */
void zone_load_error_print(struct text *t, const struct zf_error *error);

/* Append the text of a log line: "zone loader, ignoring out-of-zone data, owner O" and the like. */
void zone_load_finding_print(struct text *t, const struct zone_finding *finding);
