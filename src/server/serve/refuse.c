/* SPDX-License-Identifier: BSD-2-Clause */
/* Error replies outside the answer path: transfers, NOTIFY, UPDATE, failed signatures. */

#include "server/serve/refuse.h"

#include "dns/edns.h"

enum { OUR_UDP_SIZE = 1232 };

size_t refuse(struct span query, uint16_t rcode, int ede, uint8_t *reply, size_t cap)
{
	struct msg m;
	struct msg_writer w;
	if (msg_parse(&m, query) != OK && m.fault == MSG_FAULT_SHORT)
		return 0;
	if (m.flags & MSG_QR)
		return 0;
	if (rcode > 15 && !m.edns.present)
		rcode = RCODE_SERVFAIL;
	/* Opcode and RD are copied (RFC 1035 section 4.1.1). */
	uint16_t flags = (uint16_t)(MSG_QR | (m.flags & (0x7800 | MSG_RD)) | (rcode & 15));
	msg_writer_init(&w, reply, cap, m.id, flags);
	if (m.qname.len > 0 && msg_put_question(&w, m.qname.wire, m.qtype, m.qclass) != OK)
		return 0;
	if (m.edns.present) {
		struct edns_writer e;
		uint8_t options[32];
		edns_writer_init(&e, options, sizeof(options), OUR_UDP_SIZE);
		e.ext_rcode = (uint8_t)(rcode >> 4);
		e.flags = m.edns.flags & MSG_EDNS_DO;
		if (ede == EDE_NONE || edns_put_ede(&e, ede, NULL) != OK)
			e.options.pos = 0;
		if (edns_write(&w, &e) != OK)
			return 0;
	}
	return msg_finish(&w);
}
