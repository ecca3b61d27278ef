/* SPDX-License-Identifier: BSD-2-Clause */
/* The query was parsed before; it is parsed again here, since transfers are few. */

#include "server/serve/ixfr_soa.h"

#include "dns/edns.h"
#include "dns/rrtype.h"
#include "server/zone/expand.h"

enum { OUR_UDP_SIZE = 1232, SOA_TIMES_LEN = 20 };

enum err ixfr_serial_read(struct serial *out, struct span query)
{
	struct msg m;
	struct msg_rr rr;
	TRY(msg_parse(&m, query));
	struct msg_iter it = msg_records(&m);
	while (msg_next(&it, &rr)) {
		if (rr.section != SECTION_AUTHORITY || rr.type != RR_SOA ||
		    !name_equal(rr.owner.wire, m.qname.wire) || rr.rdata_len < SOA_TIMES_LEN + 2)
			continue;
		out->value = wire_get_u32(m.wire.data + rr.rdata_at + rr.rdata_len - SOA_TIMES_LEN);
		return OK;
	}
	return E_MALFORMED;
}

size_t ixfr_soa_reply(struct span query, const struct zone_version *version, uint8_t *reply,
                      size_t cap)
{
	struct msg m;
	struct msg_writer w;
	struct zone_expander x = {0};
	struct rrset soa;
	if (msg_parse(&m, query) != OK)
		return 0;
	msg_writer_init(&w, reply, cap, m.id, (uint16_t)(MSG_QR | MSG_AA | (m.flags & MSG_RD)));
	enum err e = msg_put_question(&w, m.qname.wire, m.qtype, m.qclass);
	if (e == OK && zone_expand_type(&x, version, version->apex, RR_SOA, &soa)) {
		soa.owner = m.qname.wire;
		e = msg_put_rrset(&w, SECTION_ANSWER, &soa);
	}
	zone_expander_deinit(&x);
	if (e == OK && m.edns.present) {
		struct edns_writer opt;
		edns_writer_init(&opt, NULL, 0, OUR_UDP_SIZE);
		opt.flags = m.edns.flags & MSG_EDNS_DO;
		e = edns_write(&w, &opt);
	}
	return e == OK ? msg_finish(&w) : 0;
}
