/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands.  Failures are told in the answer (an error item with the echoed request), never by
 * closing: only a command that does not exist closes the connection.
 */

#include "server/control/commands.h"

#include "dns/name.h"
#include "report/log.h"

struct call {
	struct ctl_channel *channel;
	const struct ctl_unit *request;
	const struct ctl_ops *ops;
};

/* Request items are borrowed from the input buffer, which stays until the next request. */
static enum err send_error(struct call *c, enum err why)
{
	struct ctl_unit unit = *c->request;
	unit.type = CTL_DATA;
	ctl_set(&unit, CTL_ERROR, err_text(why));
	log_line(SEV_DEBUG, LOG_CONTROL, NULL, "control, error (%s)", err_text(why));
	return ctl_send(c->channel, &unit);
}

/* Zone named in the request; false when there is none, which means all. */
static enum err zone_of(struct call *c, struct name *name, bool *given)
{
	struct span text = ctl_get(c->request, CTL_ZONE);
	*given = text.len > 0;
	if (!*given)
		return OK;
	TRY(name_parse(name, text, name_root));
	name_lower(name->wire, name->len);
	return OK;
}

static enum err do_status(struct call *c)
{
	struct span detail = ctl_get(c->request, CTL_TYPE);
	struct text out;
	if (detail.len == 0)
		return OK;
	text_init(&out);
	enum err e = c->ops->status(c->ops->ctx, detail, &out);
	if (e == OK) {
		struct ctl_unit unit = {.type = CTL_DATA};
		unit.items[CTL_TYPE] = detail;
		unit.items[CTL_DATA_ITEM] = text_span(&out);
		e = ctl_send(c->channel, &unit);
	} else {
		e = send_error(c, e);
	}
	text_deinit(&out);
	return e;
}

static enum err do_stop(struct call *c)
{
	c->ops->stop(c->ops->ctx);
	return OK;
}

static enum err do_reload(struct call *c)
{
	enum err e = c->ops->reload(c->ops->ctx);
	return e == OK ? OK : send_error(c, e);
}

/* Fields of zone-status in their fixed order, with the letter that filters them ('e': events). */
static const struct {
	const char *name;
	char filter;
} fields[] = {
	{"role", 'r'},       {"serial", 's'},     {"transaction", 't'},
	{"freeze", 'f'},     {"XFR-freeze", 'f'}, {"catalog", 'c'},
	{"load", 'e'},       {"refresh", 'e'},    {"update", 'e'},
	{"expiration", 'e'}, {"flush", 'e'},      {"backup/restore", 'e'},
	{"notify", 'e'},     {"re-sign", 'e'},    {"DNSSEC-validate", 'e'},
	{"DS-check", 'e'},   {"DS-push", 'e'},    {"DNSKEY-sync", 'e'},
};

static const char *field_value(size_t i, const struct ctl_zone *zone, char serial[11])
{
	if (strcmp(fields[i].name, "role") == 0)
		return "master";
	if (strcmp(fields[i].name, "serial") == 0 && zone->loaded) {
		snprintf(serial, 11, "%u", zone->serial);
		return serial;
	}
	return strcmp(fields[i].name, "load") == 0 ? zone->load : "-";
}

static enum err send_zone(void *ctx, const struct ctl_zone *zone)
{
	struct call *c = ctx;
	struct span filter = ctl_get(c->request, CTL_FILTER);
	bool first = true;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		char serial[11];
		if (filter.len > 0 && memchr(filter.data, fields[i].filter, filter.len) == NULL)
			continue;
		struct ctl_unit unit = {.type = first ? CTL_DATA : CTL_EXTRA};
		if (first) {
			ctl_set(&unit, CTL_ZONE, zone->name);
			ctl_set(&unit, CTL_FLAGS, zone->loaded ? "" : "e");
		}
		ctl_set(&unit, CTL_TYPE, fields[i].name);
		ctl_set(&unit, CTL_DATA_ITEM, field_value(i, zone, serial));
		TRY(ctl_send(c->channel, &unit));
		first = false;
	}
	return OK;
}

static enum err do_zone_status(struct call *c)
{
	struct name name;
	bool given;
	enum err e = zone_of(c, &name, &given);
	if (e == OK)
		e = c->ops->zones(c->ops->ctx, given ? name.wire : NULL, send_zone, c);
	return e == OK || e == E_CLOSED || e == E_TIMEOUT ? e : send_error(c, e);
}

static enum err reload_one(void *ctx, const struct ctl_zone *zone)
{
	struct call *c = ctx;
	struct name name;
	bool wait = memchr(ctl_get(c->request, CTL_FLAGS).data, 'B',
	                   ctl_get(c->request, CTL_FLAGS).len) != NULL;
	TRY(name_parse_str(&name, zone->name));
	return c->ops->zone_reload(c->ops->ctx, name.wire, wait);
}

static enum err do_zone_reload(struct call *c)
{
	struct name name;
	bool given;
	enum err e = zone_of(c, &name, &given);
	if (e == OK)
		e = c->ops->zones(c->ops->ctx, given ? name.wire : NULL, reload_one, c);
	return e == OK ? OK : send_error(c, e);
}

static const struct {
	const char *name;
	enum err (*run)(struct call *c);
} commands[] = {
	{"status", do_status},           {"stop", do_stop},
	{"reload", do_reload},           {"zone-status", do_zone_status},
	{"zone-reload", do_zone_reload},
};

enum err ctl_command(struct ctl_channel *channel, const struct ctl_unit *request,
                     const struct ctl_ops *ops)
{
	struct call c = {channel, request, ops};
	struct span name = ctl_get(request, CTL_CMD);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (!span_equal(name, span_str(commands[i].name)))
			continue;
		struct span zone = ctl_get(request, CTL_ZONE);
		char buf[300];
		struct text safe;
		text_init_fixed(&safe, buf, sizeof(buf));
		text_put_escaped(&safe, zone);
		log_line(SEV_INFO, LOG_CONTROL, zone.len > 0 ? buf : NULL,
		         "control, received command '%s'", commands[i].name);
		TRY(commands[i].run(&c));
		return ctl_send_type(channel, CTL_BLOCK);
	}
	return E_NOTSUP;
}
