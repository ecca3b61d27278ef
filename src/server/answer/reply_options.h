/* SPDX-License-Identifier: BSD-2-Clause */
/* The EDNS options of a reply that the query asked for. Pure. */
#pragma once

#include "server/answer/reply.h"

struct reply_options {
	size_t len;
	uint8_t data[REPLY_EXTRA_MAX];
};

/*
 * Make the options that the query's own (q->asked, not 0) and the server's settings bring.
 *
 * slot, version  of the zone that the answer is from; NULL: from none
 */
void reply_options_make(struct reply_options *out, const struct query *q,
                        const struct answer_options *options, const struct zone_slot *slot,
                        const struct zone_version *version, struct wall now);

/* May the client's subnet be what it is (RFC 7871 section 7.1.2)? Asked with ASK_SUBNET. */
bool reply_options_subnet_ok(const struct query *q);

/* Append octets of options that are ready; what does not fit stays out. */
void reply_options_append(struct reply_options *out, struct span ready);
