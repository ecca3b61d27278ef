/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages: what msg_parse accepts can be walked to its last record, and what of it is good data
 * survives being written again, with names compressed anew.
 */

#include "base/mem.h"
#include "dns/edns.h"
#include "dns/rdata.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t again[MSG_MAX_LEN], options[MSG_MAX_LEN];
static uint8_t before[RDATA_MAX_LEN], after[RDATA_MAX_LEN];

static void demand(bool fact)
{
	if (!fact)
		abort();
}

/* Names of a record's data may come back in the case of those they were compressed with. */
static enum err data_read(struct span *out, uint8_t room[RDATA_MAX_LEN], const struct msg *m,
                          const struct msg_rr *rr)
{
	struct wire_writer w = wire_writer_of(room, RDATA_MAX_LEN);
	TRY(rdata_read(&w, rr->type, m->wire, rr->rdata_at, rr->rdata_len));
	rdata_lower(rr->type, room, w.pos);
	*out = wire_written(&w);
	return OK;
}

static void check_subnet(struct span value)
{
	struct edns_subnet subnet, back;
	uint8_t room[32];
	struct wire_writer w = wire_writer_of(room, sizeof(room));
	if (edns_subnet_read(&subnet, value) != OK)
		return;
	demand(edns_subnet_write(&w, &subnet) == OK);
	demand(edns_subnet_read(&back, wire_written(&w)) == OK);
	demand(back.family == subnet.family && back.source_len == subnet.source_len &&
	       back.scope_len == subnet.scope_len &&
	       memcmp(back.address, subnet.address, sizeof(back.address)) == 0);
}

/* Write the OPT record anew, option by option. */
static enum err edns_put_again(struct msg_writer *w, const struct msg_edns *edns)
{
	struct edns_writer e;
	struct edns_iter it = edns_options(edns);
	uint16_t code;
	struct span value;
	edns_writer_init(&e, options, sizeof(options), edns->udp_size);
	e.ext_rcode = edns->ext_rcode;
	e.version = edns->version;
	e.flags = edns->flags;
	while (edns_next(&it, &code, &value)) {
		bool found = false;
		check_subnet(value);
		edns_find(edns, code, &found);
		demand(found);
		demand(edns_put(&e, code, value) == OK);
	}
	demand(e.options.pos == edns->options.len);
	return edns_write(w, &e);
}

/* Write what is good; returns how many records were written before one did not fit. */
static unsigned records_put_again(struct msg_writer *w, const struct msg *m)
{
	struct msg_iter it = msg_records(m);
	struct msg_rr rr;
	unsigned count = 0;
	while (msg_next(&it, &rr)) {
		struct span rdata;
		demand(rr.rdata_at <= m->wire.len && rr.rdata_len <= m->wire.len - rr.rdata_at);
		if (rr.type == RR_OPT) {
			if (edns_put_again(w, &m->edns) != OK)
				break;
		} else if (data_read(&rdata, before, m, &rr) == OK) {
			if (msg_put_rr(w, rr.section, rr.owner.wire, rr.type, rr.class_, rr.ttl,
			               rdata) != OK)
				break;
		} else {
			continue;
		}
		count++;
	}
	return count;
}

static void same_record(const struct msg *m, const struct msg_rr *a, const struct msg *n,
                        const struct msg_rr *b)
{
	struct span was, is;
	demand(name_equal(a->owner.wire, b->owner.wire) && a->type == b->type &&
	       a->class_ == b->class_ && a->ttl == b->ttl && a->section == b->section);
	demand(data_read(&was, before, m, a) == OK);
	demand(data_read(&is, after, n, b) == OK);
	demand(span_equal(was, is));
}

static void same_records(const struct msg *m, const struct msg *n, unsigned count)
{
	struct msg_iter was = msg_records(m), is = msg_records(n);
	struct msg_rr a, b;
	while (count > 0) {
		struct span rdata;
		demand(msg_next(&was, &a));
		if (a.type != RR_OPT && data_read(&rdata, before, m, &a) != OK)
			continue;
		demand(msg_next(&is, &b));
		same_record(m, &a, n, &b);
		count--;
	}
	demand(!msg_next(&is, &b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct msg m, n;
	struct msg_writer w;
	if (msg_parse(&m, span_of(data, size)) != OK) {
		demand(m.fault != MSG_FAULT_NONE && msg_fault_text(m.fault) != NULL);
		return 0;
	}
	msg_writer_init(&w, again, sizeof(again), m.id, m.flags);
	if (m.qname.len > 0)
		demand(msg_put_question(&w, m.qname.wire, m.qtype, m.qclass) == OK);
	unsigned count = records_put_again(&w, &m);
	demand(msg_parse(&n, span_of(again, msg_finish(&w))) == OK);
	demand(n.id == m.id && n.flags == m.flags && n.qname.len == m.qname.len);
	if (m.qname.len > 0)
		demand(name_equal(n.qname.wire, m.qname.wire) && n.qtype == m.qtype &&
		       n.qclass == m.qclass);
	same_records(&m, &n, count);
	return 0;
}
