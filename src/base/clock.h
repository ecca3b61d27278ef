/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only source of time.  Monotonic and wall time are different types, so that a clock jump can
 * never reach a timer; both can be replaced for the whole process by a simulation.
 */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

/* Nanoseconds since an arbitrary start; never goes back. */
struct mono {
	int64_t ns;
};

/* Seconds since 1970-01-01 UTC; may jump either way when the operator sets the clock. */
struct wall {
	int64_t s;
};

#define NS_PER_S  INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)

struct mono clock_mono(void);
struct wall clock_wall(void);
/* Nanoseconds since 1970, for log lines, dnstap and the ages of records. */
int64_t clock_wall_ns(void);

static inline struct mono mono_add_ms(struct mono t, int64_t ms)
{
	return (struct mono){t.ns + ms * NS_PER_MS};
}

/* Milliseconds from `from` to `to`, rounded up; negative when `to` is earlier. */
static inline int64_t mono_ms_between(struct mono from, struct mono to)
{
	int64_t d = to.ns - from.ns;
	return d >= 0 ? (d + NS_PER_MS - 1) / NS_PER_MS : -((-d) / NS_PER_MS);
}

static inline bool mono_reached(struct mono now, struct mono deadline)
{
	return now.ns >= deadline.ns;
}

/*
 * Replace both clocks for this process; NULL restores the kernel's.  For simulations and tests,
 * before other threads start.
 */
struct clock_source {
	int64_t (*mono_ns)(void *ctx);
	int64_t (*wall_ns)(void *ctx);
	void *ctx;
};
void clock_replace(const struct clock_source *source);

/* Let this process's wall clock be ahead of the kernel's by some seconds; likewise. */
void clock_shift_wall(int64_t seconds);
