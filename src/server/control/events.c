/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that trigger an event of zones. */

#include "server/control/call.h"

#include "base/mem.h"

static const struct {
	const char *command;
	enum ctl_trigger trigger;
} triggers[] = {
	{"zone-reload", TRIGGER_RELOAD},
	{"zone-refresh", TRIGGER_REFRESH},
	{"zone-retransfer", TRIGGER_RETRANSFER},
	{"zone-notify", TRIGGER_NOTIFY},
	{"zone-flush", TRIGGER_FLUSH},
	{"zone-freeze", TRIGGER_FREEZE},
	{"zone-thaw", TRIGGER_THAW},
	{"zone-xfr-freeze", TRIGGER_XFR_FREEZE},
	{"zone-xfr-thaw", TRIGGER_XFR_THAW},
	{"zone-purge", TRIGGER_PURGE},
	{"zone-sign", TRIGGER_SIGN},
	{"zone-validate", TRIGGER_VALIDATE},
	{"zone-keys-load", TRIGGER_KEYS_LOAD},
	{"zone-key-rollover", TRIGGER_KSK_ROLLOVER},
	{"zone-ksk-submitted", TRIGGER_KSK_SUBMITTED},
};

static const struct {
	char filter;
	enum ctl_purge what;
} purges[] = {
	{'e', PURGE_EXPIRE}, {'f', PURGE_ZONEFILE}, {'j', PURGE_JOURNAL}, {'t', PURGE_TIMERS},
	{'k', PURGE_KASP},   {'c', PURGE_CATALOG},  {'o', PURGE_ORPHAN},
};

static unsigned purge_set(const struct call *c)
{
	unsigned set = 0;
	for (size_t i = 0; i < ARRAY_LEN(purges); i++) {
		if (call_has_filter(c, purges[i].filter))
			set |= purges[i].what;
	}
	/* Nothing chosen is everything. */
	return (set & ~(unsigned)PURGE_ORPHAN) == 0 ? set | PURGE_ALL : set;
}

static enum err read_event(struct call *c, struct ctl_event *event, char **directory)
{
	struct span type = ctl_get(c->request, CTL_TYPE), data = ctl_get(c->request, CTL_DATA_ITEM);
	*event = (struct ctl_event){.force = call_has_flag(c, 'F'), .wait = call_has_flag(c, 'B')};
	for (size_t i = 0; i < ARRAY_LEN(triggers); i++) {
		if (strcmp(triggers[i].command, c->command) == 0)
			event->what = triggers[i].trigger;
	}
	if (event->what == TRIGGER_PURGE)
		event->purge = purge_set(c);
	if (event->what == TRIGGER_KSK_ROLLOVER) {
		if (span_is_word(type, "zsk"))
			event->what = TRIGGER_ZSK_ROLLOVER;
		else if (!span_is_word(type, "ksk"))
			return E_INVALID;
	}
	if (event->what == TRIGGER_FLUSH && call_has_filter(c, 'd')) {
		if (data.len == 0 || memchr(data.data, '\0', data.len) != NULL)
			return E_INVALID;
		*directory = mem_printf("%.*s", (int)data.len, (const char *)data.data);
		event->directory = *directory;
	}
	return OK;
}

static enum err trigger_one(struct call *c, const struct call_zone *zone)
{
	struct ctl_event event;
	char *directory = NULL;
	TRY(read_event(c, &event, &directory));
	enum err e = c->ops->events.trigger(c->ops->events.ctx, zone->wire, &event);
	mem_free(directory);
	return e;
}

static void purge_orphans(struct call *c, const struct ctl_event *event)
{
	struct span text = ctl_get(c->request, CTL_ZONE);
	struct name name;
	enum err e = OK;
	if (text.len > 0)
		e = name_parse(&name, text, name_root);
	if (e == OK && text.len > 0)
		name_lower(name.wire, name.len);
	if (e == OK)
		e = c->ops->events.trigger(c->ops->events.ctx, text.len > 0 ? name.wire : NULL,
		                           event);
	if (e != OK)
		call_fail(c, e);
}

void command_event(struct call *c)
{
	struct ctl_event event;
	char *directory = NULL;
	enum err e = read_event(c, &event, &directory);
	mem_free(directory);
	event.directory = NULL;
	if (e == OK && (c->ops->events.known & 1u << event.what) == 0)
		e = E_NOTSUP;
	if (e != OK)
		call_fail(c, e);
	else if (event.purge & PURGE_ORPHAN)
		purge_orphans(c, &event);
	else
		call_zones(c, false, trigger_one);
}
