/* SPDX-License-Identifier: BSD-2-Clause */
/* What a secondary does about the serial of a primary: the decision, apart from doing it. Pure. */
#pragma once

#include "base/serial.h"

/* How far a primary that is not the pinned one is trusted (master-pin-tolerance). */
enum refresh_pin {
	REFRESH_PIN_NONE,  /* pinning is off, or this is the pinned one */
	REFRESH_PIN_WAIT,  /* the pinned one may still come up with it */
	REFRESH_PIN_TAKES, /* none is pinned, or it was waited for: take the whole zone from here */
};

struct refresh_facts {
	bool has_zone;
	bool forced; /* zone-retransfer: whatever the serials */
	bool can_ixfr;
	enum refresh_pin pin;
	struct serial ours; /* with has_zone */
	struct serial theirs;
};

enum refresh_step {
	REFRESH_NOTHING,  /* serials are equal */
	REFRESH_OLDER,    /* theirs is older than ours, or not to be compared with it (RFC 1982) */
	REFRESH_WAITING,  /* theirs is newer: see whether the pinned primary gets it */
	REFRESH_GET_IXFR, /* ask for what changed */
	REFRESH_GET_AXFR, /* ask for the whole zone */
};

/* May the zone be asked for without asking for the serial first? */
static inline bool refresh_skips_soa(const struct refresh_facts *f)
{
	return !f->has_zone || f->forced;
}

enum refresh_step refresh_decide(const struct refresh_facts *f);
