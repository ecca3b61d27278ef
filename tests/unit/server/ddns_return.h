/* SPDX-License-Identifier: BSD-2-Clause */
/* Where replies to updates go in tests: into memory. */
#pragma once

#include "../support.h"
#include "server/transfer/ddns_request.h"

#include <string.h>

static struct ddns_returned {
	unsigned replies, drops;
	size_t len;
	uint8_t reply[65535];
} returned;

static void returned_take(void *ctx, struct span reply)
{
	struct ddns_returned *r = ctx;
	if (reply.len == 0)
		r->drops++;
	else
		r->replies++;
	if (reply.len > 0)
		memcpy(r->reply, reply.data, reply.len);
	r->len = reply.len;
}

static inline struct ddns_return returned_later(void *ctx)
{
	(void)ctx;
	return (struct ddns_return){returned_take, &returned};
}

static inline unsigned returned_rcode(void)
{
	assert_true(returned.len >= 12);
	return returned.reply[3] & 15;
}
