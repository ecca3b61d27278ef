/* SPDX-License-Identifier: BSD-2-Clause */
/* zone-status: one unit per field, in the order that scripts know. */

#include "base/clock.h"
#include "server/control/call.h"
#include "server/control/relative_time.h"

/* Fields before the planned events, and the letters that choose them. */
enum field {
	FIELD_ROLE,
	FIELD_SERIAL,
	FIELD_TRANSACTION,
	FIELD_FREEZE,
	FIELD_XFR_FREEZE,
	FIELD_CATALOG,
	FIELDS
};

static const struct {
	const char *name;
	char filter;
} fields[FIELDS + CTL_PLANS] = {
	[FIELD_ROLE] = {"role", 'r'},
	[FIELD_SERIAL] = {"serial", 's'},
	[FIELD_TRANSACTION] = {"transaction", 't'},
	[FIELD_FREEZE] = {"freeze", 'f'},
	[FIELD_XFR_FREEZE] = {"XFR-freeze", 'f'},
	[FIELD_CATALOG] = {"catalog", 'c'},
	[FIELDS + PLAN_LOAD] = {"load", 'e'},
	[FIELDS + PLAN_REFRESH] = {"refresh", 'e'},
	[FIELDS + PLAN_UPDATE] = {"update", 'e'},
	[FIELDS + PLAN_EXPIRATION] = {"expiration", 'e'},
	[FIELDS + PLAN_FLUSH] = {"flush", 'e'},
	[FIELDS + PLAN_BACKUP] = {"backup/restore", 'e'},
	[FIELDS + PLAN_NOTIFY] = {"notify", 'e'},
	[FIELDS + PLAN_RESIGN] = {"re-sign", 'e'},
	[FIELDS + PLAN_VALIDATE] = {"DNSSEC-validate", 'e'},
	[FIELDS + PLAN_DS_CHECK] = {"DS-check", 'e'},
	[FIELDS + PLAN_DS_PUSH] = {"DS-push", 'e'},
	[FIELDS + PLAN_DNSKEY_SYNC] = {"DNSKEY-sync", 'e'},
};

static void put_plan(struct text *t, const struct ctl_planned *p, bool unix_time)
{
	static const char *const words[] = {[WHEN_NEVER] = "-",
	                                    [WHEN_PENDING] = "pending",
	                                    [WHEN_RUNNING] = "running",
	                                    [WHEN_FROZEN] = "frozen"};
	int64_t now = clock_wall().s;
	if (p->when != WHEN_AT)
		text_put(t, words[p->when]);
	else if (unix_time)
		text_printf(t, "%lld", (long long)p->at_s);
	else if (p->at_s < now)
		text_put(t, "pending");
	else
		relative_time_print(t, p->at_s - now);
}

static void put_field(struct text *t, size_t i, const struct ctl_zone *z, bool unix_time)
{
	static const char *const freezes[] = {[FREEZE_NO] = "-",
	                                      [FREEZE_YES] = "yes",
	                                      [FREEZE_FREEZING] = "freezing",
	                                      [FREEZE_THAWING] = "thawing"};
	switch (i) {
	case FIELD_ROLE:
		text_put(t, z->slave ? "slave" : "master");
		break;
	case FIELD_SERIAL:
		if (z->loaded)
			text_put_u32(t, z->serial);
		else
			text_put(t, "-");
		break;
	case FIELD_TRANSACTION:
		text_put(t, z->transaction ? "open" : "-");
		break;
	case FIELD_FREEZE:
		text_put(t, freezes[z->freeze]);
		break;
	case FIELD_XFR_FREEZE:
		text_put(t, z->xfr_frozen ? "yes" : "-");
		break;
	case FIELD_CATALOG:
		text_put(t, z->catalog != NULL ? z->catalog : "-");
		break;
	default:
		put_plan(t, &z->plans[i - FIELDS], unix_time);
	}
}

/* Without one of these letters everything is shown; 'u' only says how times look. */
static bool is_filtered(const struct call *c)
{
	for (const char *letter = "rstfce"; *letter != '\0'; letter++) {
		if (call_has_filter(c, *letter))
			return true;
	}
	return false;
}

static enum err send_zone(void *ctx, const struct ctl_zone *zone)
{
	struct call *c = ctx;
	bool filtered = is_filtered(c), first = true;
	char marks[4];
	struct text value, flags;
	text_init(&value);
	text_init_fixed(&flags, marks, sizeof(marks));
	text_put(&flags, zone->slave ? "s" : "");
	text_put(&flags, zone->member ? "m" : "");
	text_put(&flags, zone->loaded ? "" : "e");
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		struct ctl_unit unit = {.type = first ? CTL_DATA : CTL_EXTRA};
		if (filtered && !call_has_filter(c, fields[i].filter))
			continue;
		if (first) {
			ctl_set(&unit, CTL_ZONE, zone->name);
			unit.items[CTL_FLAGS] = span_of(marks, flags.len);
		}
		text_reset(&value);
		put_field(&value, i, zone, call_has_filter(c, 'u'));
		ctl_set(&unit, CTL_TYPE, fields[i].name);
		unit.items[CTL_DATA_ITEM] = text_span(&value);
		if (call_send(c, &unit) != OK)
			break;
		first = false;
	}
	text_deinit(&value);
	return c->sending;
}

void command_zone_status(struct call *c)
{
	struct span text = ctl_get(c->request, CTL_ZONE);
	struct name name;
	enum err e = OK;
	if (text.len > 0)
		e = name_parse(&name, text, name_root);
	if (e == OK && text.len > 0)
		name_lower(name.wire, name.len);
	if (e == OK)
		e = c->ops->zones.describe(c->ops->zones.ctx, text.len > 0 ? name.wire : NULL,
		                           send_zone, c);
	if (e != OK && c->sending == OK)
		call_fail(c, e);
}
