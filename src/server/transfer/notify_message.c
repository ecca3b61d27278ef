/* SPDX-License-Identifier: BSD-2-Clause */
/* The hint is unverified: whoever believes it only decides whether to ask. */

#include "server/transfer/notify_message.h"

#include "dns/rdata.h"
#include "server/transfer/xfr_head.h"

enum err notify_write(const struct zone_version *v, uint16_t id, uint8_t *buf, size_t cap,
                      size_t *len)
{
	struct xfr_head h = {.id = id, .qtype = RR_SOA};
	name_copy(&h.qname, zone_apex_name(v));
	return xfr_soa_write(&h, (uint16_t)(OPCODE_NOTIFY << 11 | MSG_AA), v, buf, cap, len);
}

bool notify_serial_read(const struct msg *m, struct serial *serial)
{
	struct msg_iter it = msg_section_records(m, SECTION_ANSWER);
	struct msg_rr rr;
	uint8_t rdata[2 * NAME_MAX_LEN + 20];
	while (msg_next(&it, &rr) && rr.section == SECTION_ANSWER) {
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		if (rr.type != RR_SOA || rr.class_ != CLASS_IN ||
		    !name_equal(rr.owner.wire, m->qname.wire))
			continue;
		if (rdata_read(&w, RR_SOA, m->wire, rr.rdata_at, rr.rdata_len) != OK)
			return false;
		serial->value = wire_get_u32(rdata + w.pos - 20);
		return true;
	}
	return false;
}
