/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is a signed zone sound: its keys, its chain of denial, every signature?  One fault usually shows
 * in many places (an expired key in every set), so the first finding ends the check.
 */
#pragma once

#include "base/clock.h"
#include "server/zone/check_kind.h"

struct zone_version;

struct zone_sign_check {
	struct wall now;  /* signatures have to be good at this time */
	unsigned threads; /* to verify on, the caller's included; 0 is 1 */
};

/*
 * Check keys, then the chain, then signatures; in the order of names with the apex last, whose sets
 * would fail with all others'.
 *
 * returns  true when there was no finding
 */
bool zone_check_signatures(const struct zone_version *v, const struct zone_sign_check *options,
                           zone_check_fn found, void *arg);
