/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text of messages.  Columns: the owner is padded to 20, then fields follow by tabs; an owner that
 * leaves no room gets a single blank.  Record data that its type does not accept is shown in the
 * generic form, so anything msg_parse accepted can be printed.
 */

#include "tools/cli/message_print.h"

#include "base/mem.h"
#include "sec/tsig.h"
#include "tools/cli/edns_print.h"
#include "tools/cli/idn.h"

enum {
	OWNER_WIDTH = 20,
	OWNER_LONG = 32, /* from here on tabs align nothing */
};

struct message_style message_style_default(void)
{
	return (struct message_style){
		.header = true,
		.comments = true,
		.opt = true,
		.question = true,
		.answer = true,
		.authority = true,
		.additional = true,
		.tsig = true,
		.class_ = true,
		.ttl = true,
		.idn = true,
	};
}

/* ---- codes ---- */

void rcode_print(struct text *t, unsigned rcode)
{
	const char *name = msg_rcode_name(rcode);
	if (name != NULL)
		text_put(t, name);
	else
		text_printf(t, "RCODE %u", rcode);
}

unsigned message_rcode(const struct msg *m)
{
	struct tsig_record tsig;
	unsigned rcode = msg_rcode(m);
	/* RFC 8945 section 5.3.2: NOTAUTH, and the reason in the TSIG record. */
	if (rcode == RCODE_NOTAUTH && m->tsig_at != 0 && tsig_read(&tsig, m) == OK &&
	    tsig.error != 0)
		return tsig.error;
	return rcode;
}

static void put_flags(struct text *t, uint16_t flags)
{
	static const struct {
		uint16_t bit;
		const char *word;
	} words[] = {
		{MSG_QR, "qr"}, {MSG_AA, "aa"}, {MSG_TC, "tc"}, {MSG_RD, "rd"},
		{MSG_RA, "ra"}, {MSG_Z, "z"},   {MSG_AD, "ad"}, {MSG_CD, "cd"},
	};
	const char *gap = "";
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if ((flags & words[i].bit) == 0)
			continue;
		text_printf(t, "%s%s", gap, words[i].word);
		gap = " ";
	}
}

static void put_header(struct text *t, const struct msg *m)
{
	static const char *const query_counts[] = {"QUERY", "ANSWER", "AUTHORITY", "ADDITIONAL"};
	static const char *const update_counts[] = {"ZONE", "PREREQ", "UPDATE", "ADDITIONAL"};
	const char *const *counts = msg_opcode(m) == OPCODE_UPDATE ? update_counts : query_counts;
	const char *opcode = msg_opcode_name(msg_opcode(m));
	text_put(t, ";; ->>HEADER<<- opcode: ");
	if (opcode != NULL)
		text_put(t, opcode);
	else
		text_printf(t, "OPCODE %u", msg_opcode(m));
	text_put(t, "; status: ");
	rcode_print(t, message_rcode(m));
	text_printf(t, "; id: %u\n;; Flags: ", m->id);
	put_flags(t, m->flags);
	for (int i = 0; i < 4; i++)
		text_printf(t, "; %s: %u", counts[i], m->count[i]);
	text_put(t, "\n");
}

/* ---- records ---- */

static void put_owner(struct text *t, const uint8_t *owner, const struct message_style *style)
{
	size_t start = t->len;
	if (style->idn) {
		struct text plain;
		text_init(&plain);
		name_print(&plain, owner);
		idn_put_readable(t, plain.buf);
		text_deinit(&plain);
	} else {
		name_print(t, owner);
	}
	size_t len = t->len - start;
	text_pad_to(t, start, OWNER_WIDTH);
	text_put_char(t, len < OWNER_LONG ? '\t' : ' ');
}

static void put_type(struct text *t, uint16_t type, const struct message_style *style)
{
	if (style->rdata.generic)
		text_printf(t, "TYPE%u", type);
	else
		rrtype_print(t, type);
}

/* Names that compression hid are expanded; broken data stays as it came. */
static struct span expand_rdata(struct wire_writer *w, const struct msg *m, const struct msg_rr *rr)
{
	if (rdata_read(w, rr->type, m->wire, rr->rdata_at, rr->rdata_len) == OK)
		return wire_written(w);
	return span_of(m->wire.data + rr->rdata_at, rr->rdata_len);
}

