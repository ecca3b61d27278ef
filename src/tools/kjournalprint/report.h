/* SPDX-License-Identifier: BSD-2-Clause */
/* What the journal of a zone holds, as text on standard output. */
#pragma once

#include "server/journal/journal.h"

struct report_options {
	bool debug; /* a line for each changeset instead of its records */
	bool color;
	bool merge;      /* one changeset of all; with a stored zone, the zone that comes of it */
	bool check;      /* say what is wrong with the chain */
	unsigned limit;  /* only so many of the newest changesets; 0: all */
	bool has_serial; /* begin with the changeset that leads from it */
	struct serial serial;
};

/*
 * Print the journal of a zone.
 *
 * E_NOTFOUND  the zone is not in the journal, or the serial is not in its history
 * E_CORRUPT   the check found something; others of the journal
 */
MUST_USE enum err report_zone(struct journal *j, const uint8_t *zone,
                              const struct report_options *options);

/* Print the zones of the journal; details: with sizes and serials. */
MUST_USE enum err report_zones(struct journal *j, bool details);
