/* SPDX-License-Identifier: BSD-2-Clause */
/* What every unit test includes: cmocka, and a seed for randomised cases that is printed. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#define assert_ok(expr) assert_int_equal((expr), 0)

/*
 * The seed of this run's random cases: from BOWLINE_SEED, else fresh.  Printed so that a failure
 * can be run again with BOWLINE_SEED=<number>.
 */
static inline uint64_t test_seed(uint64_t fresh)
{
	const char *given = getenv("BOWLINE_SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 0) : fresh;
	printf("# seed: BOWLINE_SEED=%llu\n", (unsigned long long)seed);
	return seed != 0 ? seed : 1;
}

/*
 * The step from one case to the next where many are alike: BOWLINE_STRIDE, for runs under slow
 * tools; else 1, so that every one is tried.
 */
static inline size_t test_stride(void)
{
	const char *given = getenv("BOWLINE_STRIDE");
	size_t stride = given != NULL ? strtoul(given, NULL, 10) : 1;
	return stride > 0 ? stride : 1;
}
