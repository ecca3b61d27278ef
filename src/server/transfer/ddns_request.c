/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests that are kept.  The reply is made when the request is, so that only its RCODE is new. */

#include "server/transfer/ddns_request.h"

#include "base/mem.h"

#include <assert.h>

void ddns_request_set_reply(struct ddns_request *r, struct span reply)
{
	assert(reply.len <= DDNS_REPLY_MAX / 2);
	memcpy(r->reply, reply.data, reply.len);
	r->reply_len = reply.len;
}

struct ddns_request *ddns_request_new(struct span message, struct span reply,
                                      const struct tsig_key *key, const struct tsig_state *tsig)
{
	struct ddns_request *r = mem_zalloc(sizeof(*r));
	list_init(&r->link);
	r->message = mem_dup(message.data, message.len);
	r->len = message.len;
	ddns_request_set_reply(r, reply);
	if (key != NULL) {
		r->is_signed = true;
		r->key = *key;
		r->tsig = *tsig;
		r->tsig.key = &r->key;
	}
	return r;
}

static void request_free(struct ddns_request *r)
{
	if (r->is_signed) {
		tsig_deinit(&r->tsig);
		tsig_key_wipe(&r->key);
	}
	mem_free(r->message);
	mem_free(r);
}

static void hand_back(struct ddns_request *r, struct span reply)
{
	r->to.send(r->to.ctx, reply);
	request_free(r);
}

void ddns_request_drop(struct ddns_request *r)
{
	hand_back(r, span_of(NULL, 0));
}

void ddns_request_answer(struct ddns_request *r)
{
	if (r->reply_len < MSG_HEADER_LEN) {
		ddns_request_drop(r);
		return;
	}
	r->reply[3] = (uint8_t)((r->reply[3] & 0xf0) | (r->rcode & 15));
	if (r->is_signed &&
	    tsig_sign(&r->tsig, r->reply, &r->reply_len, sizeof(r->reply), clock_wall(), 0) != OK)
		r->reply_len = 0;
	hand_back(r, span_of(r->reply, r->reply_len));
}

void ddns_request_relay(struct ddns_request *r, struct span reply)
{
	struct msg m;
	size_t len = reply.len;
	if (msg_parse(&m, reply) != OK || (r->is_signed && len > MSG_MAX_LEN - TSIG_MAX_LEN)) {
		r->rcode = RCODE_SERVFAIL;
		ddns_request_answer(r);
		return;
	}
	size_t cap = len + TSIG_MAX_LEN;
	uint8_t *copy = mem_alloc(cap);
	memcpy(copy, reply.data, len);
	memcpy(copy, r->message, 2); /* RFC 2136 section 6.3: the id of the requestor */
	if (r->is_signed) {
		if (m.tsig_at != 0) {
			len = m.tsig_at;
			wire_set_u16(copy + 10, (uint16_t)(m.count[SECTION_ADDITIONAL] - 1));
		}
		if (tsig_sign(&r->tsig, copy, &len, cap, clock_wall(), 0) != OK)
			len = 0;
	}
	r->to.send(r->to.ctx, span_of(copy, len));
	mem_free(copy);
	request_free(r);
}
