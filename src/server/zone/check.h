/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Semantic checks: is what a zone says possible, and likely meant?  They look at records, not at
 * signatures (check_sign.h).  Pure; any thread.
 */
#pragma once

#include "server/zone/check_kind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone_version;

/*
 * Check a version, in canonical order of names.
 *
 * classes  or of enum zone_check_class: what to look for
 * returns  true when there was no finding
 */
bool zone_check(const struct zone_version *v, unsigned classes, zone_check_fn found, void *arg);

/* Names to look at, absolute, lower case. */
struct zone_check_names {
	const uint8_t *const *items;
	size_t count;
};

/* As zone_check, of some names only: those that a change touched. */
bool zone_check_names(const struct zone_version *v, const struct zone_check_names *names,
                      unsigned classes, zone_check_fn found, void *arg);

/* Is the zone signed: does an RRSIG cover its SOA? */
bool zone_check_is_signed(const struct zone_version *v);
