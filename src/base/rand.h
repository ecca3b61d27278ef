/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cryptographic random numbers: ChaCha20 (RFC 8439) keyed by the kernel, one generator per thread,
 * its state in memory that the kernel wipes in a forked child, so that a child reseeds itself.
 */
#pragma once

#include "base/attr.h"

void rand_octets(void *out, size_t len);
uint16_t rand_u16(void);
uint32_t rand_u32(void);
uint64_t rand_u64(void);

/* A uniform number below bound; bound > 0. No modulo bias. */
uint32_t rand_below(uint32_t bound);

/*
 * Make the calling thread's numbers reproducible from a seed; 0 returns to the kernel's.  For
 * simulations and tests only.
 */
void rand_replay(uint64_t seed);
