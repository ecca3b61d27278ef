/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hash of octets for tables, seeded per process so that a peer cannot choose collisions.
 * Not for signatures or cookies.
 */
#pragma once

#include "base/attr.h"

uint64_t hash_octets(const void *data, size_t len, uint64_t seed) PURE;

/* This process's seed, drawn at first use; the same in all threads until it ends. */
uint64_t hash_seed(void);
