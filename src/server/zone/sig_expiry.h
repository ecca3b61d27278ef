/* SPDX-License-Identifier: BSD-2-Clause */
/* When the first signature of a zone expires: what a signed zone can promise no longer. */
#pragma once

#include "server/zone/version.h"

/* The earliest expiration among a node's RRSIGs (RFC 4034 section 3.1.5); false: it has none. */
bool sig_expiry_of_node(const struct zone_node *n, struct serial *at);

/* Take the RRSIGs of a node that is new to a version into account. */
void sig_expiry_note(struct zone_version *v, const struct zone_node *n);

/* May a version's first expiration be that of this node? Then it is unknown without it. */
bool sig_expiry_is_first(const struct zone_version *v, const struct zone_node *n);

/* Find it anew, by a walk over all nodes. */
void sig_expiry_find(struct zone_version *v);
