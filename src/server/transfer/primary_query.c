/* SPDX-License-Identifier: BSD-2-Clause */
/* Queries are signed last, so that everything before is covered. */

#include "server/transfer/primary_query.h"

#include "dns/edns.h"
#include "dns/rdata.h"
#include "server/zone/expand.h"

#include <string.h>

enum { OUR_UDP_SIZE = 1232, SOA_NUMBERS = 20, SOA_SET_MAX = 2 + 2 * NAME_MAX_LEN + SOA_NUMBERS };

static enum err soa_put(struct msg_writer *w, const struct primary_query *q)
{
	struct zone_expander memory = {0};
	struct rrset soa;
	uint8_t octets[SOA_SET_MAX];
	enum err e = E_NOSOA;
	if (zone_expand_type(&memory, q->have, q->have->apex, RR_SOA, &soa) &&
	    soa.size <= sizeof(octets)) {
		memcpy(octets, soa.records, soa.size);
		if (q->serial != NULL) /* RFC 1035 section 3.3.13 */
			wire_set_u32(octets + soa.size - SOA_NUMBERS, q->serial->value);
		soa.records = octets;
		e = msg_put_rrset(w, SECTION_AUTHORITY, &soa);
	}
	zone_expander_deinit(&memory);
	return e;
}

static enum err opt_put(struct msg_writer *w)
{
	struct edns_writer e;
	uint8_t options[8];
	edns_writer_init(&e, options, sizeof(options), OUR_UDP_SIZE);
	/* RFC 7314 section 3.2: asked for by an empty option. */
	TRY(edns_put(&e, EDNS_EXPIRE, span_of(NULL, 0)));
	return edns_write(w, &e);
}

enum err primary_query_write(const struct primary_query *q, struct wall now, uint8_t *buf,
                             size_t cap, size_t *len)
{
	struct msg_writer w;
	msg_writer_init(&w, buf, cap, q->id, 0);
	TRY(msg_put_question(&w, q->zone, q->qtype, CLASS_IN));
	if (q->qtype == RR_IXFR) /* RFC 1995 section 3 */
		TRY(soa_put(&w, q));
	if (q->edns)
		TRY(opt_put(&w));
	*len = msg_finish(&w);
	if (q->tsig != NULL)
		TRY(tsig_sign(q->tsig, buf, len, cap, now, 0));
	return OK;
}

bool primary_expire_read(const struct msg *m, uint32_t *expire_s)
{
	bool found = false;
	struct span value = {0};
	if (m->edns.present)
		value = edns_find(&m->edns, EDNS_EXPIRE, &found);
	if (!found || value.len != 4) /* RFC 7314 section 3.3 */
		return false;
	*expire_s = wire_get_u32(value.data);
	return true;
}

enum err primary_serial_read(struct primary_serial *out, const uint8_t *zone, struct span answer,
                             struct tsig_state *tsig, struct wall now)
{
	struct msg m;
	struct msg_rr rr;
	uint8_t rdata[2 * NAME_MAX_LEN + 20];
	uint16_t tsig_error = 0;
	enum err verified = OK;
	*out = (struct primary_serial){0};
	if (msg_parse(&m, answer) != OK || (m.flags & MSG_QR) == 0)
		return E_XFR;
	if (tsig != NULL)
		verified = tsig_verify(tsig, &m, now, &tsig_error);
	out->rcode = msg_rcode(&m);
	if (out->rcode != RCODE_NOERROR)
		return E_DENIED;
	TRY(verified);
	if (tsig != NULL && tsig->unsigned_count != 0)
		return E_TSIG_SIG;
	struct msg_iter it = msg_section_records(&m, SECTION_ANSWER);
	while (msg_next(&it, &rr) && rr.section == SECTION_ANSWER) {
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		if (rr.type != RR_SOA || rr.class_ != CLASS_IN || !name_equal(rr.owner.wire, zone))
			continue;
		if (rdata_read(&w, RR_SOA, m.wire, rr.rdata_at, rr.rdata_len) != OK)
			return E_XFR;
		out->serial.value = wire_get_u32(rdata + w.pos - 20);
		out->has_expire = primary_expire_read(&m, &out->expire_s);
		return OK;
	}
	return E_XFR;
}
