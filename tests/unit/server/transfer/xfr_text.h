/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of transfers of the zone "example." out of lines "OWNER TTL TYPE RDATA", and back. */
#pragma once

#include "../answer_text.h"
#include "dns/msg_writer.h"
#include "sec/tsig.h"

#define XFR_SOA(serial) "@ 60 SOA a b " #serial " 7200 900 1209600 300"

/* Records of any class go in by this prefix: "CLASS3 OWNER ...". */
static inline void xfr_text_put(struct msg_writer *w, const char *line)
{
	static _Thread_local uint8_t octets[65536];
	struct name origin, owner;
	uint16_t type, class_ = CLASS_IN;
	struct wire_writer rdata = wire_writer_of(octets, sizeof(octets));
	const char *at = line;
	assert_ok(name_parse_str(&origin, "example."));
	if (strncmp(at, "CLASS", 5) == 0)
		assert_ok(rrclass_parse(&class_, word_cut(&at)));
	assert_ok(name_parse(&owner, word_cut(&at), origin.wire));
	uint32_t ttl = (uint32_t)strtoul((const char *)word_cut(&at).data, NULL, 10);
	assert_ok(rrtype_parse(&type, word_cut(&at)));
	assert_ok(rdata_parse_line(&rdata, type, span_str(at), origin.wire));
	assert_ok(
		msg_put_rr(w, SECTION_ANSWER, owner.wire, type, class_, ttl, wire_written(&rdata)));
}

struct xfr_text {
	uint16_t id;
	uint16_t qtype;
	unsigned rcode;
	bool has_expire;
	uint32_t expire_s;
	const char *const *lines; /* ends with NULL, or "--" */
};

/* A response with some records; its length. */
static inline size_t xfr_text_message(uint8_t *buf, size_t cap, const struct xfr_text *t)
{
	struct msg_writer w;
	msg_writer_init(&w, buf, cap, t->id, (uint16_t)(MSG_QR | MSG_AA | t->rcode));
	assert_ok(msg_put_question(&w, (const uint8_t *)"\7example", t->qtype, CLASS_IN));
	for (const char *const *line = t->lines; *line != NULL && strcmp(*line, "--") != 0; line++)
		xfr_text_put(&w, *line);
	if (t->has_expire) {
		uint8_t opt[19] = {0, 0, RR_OPT, 4, 0, 0, 0, 0, 0, 0, 8, 0, 9, 0, 4};
		wire_set_u32(opt + 15, t->expire_s);
		w.count[SECTION_ADDITIONAL] = 1;
		memcpy(buf + w.pos, opt, sizeof(opt));
		w.pos += sizeof(opt);
	}
	return msg_finish(&w);
}
