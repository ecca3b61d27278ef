/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The changes of a zone as a sequence of messages (RFC 1995 section 4): our SOA, then for each step
 * the older SOA, what goes, the newer SOA, what comes, and our SOA again.  Steps are sent one by
 * one as they were made, not condensed.  Pure, as axfr_out.h.
 *
 * Owner: the caller.  Thread: one at a time.
 */
#pragma once

#include "server/transfer/history.h"
#include "server/transfer/xfr_head.h"

struct ixfr_out;

/*
 * Begin.
 *
 * history  at least one step; taken over, and zeroed
 */
struct ixfr_out *ixfr_out_new(const struct xfr_head *head, struct history *history);
void ixfr_out_free(struct ixfr_out *x);

/* As axfr_out_next. */
MUST_USE enum err ixfr_out_next(struct ixfr_out *x, uint8_t *buf, size_t cap, size_t *len);

/* Octets of memory that the history takes. */
size_t ixfr_out_octets(const struct ixfr_out *x);
