/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All lists of all steps are one sequence of records, the SOA around them included; messages take
 * from it as many as fit.  Any record may begin a message, so one set may lie in two.
 */

#include "server/transfer/ixfr_out.h"

#include "dns/msg_writer.h"

enum { MESSAGE_LEN = 16 * 1024 - 1 /* pointers reach no further */ };

struct ixfr_out {
	struct xfr_head head;
	struct history history;
	/*
	 * The list that is being written: 0 our SOA, then two of each step, then our SOA; past them
	 * all, the end.
	 */
	size_t list;
	struct zone_records_iter left; /* of the list */
	bool has_record;               /* `record` is to be written next */
	struct zone_record record;
	bool first; /* no message was written yet */
};

/* The newest SOA: what the last step adds first. */
static struct zone_records_iter last_soa(const struct ixfr_out *x)
{
	const struct zone_changeset *last = &x->history.steps.items[x->history.steps.count - 1];
	struct zone_records_iter it = zone_records_iter_of(&last->added), end = it;
	struct zone_record soa;
	(void)zone_records_next(&end, &soa);
	it.end = end.at;
	return it;
}

static void list_begin(struct ixfr_out *x, size_t list)
{
	size_t lists = 2 * x->history.steps.count;
	x->list = list;
	if (list == 0 || list == lists + 1) {
		x->left = last_soa(x);
	} else if (list <= lists) {
		const struct zone_changeset *c = &x->history.steps.items[(list - 1) / 2];
		x->left = zone_records_iter_of((list & 1) != 0 ? &c->removed : &c->added);
	}
}

/* Have the next record in x->record; false at the end. */
static bool record_take(struct ixfr_out *x)
{
	while (!x->has_record && x->list <= 2 * x->history.steps.count + 1) {
		x->has_record = zone_records_next(&x->left, &x->record);
		if (!x->has_record)
			list_begin(x, x->list + 1);
	}
	return x->has_record;
}

struct ixfr_out *ixfr_out_new(const struct xfr_head *head, struct history *history)
{
	struct ixfr_out *x = mem_zalloc(sizeof(*x));
	x->head = *head;
	x->history = *history;
	*history = (struct history){0};
	x->first = true;
	list_begin(x, 0);
	return x;
}

void ixfr_out_free(struct ixfr_out *x)
{
	if (x == NULL)
		return;
	history_deinit(&x->history);
	mem_free(x);
}

size_t ixfr_out_octets(const struct ixfr_out *x)
{
	return x->history.octets;
}

/* Begin a message of at most cap octets with as many records as fit, and no more than `most`. */
static enum err message_fill(struct ixfr_out *x, struct msg_writer *w, uint8_t *buf, size_t cap,
                             unsigned most)
{
	if (cap < MSG_HEADER_LEN)
		return E_SPACE;
	/* RFC 5936 section 2.2.1 */
	msg_writer_init(w, buf, cap, x->head.id, MSG_QR | MSG_AA);
	TRY(msg_put_question(w, x->head.qname.wire, x->head.qtype, CLASS_IN));
	while (w->count[SECTION_ANSWER] < most && record_take(x)) {
		const struct zone_record *r = &x->record;
		if (msg_put_rr(w, SECTION_ANSWER, r->owner, r->type, CLASS_IN, r->ttl, r->rdata) !=
		    OK)
			break;
		x->has_record = false;
	}
	return OK;
}

enum err ixfr_out_next(struct ixfr_out *x, uint8_t *buf, size_t cap, size_t *len)
{
	struct msg_writer w;
	*len = 0;
	if (!record_take(x))
		return OK;
	size_t opt_len = x->first ? x->head.opt_len : 0;
	if (cap < opt_len)
		return E_SPACE;
	TRY(message_fill(x, &w, buf, MIN_OF(cap - opt_len, (size_t)MESSAGE_LEN), UINT16_MAX));
	/* A single record may be as large as it likes. */
	if (w.count[SECTION_ANSWER] == 0)
		TRY(message_fill(x, &w, buf, cap - opt_len, 1));
	if (w.count[SECTION_ANSWER] == 0)
		return E_SPACE;
	*len = msg_finish(&w);
	if (opt_len > 0) {
		memcpy(buf + *len, x->head.opt, opt_len);
		wire_set_u16(buf + 10, 1);
		*len += opt_len;
	}
	x->first = false;
	return OK;
}
