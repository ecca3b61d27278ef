/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be planned for a zone. Those that are due take turns in this order. */
#pragma once

#include <stdbool.h>

enum zone_event {
	EVENT_LOAD,        /* take the zone file or the journal */
	EVENT_REFRESH,     /* ask the primaries */
	EVENT_UPDATE,      /* carry out dynamic updates that wait */
	EVENT_EXPIRE,      /* stop to serve what no primary confirms any more */
	EVENT_SIGN,        /* keys and signatures: bring them to where they must be */
	EVENT_FLUSH,       /* write the zone file */
	EVENT_NOTIFY,      /* tell the secondaries */
	EVENT_DS_CHECK,    /* ask the parent for the DS of a new key */
	EVENT_DS_PUSH,     /* have the parent publish DS records */
	EVENT_DNSKEY_SYNC, /* have other signers publish our keys */
	EVENT_VALIDATE,    /* see whether the zone is signed well still */
	ZONE_EVENTS,
};

/* Does it mostly wait: for other servers, or for the journal to be on disk? */
static inline bool zone_event_waits(enum zone_event event)
{
	return event == EVENT_REFRESH || event == EVENT_UPDATE || event == EVENT_NOTIFY ||
	       event == EVENT_DS_CHECK || event == EVENT_DS_PUSH || event == EVENT_DNSKEY_SYNC;
}

/* Word for an event in logs ("refresh"); never NULL. */
const char *zone_event_name(enum zone_event event);
