/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions and answers in words: a served zone, "NAME TYPE [do] [edns] [SIZE]", lines of text. */
#pragma once

#include "zone_text.h"
#include "dns/msg.h"
#include "server/answer/answer.h"

struct served {
	struct zone_slot *slot;
	struct zone_table *table;
	struct answer_scratch *scratch;
	struct answer_options options;
	uint8_t reply[65535];
	struct text text;
};

static inline struct served *served_new(const char *apex, const char *const *lines)
{
	struct served *s = mem_zalloc(sizeof(*s));
	struct name n;
	assert_ok(name_parse_str(&n, apex));
	s->slot = slot_new(1, n.wire);
	assert_null(slot_publish(s->slot, zone_from_text(apex, lines)));
	s->table = zone_table_new(&s->slot, 1);
	s->scratch = answer_scratch_new();
	s->options.udp_max = 1232;
	text_init(&s->text);
	return s;
}

static inline void served_free(struct served *s)
{
	text_deinit(&s->text);
	zone_table_free(s->table);
	slot_free(s->slot);
	answer_scratch_free(s->scratch);
	mem_free(s);
}

/* A query in wire form from words; returns its length. */
static inline size_t query_from_words(uint8_t *out, const char *words)
{
	struct name qname;
	uint16_t qtype, size = 1232;
	const char *at = words;
	bool edns = false, dnssec = false;
	assert_ok(name_parse_str(&qname, strndupa(words, strcspn(words, " "))));
	word_cut(&at);
	assert_ok(rrtype_parse(&qtype, word_cut(&at)));
	for (struct span w = word_cut(&at); w.len > 0; w = word_cut(&at)) {
		edns = true;
		if (span_is_word(w, "do"))
			dnssec = true;
		else if (!span_is_word(w, "edns"))
			size = (uint16_t)strtoul((const char *)w.data, NULL, 10);
	}
	memset(out, 0, 12);
	out[0] = 0x12;
	out[1] = 0x34;
	out[2] = 1;
	out[5] = 1;
	memcpy(out + 12, qname.wire, qname.len);
	size_t len = 12u + qname.len;
	wire_set_u16(out + len, qtype);
	wire_set_u16(out + len + 2, CLASS_IN);
	len += 4;
	if (edns) {
		memset(out + len, 0, 11);
		out[11] = 1;
		out[len + 2] = RR_OPT;
		wire_set_u16(out + len + 3, size);
		out[len + 7] = dnssec ? 0x80 : 0;
		len += 11;
	}
	return len;
}

/* "NOERROR aa", then a line per record: "an www.example. 60 A 192.0.2.1". OPT is left out. */
static inline void reply_to_text(struct text *t, struct span reply)
{
	static const char *const sections[] = {"qd", "an", "au", "ad"};
	static uint8_t octets[65536];
	struct msg m;
	struct msg_rr rr;
	enum err e = msg_parse(&m, reply);
	if (e != OK)
		print_error("%s: %s\n", err_text(e), msg_fault_text(m.fault));
	assert_ok(e);
	text_put(t, msg_rcode_name(msg_rcode(&m)));
	text_put(t, m.flags & MSG_AA ? " aa" : "");
	text_put(t, m.flags & MSG_TC ? " tc" : "");
	text_put(t, "\n");
	struct msg_iter it = msg_records(&m);
	while (msg_next(&it, &rr)) {
		struct wire_writer w = wire_writer_of(octets, sizeof(octets));
		if (rr.type == RR_OPT)
			continue;
		assert_ok(rdata_read(&w, rr.type, reply, rr.rdata_at, rr.rdata_len));
		text_printf(t, "%s ", sections[rr.section]);
		name_print(t, rr.owner.wire);
		text_printf(t, " %u ", rr.ttl);
		rrtype_print(t, rr.type);
		text_put(t, " ");
		rdata_print(t, rr.type, wire_written(&w), NULL);
		text_put(t, "\n");
	}
}

static inline struct answer_query ask_octets(struct served *s, struct span query)
{
	struct answer_query q = {.query = query, .reply = s->reply, .reply_cap = sizeof(s->reply)};
	answer_batch(s->scratch, s->table, &s->options, &q, 1);
	return q;
}

/* The answer's text, borrowed until the next. */
static inline const char *ask(struct served *s, const char *words)
{
	uint8_t wire[512];
	struct answer_query q = ask_octets(s, span_of(wire, query_from_words(wire, words)));
	assert_int_equal(q.kind, ANSWER_REPLY);
	text_reset(&s->text);
	reply_to_text(&s->text, span_of(s->reply, q.reply_len));
	return s->text.buf;
}

#define assert_answer(served, words, expected) assert_string_equal(ask(served, words), expected)
