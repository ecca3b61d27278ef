/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON of messages (RFC 8427 sections 2 and 3).  EDNS is an object of its own beside the
 * sections; its options appear by name, unknown ones as "OPTn" in hexadecimal.
 */

#include "tools/cli/message_json.h"

#include "base/mem.h"
#include "dns/edns.h"
#include "tools/cli/edns_print.h"

#include <time.h>

static void put_date(struct json *j, struct wall at)
{
	char buf[40];
	struct tm tm;
	time_t s = (time_t)at.s;
	if (localtime_r(&s, &tm) != NULL && strftime(buf, sizeof(buf), "%FT%T%z", &tm) > 0)
		json_string(j, "dateString", span_str(buf));
	json_number(j, "dateSeconds", (uint64_t)at.s);
}

static void put_header(struct json *j, const struct msg *m)
{
	static const struct {
		const char *name;
		uint16_t bit;
	} bits[] = {
		{"AA", MSG_AA}, {"TC", MSG_TC}, {"RD", MSG_RD},
		{"RA", MSG_RA}, {"AD", MSG_AD}, {"CD", MSG_CD},
	};
	static const char *const counts[] = {"QDCOUNT", "ANCOUNT", "NSCOUNT", "ARCOUNT"};
	json_number(j, "ID", m->id);
	json_number(j, "QR", (m->flags & MSG_QR) != 0);
	json_number(j, "Opcode", msg_opcode(m));
	for (size_t i = 0; i < ARRAY_LEN(bits); i++)
		json_number(j, bits[i].name, (m->flags & bits[i].bit) != 0);
	json_number(j, "RCODE", msg_rcode(m));
	for (int i = 0; i < 4; i++)
		json_number(j, counts[i], m->count[i]);
}

static void put_name(struct json *j, const char *key, const uint8_t *name)
{
	struct text t;
	text_init(&t);
	name_print(&t, name);
	json_string(j, key, text_span(&t));
	text_deinit(&t);
}

static void put_type(struct json *j, const char *number_key, const char *name_key, uint16_t type)
{
	struct text t;
	text_init(&t);
	rrtype_print(&t, type);
	json_number(j, number_key, type);
	json_string(j, name_key, text_span(&t));
	text_deinit(&t);
}

static void put_class(struct json *j, const char *number_key, const char *name_key, uint16_t class_)
{
	struct text t;
	text_init(&t);
	rrclass_print(&t, class_);
	json_number(j, number_key, class_);
	json_string(j, name_key, text_span(&t));
	text_deinit(&t);
}

/* RFC 8427 section 2.2: "rdata" and the type's mnemonic name the presentation form. */
static void put_rdata(struct json *j, const struct msg *m, const struct msg_rr *rr,
                      const struct message_style *style)
{
	struct text key, value;
	uint8_t *buf = mem_alloc(RDATA_MAX_LEN);
	struct wire_writer w = wire_writer_of(buf, RDATA_MAX_LEN);
	struct span rdata = span_of(m->wire.data + rr->rdata_at, rr->rdata_len);
	if (rdata_read(&w, rr->type, m->wire, rr->rdata_at, rr->rdata_len) == OK)
		rdata = wire_written(&w);
	text_init(&key);
	text_init(&value);
	text_put(&key, "rdata");
	rrtype_print(&key, rr->type);
	/* Only types with a mnemonic have a presentation form worth a member. */
	if (rrtype_get(rr->type)->word != NULL) {
		rdata_print(&value, rr->type, rdata, &style->rdata);
		json_string(j, key.buf, text_span(&value));
	}
	json_number(j, "RDLENGTH", rdata.len);
	json_hex(j, "RDATAHEX", rdata);
	text_deinit(&key);
	text_deinit(&value);
	mem_free(buf);
}

static void put_rr(struct json *j, const struct msg *m, const struct msg_rr *rr,
                   const struct message_style *style)
{
	json_object_begin(j, NULL);
	put_name(j, "NAME", rr->owner.wire);
	put_type(j, "TYPE", "TYPEname", rr->type);
	put_class(j, "CLASS", "CLASSname", rr->class_);
	json_number(j, "TTL", rr->ttl);
	put_rdata(j, m, rr, style);
	json_object_end(j);
}

static void put_section(struct json *j, const char *name, const struct msg *m,
                        enum msg_section section, const struct message_style *style)
{
	struct msg_iter it = msg_section_records(m, section);
	struct msg_rr rr;
	bool begun = false;
	while (msg_next(&it, &rr) && rr.section == section) {
		if (rr.type == RR_OPT)
			continue;
		if (!begun)
			json_array_begin(j, name);
		begun = true;
		put_rr(j, m, &rr, style);
	}
	if (begun)
		json_array_end(j);
}

static void put_option(struct json *j, uint16_t code, struct span value)
{
	const char *known = edns_option_name(code);
	struct text key;
	text_init(&key);
	if (known != NULL)
		text_put(&key, known);
	else
		text_printf(&key, "OPT%u", code);
	json_hex(j, key.buf, value);
	text_deinit(&key);
}

static void put_edns(struct json *j, const struct msg *m)
{
	struct text rcode;
	struct edns_iter it = edns_options(&m->edns);
	struct span value;
	uint16_t code;
	text_init(&rcode);
	rcode_print(&rcode, msg_rcode(m));
	json_object_begin(j, "EDNS");
	json_number(j, "Version", m->edns.version);
	json_array_begin(j, "FLAGS");
	if ((m->edns.flags & MSG_EDNS_DO) != 0)
		json_string(j, NULL, span_str("DO"));
	if ((m->edns.flags & MSG_EDNS_CO) != 0)
		json_string(j, NULL, span_str("CO"));
	json_array_end(j);
	json_string(j, "RCODE", text_span(&rcode));
	json_number(j, "UDPSIZE", m->edns.udp_size);
	while (edns_next(&it, &code, &value))
		put_option(j, code, value);
	json_object_end(j);
	text_deinit(&rcode);
}

void message_json(struct json *j, const char *name, const struct msg *m, struct wall at,
                  const struct message_style *style)
{
	json_object_begin(j, name);
	put_date(j, at);
	json_number(j, "msgLength", m->wire.len);
	put_header(j, m);
	if (m->qname.len > 0) {
		put_name(j, "QNAME", m->qname.wire);
		put_type(j, "QTYPE", "QTYPEname", m->qtype);
		put_class(j, "QCLASS", "QCLASSname", m->qclass);
	}
	if (m->edns.present)
		put_edns(j, m);
	put_section(j, "answerRRs", m, SECTION_ANSWER, style);
	put_section(j, "authorityRRs", m, SECTION_AUTHORITY, style);
	put_section(j, "additionalRRs", m, SECTION_ADDITIONAL, style);
	json_object_end(j);
}
