/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answering queries from zones: bytes in, bytes out.  No clock, no socket, no lock, no state
 * between queries.  The caller holds an RCU read-side section for the whole of a call.
 *
 * What is not answered here (transfers, NOTIFY, UPDATE, queries with TSIG not yet verified) is
 * recognised and named, so that the caller can hand it on.
 */
#pragma once

#include "server/answer/exchange.h"
#include "server/zone/table.h"

/* Memory of one worker. */
struct answer_scratch;
struct answer_scratch *answer_scratch_new(void);
void answer_scratch_free(struct answer_scratch *s);

/* What modules are told of the moment, until the next call. */
void answer_scratch_set_moment(struct answer_scratch *s, const struct answer_moment *moment);

/*
 * Answer queries.  Look-ups of up to ANSWER_BATCH of them descend together, so that waiting for
 * memory overlaps.
 *
 * table  a snapshot of all zones
 */
void answer_batch(struct answer_scratch *s, const struct zone_table *table,
                  const struct answer_options *options, struct answer_query *queries, size_t n);

/* Did modules take part since this was last asked? Then each query is to be told. */
bool answer_scratch_was_hooked(struct answer_scratch *s);

/*
 * Tell modules what was made of a query: after its last change, whatever its kind was.  Costs one
 * test when there are none.
 *
 * spent_us  over streams: time it took
 */
void answer_sent(struct answer_scratch *s, const struct answer_options *options,
                 const struct answer_query *q, uint32_t spent_us);

/*
 * Always build messages with the general writer (dns/msg_writer.h) instead of placing fragments.
 * For tests that compare the two.
 */
void answer_scratch_set_general(struct answer_scratch *s, bool general);
