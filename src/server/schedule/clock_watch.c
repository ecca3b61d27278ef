/* SPDX-License-Identifier: BSD-2-Clause */
/* Slow corrections add up without being a set clock: the offset follows them. */

#include "server/schedule/clock_watch.h"

static int64_t offset_of(struct mono now, struct wall wall)
{
	return wall.s - now.ns / NS_PER_S;
}

void clock_watch_init(struct clock_watch *w, struct mono now, struct wall wall)
{
	w->offset_s = offset_of(now, wall);
}

int64_t clock_watch_look(struct clock_watch *w, struct mono now, struct wall wall)
{
	int64_t offset = offset_of(now, wall), by = offset - w->offset_s;
	w->offset_s = offset;
	return by >= CLOCK_SET_S || by <= -CLOCK_SET_S ? by : 0;
}
