/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The history of one zone in a store, as an unbroken chain of changesets: the calls of journal.h
 * within a turn that the caller has begun.  On an error the turn may hold half of a change: abort
 * it, but for E_AGAIN, E_SPACE, E_RANGE, E_INVALID and E_NOSOA, which change nothing.
 */
#pragma once

#include "server/journal/facts.h"
#include "server/journal/record.h"

MUST_USE enum err chain_insert(struct store *s, const uint8_t *zone, const struct zone_changeset *c,
                               const struct journal_limits *limits, int64_t now_s);
MUST_USE enum err chain_put_zone(struct store *s, const uint8_t *zone,
                                 const struct zone_records *records,
                                 const struct journal_limits *limits, int64_t now_s);
MUST_USE enum err chain_flushed(struct store *s, const uint8_t *zone, struct serial serial);
MUST_USE enum err chain_info(struct store *s, const uint8_t *zone, struct journal_info *info);
MUST_USE enum err chain_read(struct store *s, const uint8_t *zone, struct serial from,
                             journal_each_fn each, void *ctx);
