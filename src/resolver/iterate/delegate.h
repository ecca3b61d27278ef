/* SPDX-License-Identifier: BSD-2-Clause */
/* Referrals: from an NS set and glue to a zone cut (resolution contract 2.1).  Pure. */
#pragma once

#include "resolver/iterate/reply.h"
#include "resolver/request/cut.h"
#include "resolver/request/options.h"

/* May this glue be believed? `parent` is the zone whose server gave it, `child` the one it is for.
 */
bool delegate_glue_ok(enum req_mode mode, const uint8_t *parent, const uint8_t *child,
                      const uint8_t *ns);

/*
 * Is an address one that may be asked: of a family in use, and public unless allowed otherwise?
 *
 * octets  4 or 16
 */
bool delegate_addr_ok(const struct req_options *o, struct span octets);

/* Add all addresses of a set (A or AAAA) that may be asked. */
void delegate_add_addrs(struct cut *cut, int ns, const struct rrset *addrs,
                        const struct req_options *o);

/*
 * Fill a cut with the names of an NS set, as many as a cut holds.
 *
 * E_SPACE  the arena's bound
 */
MUST_USE enum err delegate_names(struct cut *cut, const struct rrset *ns, struct arena *arena);

/*
 * Make a cut of a referral.
 *
 * parent  the zone whose server referred
 * Names below the cut without glue are hopeless: nobody could tell their address.
 * E_SPACE  the arena's bound
 */
MUST_USE enum err delegate(struct cut *cut, const struct rrset *ns, const struct reply *reply,
                           const uint8_t *parent, const struct req_options *o, struct arena *arena);

/* Mark names that cannot be had: below the cut and without address. */
void delegate_mark_hopeless(struct cut *cut);

/* Is there any server left that has, or may get, an address? */
bool delegate_is_usable(const struct cut *cut);
