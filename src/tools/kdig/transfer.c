/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zone transfers: messages are printed as they come, none is kept.  Where a transfer ends follows
 * from its SOA records (RFC 5936 section 2.2, RFC 1995 section 4): the first says the serial that
 * the last repeats.
 */

#include "tools/cli/message_json.h"
#include "tools/cli/notice.h"
#include "tools/kdig/run.h"

#include <stdio.h>

enum form {
	FORM_UNKNOWN, /* no more than the first SOA seen */
	FORM_WHOLE,   /* all records between two SOA */
	FORM_DIFFS,   /* runs of removals and additions, each behind an SOA */
};

struct reader {
	struct kdig_query *query;
	struct lookup_message *message;
	struct text out;
	struct json json;
	struct addr server;
	struct mono begun;
	enum form form;
	uint32_t serial; /* of the first SOA */
	unsigned seen;   /* SOA records with that serial */
	bool ended;
	bool failed;
	uint64_t octets;
	uint64_t records;
	unsigned messages;
};

/* SERIAL is behind two names; the record was checked by rdata_read. */
static bool read_serial(const struct msg *m, const struct msg_rr *rr, uint32_t *out)
{
	uint8_t rdata[2 * NAME_MAX_LEN + 20];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	if (rdata_read(&w, rr->type, m->wire, rr->rdata_at, rr->rdata_len) != OK)
		return false;
	*out = wire_get_u32(rdata + w.pos - 20);
	return true;
}

/* Follow one record; false when it has no place in a transfer. */
static bool follow(struct reader *r, const struct msg *m, const struct msg_rr *rr)
{
	uint32_t serial = 0;
	bool is_soa = rr->type == RR_SOA && name_equal(rr->owner.wire, r->query->lookup.qname.wire);
	if (r->ended || (is_soa && !read_serial(m, rr, &serial)))
		return false;
	if (r->records++ == 0) {
		r->serial = serial;
		r->seen = 1;
		return is_soa;
	}
	if (r->form == FORM_UNKNOWN)
		r->form = is_soa && serial != r->serial ? FORM_DIFFS : FORM_WHOLE;
	if (!is_soa || serial != r->serial)
		return true;
	r->seen++;
	/* Differences: the newest serial opens the last additions before it closes the transfer. */
	r->ended = r->seen == (r->form == FORM_WHOLE ? 2 : 3);
	return true;
}

static void put_message(struct reader *r, const struct msg *m)
{
	struct msg_iter it = msg_records(m);
	const struct kdig_query *q = r->query;
	struct msg_rr rr;
	if (q->json) {
		message_json(&r->json, NULL, m, clock_wall(), &q->style);
		return;
	}
	while (msg_next(&it, &rr)) {
		if (rr.section == SECTION_ANSWER && q->short_) {
			message_print_rdata(&r->out, m, &rr, &q->style);
			text_put(&r->out, "\n");
		} else if (rr.section == SECTION_ANSWER ||
		           (rr.type == RR_TSIG && q->style.tsig && !q->short_)) {
			message_print_rr(&r->out, m, &rr, &q->style);
		}
	}
}

static void flush(struct reader *r)
{
	fwrite(r->out.buf, 1, r->out.len, stdout);
	text_reset(&r->out);
}

static enum transfer_next fail(struct reader *r, const char *what, const char *detail)
{
	flush(r);
	notice_error("%s '%s'", what, detail);
	r->failed = true;
	return TRANSFER_STOP;
}

static bool verify(struct reader *r, const struct msg *m)
{
	uint16_t error = 0;
	enum err e = OK;
	if (r->query->lookup.key != NULL)
		e = tsig_verify(&r->message->tsig, m, clock_wall(), &error);
	if (e != OK)
		fail(r, "reply verification:", err_text(e));
	return e == OK;
}

