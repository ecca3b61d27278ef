/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 2136 section 2.5: class ANY removes a set, class NONE a record, class IN adds one. */

#include "server/transfer/key_update.h"

#include "dns/msg.h"
#include "dns/msg_writer.h"
#include "dns/rrtype.h"
#include "sec/dnskey.h"

static enum err begin(struct msg_writer *w, const uint8_t *zone, uint16_t id,
                      const struct key_update *out)
{
	msg_writer_init(w, out->octets, out->cap, id, (uint16_t)(OPCODE_UPDATE << 11));
	return msg_put_question(w, zone, RR_SOA, CLASS_IN);
}

/* RFC 8078 section 4 */
static bool asks_for_removal(struct span cds)
{
	static const uint8_t removal[] = {0, 0, 0, 0, 0};
	return span_equal(cds, span_of(removal, sizeof(removal)));
}

enum err key_update_ds(const uint8_t *parent, const struct rrset *cds, uint32_t ttl, uint16_t id,
                       struct key_update *out)
{
	struct msg_writer w;
	struct span rdata;
	struct rrset_iter it = rrset_iter_of(cds);
	if (cds->count == 0)
		return E_INVALID;
	TRY(begin(&w, parent, id, out));
	TRY(msg_put_rr(&w, SECTION_AUTHORITY, cds->owner, RR_DS, CLASS_ANY, 0, span_of(NULL, 0)));
	while (rrset_next(&it, &rdata)) {
		if (!asks_for_removal(rdata))
			TRY(msg_put_rr(&w, SECTION_AUTHORITY, cds->owner, RR_DS, CLASS_IN, ttl,
			               rdata));
	}
	out->len = msg_finish(&w);
	return OK;
}

static enum err add_missing(struct rrset *out, struct arena *arena, const struct rrset *from,
                            const struct rrset *than, const struct key_scope *scope)
{
	struct span rdata;
	struct rrset_iter it = rrset_iter_of(from);
	*out = (struct rrset){
		.owner = from->owner, .type = from->type, .class_ = CLASS_IN, .ttl = from->ttl};
	while (rrset_next(&it, &rdata)) {
		if (!rrset_has(than, rdata) && scope->is_ours(scope->ctx, from->type, rdata))
			TRY(rrset_add(out, arena, rdata));
	}
	return OK;
}

enum err key_difference(struct key_difference *out, struct arena *arena, const struct rrset *ours,
                        const struct rrset *theirs, const struct key_scope *scope)
{
	TRY(add_missing(&out->added, arena, ours, theirs, scope));
	return add_missing(&out->removed, arena, theirs, ours, scope);
}

static void print_tags(struct text *t, char sign, const struct rrset *set, const char **gap)
{
	struct span rdata;
	struct rrset_iter it = rrset_iter_of(set);
	while (rrset_next(&it, &rdata)) {
		unsigned tag = set->type != RR_CDS ? dnskey_tag(rdata)
		               : rdata.len >= 2    ? wire_get_u16(rdata.data)
		                                   : 0;
		text_printf(t, "%s%c%u", *gap, sign, tag);
		*gap = " ";
	}
}

void key_difference_print(struct text *t, const struct key_difference *d)
{
	const char *gap = " (";
	uint16_t type = d->added.type;
	text_printf(t, "%s +%u/-%u",
	            type == RR_DNSKEY    ? "DNSKEYs"
	            : type == RR_CDNSKEY ? "CDNSKEYs"
	                                 : "CDSs",
	            (unsigned)d->added.count, (unsigned)d->removed.count);
	print_tags(t, '+', &d->added, &gap);
	print_tags(t, '-', &d->removed, &gap);
	if (!key_difference_is_empty(d))
		text_put(t, ")");
}

static enum err put_all(struct msg_writer *w, const struct rrset *set, uint16_t class_)
{
	struct span rdata;
	struct rrset_iter it = rrset_iter_of(set);
	while (rrset_next(&it, &rdata))
		TRY(msg_put_rr(w, SECTION_AUTHORITY, set->owner, set->type, class_,
		               class_ == CLASS_NONE ? 0 : set->ttl, rdata));
	return OK;
}

enum err key_update_sync(const uint8_t *zone, const struct key_difference *list, size_t count,
                         uint16_t id, struct key_update *out)
{
	struct msg_writer w;
	TRY(begin(&w, zone, id, out));
	for (size_t i = 0; i < count; i++)
		TRY(put_all(&w, &list[i].removed, CLASS_NONE));
	for (size_t i = 0; i < count; i++)
		TRY(put_all(&w, &list[i].added, CLASS_IN));
	out->len = msg_finish(&w);
	return OK;
}
