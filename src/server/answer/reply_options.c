/* SPDX-License-Identifier: BSD-2-Clause */
/* Options are made before the reply, since the room they take is what records may not have. */

#include "server/answer/reply_options.h"

#include <string.h>

enum { NSID_MAX = 128, ZONEVERSION_SERIAL = 0 };

static void put(struct reply_options *out, uint16_t code, struct span value)
{
	if (out->len + 4 + value.len > sizeof(out->data))
		return;
	uint8_t *at = out->data + out->len;
	wire_set_u16(at, code);
	wire_set_u16(at + 2, (uint16_t)value.len);
	if (value.len > 0)
		memcpy(at + 4, value.data, value.len);
	out->len += 4 + value.len;
}

/*
 * RFC 7314 section 3: how long the zone will be served without hearing of it; and no longer than
 * all of its signatures hold.
 */
static void put_expire(struct reply_options *out, const struct zone_slot *slot,
                       const struct zone_version *version, struct wall now)
{
	uint8_t octets[4];
	int64_t at = atomic_load_explicit(&slot->expire_at_s, memory_order_relaxed);
	int64_t left = at != 0 ? MAX_OF(at - now.s, (int64_t)0) : version->expire_s;
	if (version->has_sigs) {
		int32_t holds = (int32_t)(version->sig_expiry.value - (uint32_t)now.s);
		left = MIN_OF(left, (int64_t)MAX_OF(holds, 0));
	}
	wire_set_u32(octets, (uint32_t)MIN_OF(left, (int64_t)UINT32_MAX));
	put(out, EDNS_EXPIRE, span_of(octets, sizeof(octets)));
}

/* RFC 9660 section 2: whose version it is, of what kind, and the version. */
static void put_zoneversion(struct reply_options *out, const struct zone_version *version)
{
	uint8_t octets[6] = {(uint8_t)version->apex_labels, ZONEVERSION_SERIAL};
	wire_set_u32(octets + 2, version->serial.value);
	put(out, EDNS_ZONEVERSION, span_of(octets, sizeof(octets)));
}

bool reply_options_subnet_ok(const struct query *q)
{
	struct edns_subnet s;
	return edns_subnet_read(&s, q->subnet) == OK && s.scope_len == 0;
}

void reply_options_make(struct reply_options *out, const struct query *q,
                        const struct answer_options *options, const struct zone_slot *slot,
                        const struct zone_version *version, struct wall now)
{
	out->len = 0;
	if ((q->asked & ASK_NSID) != 0 && options->nsid.len > 0)
		put(out, EDNS_NSID,
		    span_of(options->nsid.data, MIN_OF(options->nsid.len, (size_t)NSID_MAX)));
	/* The answer does not depend on the subnet: scope 0, as the query has it. */
	if ((q->asked & ASK_SUBNET) != 0 && options->client_subnet && reply_options_subnet_ok(q))
		put(out, EDNS_CLIENT_SUBNET, q->subnet);
	if (slot == NULL || version == NULL)
		return;
	if ((q->asked & ASK_EXPIRE) != 0)
		put_expire(out, slot, version, now);
	if ((q->asked & ASK_ZONEVERSION) != 0)
		put_zoneversion(out, version);
}

void reply_options_append(struct reply_options *out, struct span ready)
{
	if (ready.len == 0 || out->len + ready.len > sizeof(out->data))
		return;
	memcpy(out->data + out->len, ready.data, ready.len);
	out->len += ready.len;
}
