/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Was the wall clock set?  Events are planned by the monotonic clock, which does not see that; what
 * is due at a moment of the wall clock, as signatures are, has to be looked at anew then.  A
 * machine that was asleep shows in the same way.  Pure.
 */
#pragma once

#include "base/clock.h"

enum {
	CLOCK_LOOK_S = 10, /* how often to look */
	CLOCK_SET_S = 5,   /* less is the clock being kept right */
};

struct clock_watch {
	int64_t offset_s; /* wall clock minus monotonic one, when it was looked at last */
};

void clock_watch_init(struct clock_watch *w, struct mono now, struct wall wall);

/* By how many seconds the wall clock was set since the last look, back if negative; 0: it was not.
 */
int64_t clock_watch_look(struct clock_watch *w, struct mono now, struct wall wall);
