/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands about records of zones: reading them, and the transactions that change them. */

#include "base/mem.h"
#include "dns/rdata.h"
#include "dns/ttl.h"
#include "server/control/call.h"

/* ---- telling records ---- */

struct telling {
	struct call *call;
	const struct call_zone *zone;
	struct text owner, ttl, type, data;
};

/* An RRSIG is shown with the TTL it was made for (RFC 4034 section 3.1.4). */
static uint32_t shown_ttl(const struct ctl_record *r)
{
	enum { ORIGINAL_TTL = 4 };
	return r->type == RR_RRSIG && r->rdata.len >= ORIGINAL_TTL + 4
	               ? wire_get_u32(r->rdata.data + ORIGINAL_TTL)
	               : r->ttl;
}

static enum err send_record(void *ctx, const struct ctl_record *r)
{
	struct telling *t = ctx;
	struct ctl_unit unit = {.type = CTL_DATA};
	text_reset(&t->owner);
	text_reset(&t->ttl);
	text_reset(&t->type);
	text_reset(&t->data);
	name_print(&t->owner, r->owner);
	text_put_u32(&t->ttl, shown_ttl(r));
	rrtype_print(&t->type, r->type);
	rdata_print(&t->data, r->type, r->rdata, NULL);
	if (r->mark != 0)
		unit.items[CTL_FLAGS] = span_of(&r->mark, 1);
	ctl_set(&unit, CTL_ZONE, t->zone->text);
	unit.items[CTL_OWNER] = text_span(&t->owner);
	unit.items[CTL_TTL] = text_span(&t->ttl);
	unit.items[CTL_TYPE] = text_span(&t->type);
	unit.items[CTL_DATA_ITEM] = text_span(&t->data);
	return call_send(t->call, &unit);
}

static enum err read_owner(struct call *c, const struct call_zone *zone, struct name *out,
                           bool *given)
{
	struct span text = ctl_get(c->request, CTL_OWNER);
	*given = text.len > 0;
	if (!*given)
		return OK;
	TRY(name_parse(out, text, zone->wire));
	name_lower(out->wire, out->len);
	return OK;
}

static enum err read_choice(struct call *c, const struct call_zone *zone, struct name *owner,
                            struct ctl_choice *choice)
{
	struct span type = ctl_get(c->request, CTL_TYPE);
	bool has_owner;
	if (read_owner(c, zone, owner, &has_owner) != OK)
		return E_INVALID;
	*choice = (struct ctl_choice){.owner = has_owner ? owner->wire : NULL};
	if (type.len > 0 && rrtype_parse(&choice->type, type) != OK)
		return E_INVALID;
	return OK;
}

static enum err tell(struct call *c, const struct call_zone *zone, enum ctl_view view)
{
	struct telling t = {.call = c, .zone = zone};
	struct ctl_choice choice;
	struct name owner;
	TRY(read_choice(c, zone, &owner, &choice));
	text_init(&t.owner);
	text_init(&t.ttl);
	text_init(&t.type);
	text_init(&t.data);
	enum err e = c->ops->content.tell(c->ops->content.ctx, zone->wire, view, &choice,
	                                  send_record, &t);
	text_deinit(&t.owner);
	text_deinit(&t.ttl);
	text_deinit(&t.type);
	text_deinit(&t.data);
	/* A client that went away is no failure of the zone. */
	return c->sending != OK ? OK : e;
}

static enum err read_zone(struct call *c, const struct call_zone *zone)
{
	enum err e = tell(c, zone, VIEW_SERVED);
	/* Of all zones those that have it are asked for. */
	bool all = ctl_get(c->request, CTL_ZONE).len == 0;
	return all && (e == E_EMPTYZONE || e == E_NONODE) ? OK : e;
}

static enum err get_zone(struct call *c, const struct call_zone *zone)
{
	enum err e = tell(c, zone, VIEW_EDITED);
	bool all = ctl_get(c->request, CTL_ZONE).len == 0;
	return all && e == E_NONODE ? OK : e;
}

static enum err diff_zone(struct call *c, const struct call_zone *zone)
{
	return tell(c, zone, VIEW_DIFF);
}

/* ---- transactions ---- */

