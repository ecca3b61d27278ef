/* SPDX-License-Identifier: BSD-2-Clause */
/* What the messages of a response to a transfer request begin with. Pure. */
#pragma once

#include "dns/msg.h"
#include "server/zone/version.h"

enum { XFR_OPT_MAX = 11 + 4 + 4 }; /* an OPT record with EXPIRE */

struct xfr_head {
	uint16_t id;
	uint16_t qtype;
	struct name qname; /* in the case asked for */
	/*
	 * OPT record of the first message (RFC 6891 section 7, RFC 5936 section 2.2.5); empty when
	 * the request had none.
	 */
	uint8_t opt_len;
	uint8_t opt[XFR_OPT_MAX];
};

/*
 * Take over from a parsed request with a question.
 *
 * expire_s  seconds left of the zone's life, told to a client that asks (RFC 7314); negative: keep
 *           it to ourselves
 */
void xfr_head_init(struct xfr_head *h, const struct msg *request, int64_t expire_s);

/*
 * Serial that an IXFR request says the client has (RFC 1995 section 3).
 *
 * E_NOSOA  no SOA of the zone in the authority section: FORMERR
 */
MUST_USE enum err xfr_serial_read(const struct msg *request, struct serial *serial);

/*
 * Write a message that is header, question, OPT and the zone's SOA: the answer to an IXFR that
 * brings nothing new or came over UDP, and what a NOTIFY looks like.
 *
 * flags    second word of the header
 * E_SPACE  does not fit;  E_NOSOA  the version has none
 */
MUST_USE enum err xfr_soa_write(const struct xfr_head *h, uint16_t flags,
                                const struct zone_version *v, uint8_t *buf, size_t cap,
                                size_t *len);
