/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contents of zones for control commands: reading them, and transactions, one per zone.  A
 * transaction belongs to no connection; it keeps the zone from being changed otherwise.
 *
 * Owner: server/main.  Any thread.
 */
#pragma once

#include "server/control/ops.h"

struct transactions;
struct zones;

struct transactions *transactions_new(struct zones *z);
/* Aborts what is open. The listener must be gone. */
void transactions_free(struct transactions *t);

/* Fill in ops_content. */
void transactions_fill(struct ctl_ops *ops, struct transactions *t);

/* Abort the transaction of a zone, or of all (NULL); harmless when none is open. */
void transactions_abort(struct transactions *t, const uint8_t *zone);