static enum err begin_zone(struct call *c, const struct call_zone *zone)
{
	/* Not while the configuration is edited: which zones there are must stay as it is. */
	TRY(ctl_exclusive_enter(c->service));
	enum err e = ctl_conf_edited(c->service) != NULL
	                     ? E_TXN_MANY
	                     : c->ops->content.begin(c->ops->content.ctx, zone->wire,
	                                             call_has_filter(c, 'b'));
	ctl_exclusive_leave(c->service);
	return e;
}

static enum err commit_zone(struct call *c, const struct call_zone *zone)
{
	return c->ops->content.commit(c->ops->content.ctx, zone->wire);
}

static enum err abort_zone(struct call *c, const struct call_zone *zone)
{
	return c->ops->content.abort(c->ops->content.ctx, zone->wire);
}

/* ---- changes ---- */

static enum err read_ttl(struct call *c, struct ctl_record *r)
{
	struct span ttl = ctl_get(c->request, CTL_TTL);
	if (ttl.len == 0)
		return OK;
	r->has_ttl = true;
	return ttl_parse(&r->ttl, ttl) == OK ? OK : E_PARSE;
}

/* rdata: room for any. */
static enum err read_data(struct call *c, const struct call_zone *zone, struct ctl_record *r,
                          uint8_t *rdata)
{
	struct wire_writer w = wire_writer_of(rdata, RDATA_MAX_LEN);
	if (rdata_parse_line(&w, r->type, ctl_get(c->request, CTL_DATA_ITEM), zone->wire) != OK)
		return E_PARSE;
	r->rdata = wire_written(&w);
	return OK;
}

static enum err read_record(struct call *c, const struct call_zone *zone, struct name *owner,
                            struct ctl_record *r)
{
	bool has_owner;
	*r = (struct ctl_record){.owner = owner->wire};
	if (read_owner(c, zone, owner, &has_owner) != OK)
		return E_PARSE;
	if (!has_owner)
		return E_PARAM_MISSING;
	TRY(read_ttl(c, r));
	struct span type = ctl_get(c->request, CTL_TYPE);
	return type.len == 0 || rrtype_parse(&r->type, type) == OK ? OK : E_PARSE;
}

static enum err set_zone(struct call *c, const struct call_zone *zone)
{
	struct ctl_record r;
	struct name owner;
	TRY(read_record(c, zone, &owner, &r));
	if (r.type == 0 || rrtype_get(r.type)->flags & RRTYPE_META)
		return E_PARSE;
	uint8_t *rdata = mem_alloc(RDATA_MAX_LEN);
	enum err e = read_data(c, zone, &r, rdata);
	if (e == OK)
		e = c->ops->content.set(c->ops->content.ctx, zone->wire, &r);
	mem_free(rdata);
	return e;
}

static enum err unset_zone(struct call *c, const struct call_zone *zone)
{
	struct ctl_record r;
	struct name owner;
	TRY(read_record(c, zone, &owner, &r));
	bool has_data = ctl_get(c->request, CTL_DATA_ITEM).len > 0;
	if (has_data && r.type == 0)
		return E_PARSE;
	uint8_t *rdata = mem_alloc(RDATA_MAX_LEN);
	enum err e = has_data ? read_data(c, zone, &r, rdata) : OK;
	if (e == OK)
		e = c->ops->content.unset(c->ops->content.ctx, zone->wire, &r);
	mem_free(rdata);
	return e;
}

static const struct {
	const char *command;
	bool edited_only; /* of all zones: those with a transaction */
	enum err (*one)(struct call *c, const struct call_zone *zone);
} commands[] = {
	{"zone-read", false, read_zone},    {"zone-get", true, get_zone},
	{"zone-diff", true, diff_zone},     {"zone-begin", false, begin_zone},
	{"zone-commit", true, commit_zone}, {"zone-abort", true, abort_zone},
	{"zone-set", true, set_zone},       {"zone-unset", true, unset_zone},
};

void command_content(struct call *c)
{
	if (c->ops->content.begin == NULL && strcmp(c->command, "zone-read") != 0) {
		call_fail(c, E_NOTSUP);
		return;
	}
	if (c->ops->content.tell == NULL) {
		call_fail(c, E_NOTSUP);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].command, c->command) == 0)
			call_zones(c, commands[i].edited_only, commands[i].one);
	}
}
