/* SPDX-License-Identifier: BSD-2-Clause */
/* What parents and other signers answer: one octet of type, then the message. */
#include "dns/rrtype.h"
#include "server/transfer/key_update.h"
#include "server/transfer/set_query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t types[] = {RR_DS, RR_DNSKEY, RR_CDS, RR_SOA};
	static uint8_t buf[1024];
	struct arena arena;
	struct set_reply reply;
	struct key_difference d;
	struct msg m;
	size_t len;
	if (size == 0 || msg_parse(&m, span_of(data + 1, size - 1)) != OK)
		return 0;
	uint16_t type = types[data[0] % ARRAY_LEN(types)];
	arena_init(&arena, 1 << 20);
	if (set_reply_read(&reply, &arena, &m, m.qname.wire, type) == OK) {
		const struct rrset none = {.owner = m.qname.wire, .type = type};
		enum err e = key_difference(&d, &arena, &none, &reply.set);
		if (e == OK)
			e = key_update_sync(m.qname.wire, &d, 1, 1, buf, sizeof(buf), &len);
		if (type == RR_CDS)
			e = key_update_ds(m.qname.wire, &reply.set, 60, 1, buf, sizeof(buf), &len);
		(void)e; /* whatever it is, nothing was read or written beside */
	}
	arena_deinit(&arena);
	return 0;
}
