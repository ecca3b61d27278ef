/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages made of text, for tests of what looks at replies. */
#pragma once

#include "support.h"

#include "dns/edns.h"
#include "dns/rdata.h"

#include <string.h>

/* A name by text; a few live at a time. */
static inline const uint8_t *nm(const char *text)
{
	static struct name names[16];
	static unsigned next;
	struct name *n = &names[next++ % ARRAY_LEN(names)];
	assert_ok(name_parse_str(n, text));
	return n->wire;
}

/* Put a record "owner ttl TYPE rdata" into a message. */
static inline void put_text(struct msg_writer *w, enum msg_section section, const char *text)
{
	static uint8_t rdata[4096];
	char owner[300], type_word[30];
	unsigned ttl;
	int used;
	uint16_t type;
	assert_int_equal(sscanf(text, "%299s %u %29s %n", owner, &ttl, type_word, &used), 3);
	assert_ok(rrtype_parse(&type, span_str(type_word)));
	struct wire_writer r = wire_writer_of(rdata, sizeof(rdata));
	assert_ok(rdata_parse_line(&r, type, span_str(text + used), name_root));
	assert_ok(msg_put_rr(w, section, nm(owner), type, CLASS_IN, ttl, wire_written(&r)));
}

/* What a reply is made of: each section's records, ended by NULL or the array's end. */
struct reply_text {
	uint16_t flags; /* with rcode; QR is added */
	const char *answer[8];
	const char *authority[8];
	const char *additional[8];
	bool no_opt;
	struct span cookie; /* option of that name */
	uint8_t ext_rcode;  /* upper bits of an RCODE */
};

/* The octets of a reply, valid until the next call. */
static inline struct span reply_wire(const uint8_t *qname, uint16_t qtype,
                                     const struct reply_text *t)
{
	static uint8_t buf[65535];
	struct msg_writer w;
	msg_writer_init(&w, buf, sizeof(buf), 0, MSG_QR | t->flags);
	assert_ok(msg_put_question(&w, qname, qtype, CLASS_IN));
	for (size_t i = 0; i < 8 && t->answer[i] != NULL; i++)
		put_text(&w, SECTION_ANSWER, t->answer[i]);
	for (size_t i = 0; i < 8 && t->authority[i] != NULL; i++)
		put_text(&w, SECTION_AUTHORITY, t->authority[i]);
	for (size_t i = 0; i < 8 && t->additional[i] != NULL; i++)
		put_text(&w, SECTION_ADDITIONAL, t->additional[i]);
	if (!t->no_opt) {
		struct edns_writer e;
		uint8_t options[64];
		edns_writer_init(&e, options, sizeof(options), 1232);
		e.ext_rcode = t->ext_rcode;
		if (t->cookie.len > 0)
			assert_ok(edns_put(&e, EDNS_COOKIE, t->cookie));
		assert_ok(edns_write(&w, &e));
	}
	return span_of(buf, msg_finish(&w));
}
