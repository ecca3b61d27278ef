/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reclaim thread: the only one that waits for RCU grace periods, so that publishing never
 * waits.  Things put here are released after all readers that could see them have gone.
 */
#pragma once

struct reclaim;
struct zone_version;

struct reclaim *reclaim_new(void);
/* Release all that is left and end the thread; no reader may be there any more. */
void reclaim_free(struct reclaim *r);

/* Call release(ptr) after a grace period. Any thread. */
void reclaim_put(struct reclaim *r, void (*release)(void *ptr), void *ptr);

/*
 * Hand over the zone version that another has replaced; NULL: it replaces none.  Some time later
 * what was freed in making it goes back to the system.  Any thread.
 */
void reclaim_zone(struct reclaim *r, struct zone_version *v);
