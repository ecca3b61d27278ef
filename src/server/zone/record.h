/* SPDX-License-Identifier: BSD-2-Clause */
/* Records on their way into a zone, and what may be said about them. */
#pragma once

#include "base/span.h"
#include "dns/name.h"

/* A record of class IN, borrowed for the call. */
struct zone_record {
	const uint8_t *owner; /* uncompressed, in lower case */
	struct span rdata;    /* valid, uncompressed, in canonical form (rdata_lower) */
	uint32_t ttl;
	uint16_t type;
	bool same_owner; /* known to be the owner of the record before; false: to be compared */
};

enum zone_finding_kind {
	ZONE_FINDING_OUT_OF_ZONE, /* owner is not at or below the apex: record left out */
	ZONE_FINDING_TTL,         /* TTLs differ in a set: the later one is taken for all */
	ZONE_FINDING_SET_SIZE,    /* set of more than 65535 records: the rest left out */
};

/* Something the caller may want to log. */
struct zone_finding {
	enum zone_finding_kind kind;
	uint16_t type;
	uint32_t ttl; /* ZONE_FINDING_TTL: the TTL taken */
	struct name owner;
};

enum { ZONE_FINDINGS_MAX = 100 }; /* kept; the rest is only counted */
