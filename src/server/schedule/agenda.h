/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is planned for one zone, and which of it may run when.  At most one event of a zone runs at
 * a time.  Pure: time is an argument.
 */
#pragma once

#include "base/clock.h"
#include "server/schedule/event.h"

#include <stdint.h>

enum { EVENT_NONE = ZONE_EVENTS };

#define AGENDA_NEVER INT64_MAX

struct agenda {
	int64_t at_ns[ZONE_EVENTS]; /* monotonic; AGENDA_NEVER: not planned */
	uint16_t forced;            /* set of 1 << event: runs although the zone is frozen */
	uint16_t again;             /* likewise: somebody asked for it while it ran */
	uint8_t running;            /* enum zone_event, or EVENT_NONE */
	uint8_t last;               /* the event that ran last */
	bool frozen;                /* load, refresh, update, sign, flush wait */
	bool held;                  /* somebody else changes the zone: nothing that does may run */
};

void agenda_init(struct agenda *a);

/*
 * Plan an event, in place of when it was planned.  When it is the running one that plans its next
 * turn, and others asked for one meanwhile, the sooner of the two stays.
 */
void agenda_set(struct agenda *a, enum zone_event event, struct mono at);

/* Plan an event, unless it is planned for an earlier time. */
void agenda_set_sooner(struct agenda *a, enum zone_event event, struct mono at);

/* Plan an event for now by command: freezing does not stop it. */
void agenda_force(struct agenda *a, enum zone_event event, struct mono now);

void agenda_cancel(struct agenda *a, enum zone_event event);

static inline bool agenda_has(const struct agenda *a, enum zone_event event)
{
	return a->at_ns[event] != AGENDA_NEVER;
}

/* Does freezing, or holding, keep an event from running? */
bool agenda_is_stopped(const struct agenda *a, enum zone_event event);

/*
 * The event that is to run now: of several that are due each gets its turn, in the order of the
 * enum, so that one that is always due keeps no other waiting; it is taken off the agenda and
 * marked as running.
 *
 * returns EVENT_NONE when nothing may
 */
unsigned agenda_take(struct agenda *a, struct mono now);

/* The running event has ended. */
void agenda_end(struct agenda *a);

/* When agenda_take will have something; AGENDA_NEVER while it runs, or is stopped. */
int64_t agenda_wake_ns(const struct agenda *a);
