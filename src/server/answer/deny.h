/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Proofs that something is not there, by NSEC (RFC 4035 section 3.1.3) or NSEC3 (RFC 5155
 * section 7.2), as items of the authority section.  Called only when d->proves.
 */
#pragma once

#include "server/answer/decision.h"

/* The name does not exist, nor a wildcard for it; encloser: its closest existing ancestor. */
void deny_name(const struct decision *d, const struct zone_name *name,
               const struct zone_node *encloser);

/* The node, of name `hop` of the chain, has no such type. */
void deny_type(const struct decision *d, const struct zone_node *node, unsigned hop);

/* The name does not exist; the wildcard at its closest encloser has no such type. */
void deny_wildcard_type(const struct decision *d, const struct zone_name *name,
                        const struct zone_node *encloser, const struct zone_node *wildcard);

/* The name does not exist, so that the wildcard may stand for it. */
void deny_exact_name(const struct decision *d, const struct zone_name *name,
                     const struct zone_node *encloser);

/* The delegation has no DS. */
void deny_ds(const struct decision *d, const struct zone_node *cut);
