/* SPDX-License-Identifier: BSD-2-Clause */
/* journald, when the process runs under it and the library was there at build time. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

/* What an entry is about, for those who search the journal by field. */
struct journal_about {
	const char *zone;   /* ZONE; NULL: none */
	bool is_submission; /* a key waits for its DS to be in the parent zone ... */
	uint16_t key_tag;   /* ... KEY_SUBMISSION */
};

/*
 * Send one structured entry: MESSAGE, PRIORITY, and what it is about.
 *
 * returns false when there is no journal to send to: the caller uses syslog
 */
bool journal_send(const char *ident, int priority, const struct journal_about *about,
                  const char *message);