static enum transfer_next on_message(void *ctx, struct span wire)
{
	struct reader *r = ctx;
	struct msg m;
	struct msg_rr rr;
	if (msg_parse(&m, wire) != OK)
		return fail(r, "malformed reply:", msg_fault_text(m.fault));
	if (msg_rcode(&m) != RCODE_NOERROR) {
		struct text rcode;
		text_init(&rcode);
		rcode_print(&rcode, message_rcode(&m));
		fail(r, "server replied with error", rcode.buf);
		text_deinit(&rcode);
		if (r->query->json)
			put_message(r, &m);
		return TRANSFER_STOP;
	}
	if (!verify(r, &m))
		return TRANSFER_STOP;
	struct msg_iter it = msg_records(&m);
	while (msg_next(&it, &rr) && rr.section == SECTION_ANSWER)
		if (!follow(r, &m, &rr))
			return fail(r, "malformed transfer:", "record out of place");
	r->messages++;
	r->octets += wire.len;
	put_message(r, &m);
	flush(r);
	/* A single SOA says that there is nothing newer (RFC 1995 section 2). */
	if (r->records == 1 && r->messages == 1 && r->query->lookup.type == RR_IXFR)
		r->ended = true;
	if (r->records == 0)
		return fail(r, "malformed transfer:", "no records");
	if (r->ended && r->query->lookup.key != NULL && r->message->tsig.unsigned_count != 0)
		return fail(r, "reply verification:", "last message is not signed");
	return r->ended ? TRANSFER_DONE : TRANSFER_MORE;
}

static void put_title(struct reader *r)
{
	const struct kdig_query *q = r->query;
	if (q->json) {
		json_init(&r->json, &r->out);
		json_array_begin(&r->json, NULL);
	} else if (!q->short_ && q->style.header) {
		text_put(&r->out, q->lookup.type == RR_AXFR ? ";; AXFR for " : ";; IXFR for ");
		name_print(&r->out, q->lookup.qname.wire);
		text_put(&r->out, "\n");
	}
}

static void put_end(struct reader *r)
{
	const struct kdig_query *q = r->query;
	if (q->json) {
		json_array_end(&r->json);
		text_put(&r->out, "\n");
	} else if (!q->short_ && q->stats) {
		text_printf(&r->out, ";; Received %llu B", (unsigned long long)r->octets);
		if (!r->failed)
			text_printf(&r->out, " (%u messages, %llu records)", r->messages,
			            (unsigned long long)r->records);
		text_put(&r->out, "\n");
		kdig_put_when(&r->out, "From", &r->server, true, clock_mono().ns - r->begun.ns);
	}
	flush(r);
}

static void warn(const struct reader *r, enum err e)
{
	struct text server;
	text_init(&server);
	lookup_print_server(&server, &r->server, true);
	if (r->messages == 0 && e != E_TIMEOUT && e != E_CLOSED)
		notice_warning("can't connect to %s (%s)", server.buf, err_text(e));
	else
		notice_warning("transfer from %s ended early (%s)", server.buf, err_text(e));
	text_deinit(&server);
}

bool kdig_run_transfer(struct lookup_net *net, struct kdig_query *q, const struct addr *server)
{
	struct reader r = {.query = q, .server = *server, .begun = clock_mono()};
	struct transfer_events events = {.message = on_message, .ctx = &r};
	struct lookup_how how = kdig_how(q);
	struct kdig_sent sent = {.query = q};
	r.message = mem_alloc(sizeof(*r.message));
	sent.message = r.message;
	if (lookup_make(r.message, &q->lookup) != OK) {
		notice_error("can't create query packet");
		mem_free(r.message);
		return false;
	}
	text_init(&r.out);
	kdig_print_sent(&sent, server, true, 0);
	put_title(&r);
	enum err e = lookup_transfer(net, r.message, server, &how, &events);
	if (e != OK && !r.failed) {
		flush(&r);
		warn(&r, e);
		r.failed = true;
	}
	put_end(&r);
	text_deinit(&r.out);
	if (q->lookup.key != NULL)
		tsig_deinit(&r.message->tsig);
	mem_free(r.message);
	return e == OK && !r.failed;
}
