/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each item is expanded to plain records and written by msg_writer, which searches for names to
 * compress.  Whatever can be planned can be composed.
 */

#include "server/answer/compose.h"

#include "dns/msg_writer.h"

#include <string.h>

struct composing {
	const struct plan *plan;
	const struct compose_from *from;
	struct msg_writer *writer;
	unsigned rotation;
};

static const uint8_t *owner_of(const struct composing *c, const struct plan_item *item)
{
	const struct query *q = c->from->query;
	switch ((enum plan_owner)item->owner) {
	case OWNER_CHAIN:
		return item->hop == 0 ? q->qname : c->plan->chain[item->hop - 1].name.wire;
	case OWNER_SKIP:
		return q->qname + item->at;
	case OWNER_HOST:
	case OWNER_LITERAL:
		break;
	}
	return item->node->name;
}

/* A set whole or not at all, beginning with record `by`. */
static enum err set_put(struct composing *c, enum msg_section section, const struct rrset *set,
                        unsigned by)
{
	struct msg_writer *w = c->writer;
	if (set->count == 0)
		return OK;
	if (by % set->count == 0)
		return msg_put_rrset(w, section, set);
	struct msg_mark mark = msg_mark(w);
	unsigned first = by % set->count;
	for (unsigned pass = 0; pass < 2; pass++) {
		struct rrset_iter it = rrset_iter_of(set);
		struct span rdata;
		for (unsigned i = 0; rrset_next(&it, &rdata); i++) {
			if ((i >= first) != (pass == 0))
				continue;
			enum err e = msg_put_rr(w, section, set->owner, set->type, set->class_,
			                        set->ttl, rdata);
			if (e != OK) {
				msg_rollback(w, mark);
				return e;
			}
		}
	}
	return OK;
}

static enum err glue_put(struct composing *c, const struct plan_item *item)
{
	static const uint16_t types[] = {RR_A, RR_AAAA};
	const struct zone_version *v = c->from->version;
	const struct plan_item *ns = &c->plan->items[item->ref];
	struct rrset hosts, addresses;
	struct span host;
	zone_expand_data(c->from->names, zone_apex_name(v), ns->node, ns->set, &hosts);
	struct rrset_iter it = rrset_iter_of(&hosts);
	while (rrset_next(&it, &host)) {
		if (!name_is_under(host.data, item->node->name))
			continue;
		const struct zone_node *node = zone_version_find(v, host.data);
		for (size_t i = 0; node != NULL && i < ARRAY_LEN(types); i++) {
			if (zone_expand_type(c->from->expander, v, node, types[i], &addresses))
				TRY(set_put(c, SECTION_ADDITIONAL, &addresses, 0));
		}
	}
	return OK;
}

static enum err synth_put(struct composing *c, const struct plan_item *item)
{
	const struct plan_synth *s = &c->plan->synth[item->ref];
	return msg_put_rr(c->writer, SECTION_ANSWER, owner_of(c, item), RR_CNAME, CLASS_IN, s->ttl,
	                  span_of(s->target.wire, s->target.len));
}

static enum err item_put(struct composing *c, const struct plan_item *item)
{
	const struct compose_from *from = c->from;
	const uint8_t *apex = zone_apex_name(from->version);
	enum msg_section section = item->section;
	struct rrset set;
	if ((item->parts & PART_GLUE) != 0)
		return glue_put(c, item);
	if ((item->parts & PART_SYNTH) != 0)
		return synth_put(c, item);
	struct msg_mark mark = msg_mark(c->writer);
	enum err e = OK;
	if ((item->parts & PART_DATA) != 0) {
		zone_expand_data(from->expander, apex, item->node, item->set, &set);
		set.owner = owner_of(c, item);
		e = set_put(c, section, &set, section == SECTION_ANSWER ? c->rotation : 0);
	}
	if (e == OK && (item->parts & PART_SIGS) != 0) {
		zone_expand_sigs(from->expander, apex, item->node, item->set, &set);
		set.owner = owner_of(c, item);
		e = set_put(c, section, &set, 0);
		if (e != OK)
			msg_rollback(c->writer, mark);
	}
	return e;
}

enum place_result plan_compose_section(const struct plan *plan, const struct compose_from *from,
                                       struct msg_writer *w, unsigned rotation,
                                       enum msg_section section)
{
	struct composing c = {.plan = plan, .from = from, .writer = w, .rotation = rotation};
	for (unsigned i = 0; i < plan->count; i++) {
		const struct plan_item *item = &plan->items[i];
		if (item->section != section || item_put(&c, item) == OK || item->is_optional)
			continue;
		return PLACE_TRUNCATED;
	}
	return PLACE_DONE;
}

enum place_result plan_compose(const struct plan *plan, const struct compose_from *from,
                               const struct reply_space *space, size_t *at, uint16_t counts[4])
{
	const struct query *q = from->query;
	struct msg_writer w;
	enum place_result result = PLACE_DONE;
	msg_writer_init(&w, space->data, space->cap, q->id, 0);
	if (msg_put_question(&w, q->qname, q->qtype, q->qclass) != OK)
		return PLACE_TRUNCATED;
	for (unsigned s = SECTION_ANSWER; s <= SECTION_ADDITIONAL && result == PLACE_DONE; s++)
		result = plan_compose_section(plan, from, &w, space->rotation, s);
	*at = w.pos;
	memcpy(counts, w.count, sizeof(w.count));
	return result;
}
