/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands about counters. */

#include "server/control/call.h"

struct counting {
	struct call *call;
	const struct call_zone *zone; /* NULL = of the server */
	bool found;                   /* is there a counter of the name asked for? */
};

static bool is_wanted(struct counting *n, const struct ctl_counter *counter)
{
	struct span section = ctl_get(n->call->request, CTL_SECTION);
	struct span item = ctl_get(n->call->request, CTL_ITEM);
	if (section.len > 0 && !span_equal(section, span_str(counter->section)))
		return false;
	return item.len == 0 || span_equal(item, span_str(counter->item));
}

static enum err send_counter(void *ctx, const struct ctl_counter *counter)
{
	struct counting *n = ctx;
	struct ctl_unit unit = {.type = CTL_DATA};
	char value[24];
	if (!is_wanted(n, counter))
		return OK;
	n->found = true;
	/* Of counters with an index only those that counted something, unless forced. */
	if (counter->value == 0 && counter->id != NULL && !call_has_flag(n->call, 'F'))
		return OK;
	snprintf(value, sizeof(value), "%llu", (unsigned long long)counter->value);
	if (n->zone != NULL)
		ctl_set(&unit, CTL_ZONE, n->zone->text);
	ctl_set(&unit, CTL_SECTION, counter->section);
	ctl_set(&unit, CTL_ITEM, counter->item);
	if (counter->id != NULL)
		ctl_set(&unit, CTL_ID, counter->id);
	ctl_set(&unit, CTL_DATA_ITEM, value);
	return call_send(n->call, &unit);
}

static enum err tell(struct counting *n, const uint8_t *zone, enum err absent)
{
	struct call *c = n->call;
	enum err e = OK;
	if (zone != NULL && c->ops->stats.contents != NULL)
		e = c->ops->stats.contents(c->ops->stats.ctx, zone, send_counter, n);
	if (e == OK)
		e = c->ops->stats.tell(c->ops->stats.ctx, zone, send_counter, n);
	if (c->sending != OK)
		return OK;
	bool asked = ctl_get(c->request, CTL_SECTION).len > 0;
	return e == OK && asked && !n->found ? absent : e;
}

void command_stats(struct call *c)
{
	struct counting n = {.call = c};
	enum err e = c->ops->stats.tell != NULL ? tell(&n, NULL, E_INVALID) : E_NOTSUP;
	if (e != OK)
		call_fail(c, e);
}

static enum err tell_zone(struct call *c, const struct call_zone *zone)
{
	struct counting n = {.call = c, .zone = zone};
	return tell(&n, zone->wire, E_NOTFOUND);
}

void command_zone_stats(struct call *c)
{
	if (c->ops->stats.tell == NULL)
		call_fail(c, E_NOTSUP);
	else
		call_zones(c, false, tell_zone);
}