void message_print_rdata(struct text *t, const struct msg *m, const struct msg_rr *rr,
                         const struct message_style *style)
{
	uint8_t *buf = mem_alloc(RDATA_MAX_LEN);
	struct wire_writer w = wire_writer_of(buf, RDATA_MAX_LEN);
	struct span rdata = expand_rdata(&w, m, rr);
	/* Empty data belongs to prerequisites and deletions (RFC 2136 section 2.4): no text. */
	if (rdata.len > 0 || style->rdata.generic || rr->class_ < CLASS_NONE)
		rdata_print(t, rr->type, rdata, &style->rdata);
	mem_free(buf);
}

void message_print_rr(struct text *t, const struct msg *m, const struct msg_rr *rr,
                      const struct message_style *style)
{
	char sep = style->rdata.multiline ? ' ' : '\t';
	put_owner(t, rr->owner.wire, style);
	if (style->ttl)
		text_printf(t, "%u%c", rr->ttl, sep);
	if (style->class_) {
		rrclass_print(t, rr->class_);
		text_put_char(t, sep);
	}
	put_type(t, rr->type, style);
	text_put_char(t, sep);
	message_print_rdata(t, m, rr, style);
	text_put(t, "\n");
}

/* ---- sections ---- */

static void put_title(struct text *t, const char *title, const struct message_style *style)
{
	if (style->comments)
		text_printf(t, "\n;; %s:\n", title);
}

static void put_question(struct text *t, const struct msg *m, const struct message_style *style)
{
	char sep = style->rdata.multiline ? ' ' : '\t';
	put_title(t, msg_opcode(m) == OPCODE_UPDATE ? "ZONE SECTION" : "QUESTION SECTION", style);
	text_put(t, style->comments ? ";; " : ";;");
	put_owner(t, m->qname.wire, style);
	if (style->ttl)
		text_put_char(t, sep);
	if (style->class_) {
		rrclass_print(t, m->qclass);
		text_put_char(t, sep);
	}
	put_type(t, m->qtype, style);
	text_put(t, "\n");
}

static const char *section_title(const struct msg *m, enum msg_section section)
{
	bool update = msg_opcode(m) == OPCODE_UPDATE;
	switch (section) {
	case SECTION_ANSWER:
		return update ? "PREREQUISITE SECTION" : "ANSWER SECTION";
	case SECTION_AUTHORITY:
		return update ? "UPDATE SECTION" : "AUTHORITY SECTION";
	default:
		return update ? "ADDITIONAL DATA SECTION" : "ADDITIONAL SECTION";
	}
}

static void put_section(struct text *t, const struct msg *m, enum msg_section section,
                        const struct message_style *style)
{
	struct msg_iter it = msg_section_records(m, section);
	struct msg_rr rr;
	bool titled = false;
	while (msg_next(&it, &rr) && rr.section == section) {
		if (rr.type == RR_OPT || rr.type == RR_TSIG)
			continue;
		if (!titled)
			put_title(t, section_title(m, section), style);
		titled = true;
		message_print_rr(t, m, &rr, style);
	}
}

static void put_tsig(struct text *t, const struct msg *m, const struct message_style *style)
{
	struct msg_iter it = msg_section_records(m, SECTION_ADDITIONAL);
	struct msg_rr rr;
	while (msg_next(&it, &rr)) {
		if (rr.type != RR_TSIG)
			continue;
		put_title(t, "TSIG PSEUDOSECTION", style);
		message_print_rr(t, m, &rr, style);
	}
}

void message_print(struct text *t, const struct msg *m, const struct message_style *style)
{
	if (style->header)
		put_header(t, m);
	if (style->opt && m->edns.present) {
		put_title(t, "EDNS PSEUDOSECTION", style);
		edns_print(t, m,
		           (style->opttext ? EDNS_PRINT_TEXT : 0) |
		                   (style->comments ? 0 : EDNS_PRINT_PLAIN));
	}
	if (style->question && m->qname.len > 0)
		put_question(t, m, style);
	if (style->answer)
		put_section(t, m, SECTION_ANSWER, style);
	if (style->authority)
		put_section(t, m, SECTION_AUTHORITY, style);
	if (style->additional)
		put_section(t, m, SECTION_ADDITIONAL, style);
	if (style->tsig && m->tsig_at != 0)
		put_tsig(t, m, style);
}

void message_print_short(struct text *t, const struct msg *m, const struct message_style *style)
{
	struct msg_iter it = msg_section_records(m, SECTION_ANSWER);
	struct msg_rr rr;
	while (msg_next(&it, &rr) && rr.section == SECTION_ANSWER) {
		message_print_rdata(t, m, &rr, style);
		text_put(t, "\n");
	}
}
