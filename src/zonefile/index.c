/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of index kernels and the choice among them by what the processor can do.
 *
 * The choice is made anew at each call: it reads two words of the compiler's processor model, and a
 * reader asks once per file.
 */
#include "zonefile/index.h"

static bool always(void)
{
	return true;
}

#if defined(__x86_64__)
static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
}

static bool has_sse42(void)
{
	return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
}
#endif

static const struct zf_index_kernel kernels[] = {
#if defined(__x86_64__)
	{"avx2", zf_index_avx2, has_avx2},
	{"sse4.2", zf_index_sse42, has_sse42},
#endif
	{"portable", zf_index_portable, always},
};

const struct zf_index_kernel *zf_index_at(size_t i)
{
	return i < ARRAY_LEN(kernels) ? &kernels[i] : NULL;
}

zf_index_fn zf_index_best(void)
{
	const struct zf_index_kernel *k = kernels;
	while (!k->usable())
		k++;
	return k->index;
}
