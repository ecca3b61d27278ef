/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests and short answers of transfers; nothing here keeps a pointer to either. */

#include "server/transfer/xfr_head.h"

#include "dns/edns.h"
#include "dns/rdata.h"
#include "server/zone/expand.h"

enum { OUR_UDP_SIZE = 1232 };

static void opt_make(struct xfr_head *h, const struct msg_edns *asked, int64_t expire_s)
{
	uint8_t *opt = h->opt, *p = opt + 11;
	bool wants_expire = false;
	(void)edns_find(asked, EDNS_EXPIRE, &wants_expire);
	memset(opt, 0, sizeof(h->opt));
	opt[2] = RR_OPT;
	wire_set_u16(opt + 3, OUR_UDP_SIZE);
	wire_set_u16(opt + 7, asked->flags & MSG_EDNS_DO); /* RFC 3225 section 3 */
	if (wants_expire && expire_s >= 0) {
		/* RFC 7314 section 3.3: the time left, also in transfers. */
		wire_set_u16(p, EDNS_EXPIRE);
		wire_set_u16(p + 2, 4);
		wire_set_u32(p + 4, (uint32_t)MIN_OF(expire_s, (int64_t)UINT32_MAX));
		p += 8;
	}
	wire_set_u16(opt + 9, (uint16_t)(p - opt - 11));
	h->opt_len = (uint8_t)(p - opt);
}

void xfr_head_init(struct xfr_head *h, const struct msg *request, int64_t expire_s)
{
	h->id = request->id;
	h->qtype = request->qtype;
	h->qname = request->qname;
	h->opt_len = 0;
	if (request->edns.present)
		opt_make(h, &request->edns, expire_s);
}

enum err xfr_serial_read(const struct msg *request, struct serial *serial)
{
	struct msg_iter it = msg_section_records(request, SECTION_AUTHORITY);
	struct msg_rr rr;
	uint8_t rdata[2 * NAME_MAX_LEN + 20];
	while (msg_next(&it, &rr) && rr.section == SECTION_AUTHORITY) {
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		if (rr.type != RR_SOA || rr.class_ != CLASS_IN ||
		    !name_equal(rr.owner.wire, request->qname.wire) ||
		    rdata_read(&w, RR_SOA, request->wire, rr.rdata_at, rr.rdata_len) != OK)
			return E_NOSOA;
		serial->value = wire_get_u32(rdata + w.pos - 20);
		return OK;
	}
	return E_NOSOA;
}

enum err xfr_soa_write(const struct xfr_head *h, uint16_t flags, const struct zone_version *v,
                       uint8_t *buf, size_t cap, size_t *len)
{
	struct zone_expander memory = {0};
	struct rrset soa;
	struct msg_writer w;
	if (!zone_expand_type(&memory, v, v->apex, RR_SOA, &soa))
		return E_NOSOA;
	enum err e = cap < MSG_HEADER_LEN ? E_SPACE : OK;
	if (e == OK) {
		msg_writer_init(&w, buf, cap, h->id, flags);
		msg_reserve(&w, h->opt_len);
		e = msg_put_question(&w, h->qname.wire, h->qtype, CLASS_IN);
	}
	if (e == OK)
		e = msg_put_rrset(&w, SECTION_ANSWER, &soa);
	if (e == OK) {
		size_t at = msg_finish(&w);
		if (h->opt_len > 0) {
			memcpy(buf + at, h->opt, h->opt_len);
			wire_set_u16(buf + 10, 1);
		}
		*len = at + h->opt_len;
	}
	zone_expander_deinit(&memory);
	return e;
}
