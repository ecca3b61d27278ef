/* SPDX-License-Identifier: BSD-2-Clause */
/* When the first signature of a zone expires: what a signed zone can promise no longer. */
#pragma once

#include "server/zone/version.h"

/* The earliest expiration among a node's RRSIGs (RFC 4034 section 3.1.5); false: it has none. */
bool sig_expiry_of_node(const struct zone_node *n, struct serial *at);

/* Take the RRSIGs of a node that is new to a version into account. */
void sig_expiry_note(struct zone_version *v, const struct zone_node *n);

/*
 * Leave a node that goes out of account.  Where all is signed at one moment many nodes have the
 * first expiration, and a change takes one of them away: they are counted.
 *
 * returns  true when the last node with that expiration went: it has to be found anew
 */
bool sig_expiry_drop(struct zone_version *v, const struct zone_node *n);

/* Find it anew, by a walk over all nodes. */
void sig_expiry_find(struct zone_version *v);
