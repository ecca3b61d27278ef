/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A whole signed zone into the cache, as if it had been asked for piece by piece (RFC 8806 gives
 * the reasons): every set is validated by the zone's keys, and these by the trust anchor.
 * Delegations and their glue are where to go on, as from a referral.  What does not validate is
 * left out.
 *
 *   import_new, import_add for each record, import_begin, import_step until nothing is left
 *
 * Pure, in slices, so that clients are served meanwhile.  Owner: the caller.  Thread: that of the
 * environment.
 */
#pragma once

#include "resolver/engine/events.h"

enum { IMPORT_OCTETS_MAX = 256 << 20 }; /* of memory; the root needs about 4 MiB */

struct import;

/* apex  copied; env  borrowed until import_free */
struct import *import_new(const struct engine_env *env, const uint8_t *apex);
void import_free(struct import *i);

/*
 * Take one record; copied.  Records outside of the zone are passed over.
 *
 * E_SPACE  more than IMPORT_OCTETS_MAX
 */
MUST_USE enum err import_add(struct import *i, const uint8_t *owner, uint16_t type, uint32_t ttl,
                             struct span rdata);

/*
 * All records are there: check the keys.
 *
 * E_NOTFOUND  no trust anchor covers the zone;  E_FAILED  there is no SOA or no DNSKEY set, or the
 * keys do not validate;  E_SPACE
 */
MUST_USE enum err import_begin(struct import *i, struct wall now);

/*
 * Work on at most so many sets.
 *
 * returns whether there are more
 */
bool import_step(struct import *i, unsigned sets, struct wall now);

struct import_numbers {
	unsigned secure;  /* sets that validated */
	unsigned cuts;    /* delegations */
	unsigned dropped; /* sets that did not, or were unsigned */
};
struct import_numbers import_numbers(const struct import *i);
