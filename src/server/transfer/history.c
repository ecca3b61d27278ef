/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying histories.  The journal may hold changes that are newer than the version a transfer has
 * pinned: reading ends at that version's serial.
 */

#include "server/transfer/history.h"

struct reading {
	struct history *history;
	struct serial at; /* serial reached */
	struct serial to;
	size_t limit;
};

static void records_copy(struct zone_records *out, const struct zone_records *from)
{
	VEC_RESERVE(&out->octets, from->octets.count);
	if (from->octets.count > 0)
		memcpy(out->octets.items, from->octets.items, from->octets.count);
	out->octets.count = from->octets.count;
	out->count = from->count;
}

/* As journal_each_fn: E_CANCELED once the serial is reached. */
static enum err take(void *ctx, const struct zone_changeset *c, int64_t stored_s)
{
	struct reading *r = ctx;
	struct serial from, to;
	struct zone_changeset copy = {0};
	(void)stored_s;
	TRY(zone_changeset_serials(c, &from, &to));
	if (from.value != r->at.value)
		return E_CORRUPT;
	size_t octets = sizeof(copy) + c->removed.octets.count + c->added.octets.count;
	if (octets > r->limit - r->history->octets)
		return E_LIMIT;
	records_copy(&copy.removed, &c->removed);
	records_copy(&copy.added, &c->added);
	VEC_PUSH(&r->history->steps, copy);
	r->history->octets += octets;
	r->at = to;
	return to.value == r->to.value ? E_CANCELED : OK;
}

void history_deinit(struct history *h)
{
	for (size_t i = 0; i < h->steps.count; i++)
		zone_changeset_deinit(&h->steps.items[i]);
	VEC_FREE(&h->steps);
	h->octets = 0;
}

enum err history_read(struct history *h, struct journal *journal, const uint8_t *zone,
                      struct serial from, struct serial to, size_t limit)
{
	struct reading r = {.history = h, .at = from, .to = to, .limit = limit};
	if (journal == NULL)
		return E_NOTFOUND;
	enum err e = journal_read(journal, zone, from, take, &r);
	if (e == E_CANCELED && r.at.value == to.value)
		return OK;
	history_deinit(h);
	return e == OK ? E_NOTFOUND : e;
}
