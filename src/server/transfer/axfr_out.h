/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A whole zone as a sequence of messages (RFC 5936): SOA, everything else, SOA.  Pure: bytes of
 * one message after another from a pinned version; sockets, TSIG and pacing are the caller's.
 *
 * Owner: the caller.  Lifetime: within the pin of the version.  Thread: one at a time.
 */
#pragma once

#include "base/err.h"
#include "server/transfer/xfr_head.h"

struct axfr_out;

/*
 * Begin a transfer.
 *
 * head  its qtype is RR_AXFR, or RR_IXFR when a whole zone answers an IXFR (RFC 1995 section 4)
 */
struct axfr_out *axfr_out_new(const struct zone_version *v, const struct xfr_head *head);
void axfr_out_free(struct axfr_out *x);

/*
 * Write the next message: about 16 KiB, more only for a single large record.
 *
 * cap   octets of buf that may be used; leave out what a TSIG takes.  65535 fits all records that
 *       fit a message at all
 * *len  octets written; 0 when the transfer is complete
 * E_SPACE  a record does not fit
 */
MUST_USE enum err axfr_out_next(struct axfr_out *x, uint8_t *buf, size_t cap, size_t *len);

/* Records written so far, for the log. */
uint64_t axfr_out_records(const struct axfr_out *x);
