/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks.  The replaced source, when set, is the only one consulted. */

#include "base/clock.h"

#include <time.h>

static const struct clock_source *replaced;
static int64_t shift_ns;

static int64_t kernel_ns(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

struct mono clock_mono(void)
{
	if (UNLIKELY(replaced != NULL))
		return (struct mono){replaced->mono_ns(replaced->ctx)};
	return (struct mono){kernel_ns(CLOCK_MONOTONIC)};
}

int64_t clock_wall_ns(void)
{
	if (UNLIKELY(replaced != NULL))
		return replaced->wall_ns(replaced->ctx);
	return kernel_ns(CLOCK_REALTIME) + shift_ns;
}

struct wall clock_wall(void)
{
	return (struct wall){clock_wall_ns() / NS_PER_S};
}

void clock_replace(const struct clock_source *source)
{
	replaced = source;
}

void clock_shift_wall(int64_t seconds)
{
	shift_ns = seconds * NS_PER_S;
}
