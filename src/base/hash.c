/* SPDX-License-Identifier: BSD-2-Clause */
/* XXH3 with a seed of the process. */

#include "base/hash.h"

#include "base/rand.h"

#include <stdatomic.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static _Atomic uint64_t process_seed;

uint64_t hash_octets(const void *data, size_t len, uint64_t seed)
{
	return XXH3_64bits_withSeed(data, len, seed);
}

uint64_t hash_seed(void)
{
	uint64_t seed = atomic_load_explicit(&process_seed, memory_order_relaxed);
	if (LIKELY(seed != 0))
		return seed;
	uint64_t drawn = rand_u64() | 1;
	if (atomic_compare_exchange_strong(&process_seed, &seed, drawn))
		return drawn;
	return seed;
}
