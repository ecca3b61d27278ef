/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answering.  Failures are told in the answer - an error item with the echoed request - never by
 * closing.
 */

#include "server/control/call.h"

#include "base/vec.h"
#include "report/log.h"

bool call_has_flag(const struct call *c, char flag)
{
	struct span flags = ctl_get(c->request, CTL_FLAGS);
	return flags.len > 0 && memchr(flags.data, flag, flags.len) != NULL;
}

bool call_has_filter(const struct call *c, char letter)
{
	struct span filter = ctl_get(c->request, CTL_FILTER);
	return filter.len > 0 && memchr(filter.data, letter, filter.len) != NULL;
}

enum err call_send(struct call *c, const struct ctl_unit *unit)
{
	if (c->sending == OK)
		c->sending = ctl_send(c->channel, unit);
	return c->sending;
}

static void log_failure(const struct call *c, const char *why)
{
	char buf[300];
	struct text zone;
	struct name name;
	if (strncmp(c->command, "zone-", 5) != 0) {
		log_line(SEV_DEBUG, LOG_CONTROL, NULL, "control, command '%s' (%s)", c->command,
		         why);
		return;
	}
	text_init_fixed(&zone, buf, sizeof(buf));
	struct span text = ctl_get(c->request, CTL_ZONE);
	bool named = text.len > 0 && name_parse(&name, text, name_root) == OK;
	if (named)
		name_print(&zone, name.wire);
	log_line(SEV_ERROR, LOG_CONTROL, named ? buf : NULL, "control, error (%s)", why);
}

void call_fail_text(struct call *c, const char *why, const struct ctl_unit *about)
{
	struct ctl_unit unit = about != NULL ? *about : *c->request;
	unit.type = CTL_DATA;
	ctl_set(&unit, CTL_ERROR, why);
	log_failure(c, why);
	enum err e = call_send(c, &unit);
	(void)e; /* kept in the call */
}

void call_fail(struct call *c, enum err why)
{
	call_fail_text(c, err_text(why), NULL);
}

struct names {
	VEC(char *) texts;
	bool edited_only;
};

static enum err add_name(void *ctx, const struct ctl_zone *zone)
{
	struct names *n = ctx;
	if (!n->edited_only || zone->transaction)
		VEC_PUSH(&n->texts, mem_strdup(zone->name));
	return OK;
}

static enum err do_one(struct call *c, const char *text,
                       enum err (*one)(struct call *c, const struct call_zone *zone))
{
	struct name name;
	TRY(name_parse_str(&name, text));
	name_lower(name.wire, name.len);
	const struct call_zone zone = {text, name.wire};
	return one(c, &zone);
}

static void do_all(struct call *c, bool edited_only,
                   enum err (*one)(struct call *c, const struct call_zone *zone))
{
	struct names n = {.edited_only = edited_only};
	bool failed = false;
	/* Names first: what is done to a zone may change the list, or wait. */
	enum err e = c->ops->zones.describe(c->ops->zones.ctx, NULL, add_name, &n);
	for (size_t i = 0; i < n.texts.count; i++) {
		if (c->sending == OK && e == OK) {
			enum err result = do_one(c, n.texts.items[i], one);
			failed = failed || (result != OK && result != E_NOTSUP);
			if (result != OK && result != E_NOTSUP)
				log_line(SEV_DEBUG, LOG_CONTROL, n.texts.items[i],
				         "control, error (%s)", err_text(result));
		}
		mem_free(n.texts.items[i]);
	}
	VEC_FREE(&n.texts);
	if (e != OK)
		call_fail(c, e);
	else if (failed)
		call_fail(c, E_SOME_ZONES);
}

void call_zones(struct call *c, bool all_if_edited,
                enum err (*one)(struct call *c, const struct call_zone *zone))
{
	struct span text = ctl_get(c->request, CTL_ZONE);
	struct name name;
	if (text.len == 0) {
		do_all(c, all_if_edited, one);
		return;
	}
	enum err e = name_parse(&name, text, name_root);
	if (e == OK) {
		struct text normal;
		text_init(&normal);
		name_lower(name.wire, name.len);
		name_print(&normal, name.wire);
		e = do_one(c, normal.buf, one);
		text_deinit(&normal);
	}
	if (e != OK)
		call_fail(c, e);
}
