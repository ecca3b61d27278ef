/* SPDX-License-Identifier: BSD-2-Clause */
/* Aliases: CNAME (RFC 1034 section 3.6.2) and DNAME (RFC 6672).  Pure. */
#pragma once

#include "base/arena.h"
#include "resolver/request/answer.h"

/*
 * The target of a CNAME or DNAME set in lower case, in the arena.
 *
 * E_SPACE  the arena's bound
 */
MUST_USE enum err chain_target(const uint8_t **out, const struct rrset *alias, struct arena *arena);

/*
 * The CNAME that a DNAME makes for a name below it (RFC 6672 section 3.1).
 *
 * E_NAME_LONG  the result is no name: YXDOMAIN;  E_SPACE  the arena's bound
 */
MUST_USE enum err chain_synthesise(struct req_set *out, const uint8_t *name,
                                   const struct rrset *dname, struct arena *arena);
