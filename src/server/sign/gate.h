/* SPDX-License-Identifier: BSD-2-Clause */
/* The last look at a signed version before it is published. Pure. */
#pragma once

#include "base/clock.h"
#include "base/err.h"

struct zone_version;

/*
 * Is the apex sound: do the zone's own keys verify its DNSKEY set and its SOA?  A version for which
 * they do not is bogus for everyone who validates, and must not go out.
 *
 * E_SIGNATURE  they do not;  E_KEY  there is no usable DNSKEY set
 */
MUST_USE enum err sign_gate(const struct zone_version *v, struct wall now);
