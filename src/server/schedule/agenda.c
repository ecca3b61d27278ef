/* SPDX-License-Identifier: BSD-2-Clause */
/* A time for each event and a few rules; whoever calls has the lock. */

#include "server/schedule/agenda.h"

const char *zone_event_name(enum zone_event event)
{
	static const char *const names[] = {
		[EVENT_LOAD] = "load",         [EVENT_REFRESH] = "refresh",
		[EVENT_UPDATE] = "update",     [EVENT_EXPIRE] = "expire",
		[EVENT_SIGN] = "sign",         [EVENT_FLUSH] = "flush",
		[EVENT_NOTIFY] = "notify",     [EVENT_DS_CHECK] = "DS check",
		[EVENT_DS_PUSH] = "DS push",   [EVENT_DNSKEY_SYNC] = "DNSKEY sync",
		[EVENT_VALIDATE] = "validate",
	};
	return names[event];
}

/* What an operator stops with zone-freeze: events that change the zone or its file. */
enum {
	FREEZABLE = 1 << EVENT_LOAD | 1 << EVENT_REFRESH | 1 << EVENT_UPDATE | 1 << EVENT_SIGN |
	            1 << EVENT_FLUSH | 1 << EVENT_DS_CHECK,
	CHANGING = 1 << EVENT_LOAD | 1 << EVENT_REFRESH | 1 << EVENT_UPDATE | 1 << EVENT_EXPIRE |
	           1 << EVENT_SIGN | 1 << EVENT_DS_CHECK | 1 << EVENT_DS_PUSH |
	           1 << EVENT_DNSKEY_SYNC | 1 << EVENT_VALIDATE,
};

void agenda_init(struct agenda *a)
{
	*a = (struct agenda){.running = EVENT_NONE, .last = ZONE_EVENTS - 1};
	for (int i = 0; i < ZONE_EVENTS; i++)
		a->at_ns[i] = AGENDA_NEVER;
}

void agenda_set(struct agenda *a, enum zone_event event, struct mono at)
{
	if ((a->again & 1u << event) == 0 || at.ns < a->at_ns[event])
		a->at_ns[event] = at.ns;
}

void agenda_set_sooner(struct agenda *a, enum zone_event event, struct mono at)
{
	if (at.ns < a->at_ns[event])
		a->at_ns[event] = at.ns;
	if (a->running == event)
		a->again = (uint16_t)(a->again | 1u << event);
}

void agenda_force(struct agenda *a, enum zone_event event, struct mono now)
{
	agenda_set_sooner(a, event, now);
	a->forced = (uint16_t)(a->forced | 1u << event);
}

void agenda_cancel(struct agenda *a, enum zone_event event)
{
	a->at_ns[event] = AGENDA_NEVER;
	a->forced = (uint16_t)(a->forced & ~(1u << event));
	a->again = (uint16_t)(a->again & ~(1u << event));
}

bool agenda_is_stopped(const struct agenda *a, enum zone_event event)
{
	unsigned bit = 1u << event;
	if (a->held && (CHANGING & bit) != 0)
		return true;
	return a->frozen && (FREEZABLE & bit) != 0 && (a->forced & bit) == 0;
}

unsigned agenda_take(struct agenda *a, struct mono now)
{
	if (a->running != EVENT_NONE)
		return EVENT_NONE;
	for (unsigned k = 1; k <= ZONE_EVENTS; k++) {
		unsigned i = (a->last + k) % ZONE_EVENTS;
		if (a->at_ns[i] > now.ns || agenda_is_stopped(a, (enum zone_event)i))
			continue;
		agenda_cancel(a, (enum zone_event)i);
		a->running = a->last = (uint8_t)i;
		return i;
	}
	return EVENT_NONE;
}

void agenda_end(struct agenda *a)
{
	a->running = EVENT_NONE;
	a->again = 0;
}

int64_t agenda_wake_ns(const struct agenda *a)
{
	int64_t wake = AGENDA_NEVER;
	if (a->running != EVENT_NONE)
		return wake;
	for (unsigned i = 0; i < ZONE_EVENTS; i++) {
		if (a->at_ns[i] < wake && !agenda_is_stopped(a, (enum zone_event)i))
			wake = a->at_ns[i];
	}
	return wake;
}
