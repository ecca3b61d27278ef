/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server of made-up zones a. (loaded, primary) and b. (secondary, not loaded), a made-up
 * configuration, and a client that writes answers as words.
 */
#pragma once

#include "support.h"

#include "base/mem.h"
#include "config/load.h"
#include "dns/name.h"
#include "server/control/commands.h"

#include <sys/socket.h>

struct fake {
	struct ctl_ops ops;
	struct ctl_service *service;
	struct conf_tree active;
	enum err reload_result;
	enum err commit_result;
	enum err zone_result; /* of what is done to zones */
	unsigned commits;
	bool stopped;
	bool edited_a;  /* zone a. has a transaction */
	char done[400]; /* what was asked of the rooms */
};

static const struct conf_item fake_top[] = {
	{.name = "text", .type = CONF_STR, .flags = CONF_EMPTY_OK},
	{.name = "many", .type = CONF_STR, .flags = CONF_MULTI},
	{.name = NULL},
};
static const struct conf_option fake_words[] = {{"one", 1}, {"two", 2}, {NULL, 0}};
static const struct conf_item fake_block[] = {
	{.name = "ref", .type = CONF_REF, .flags = CONF_MULTI, .refs = {"block"}},
	{.name = "word", .type = CONF_OPT, .options = fake_words},
	{.name = "n", .type = CONF_TIME},
	{.name = NULL},
};
static const struct conf_section fake_sections[] = {
	{.name = "top", .items = fake_top},
	{.name = "block", .id = "id", .id_type = CONF_STR, .items = fake_block},
	{.name = "mod-x", .id = "id", .id_type = CONF_STR, .items = fake_top},
	{.name = NULL},
};
static const struct conf_schema fake_schema = {.sections = fake_sections};

static enum err fake_reload(void *ctx, bool force)
{
	struct fake *f = ctx;
	snprintf(f->done, sizeof(f->done), "reload%s", force ? " force" : "");
	return f->reload_result;
}

static void fake_stop(void *ctx)
{
	((struct fake *)ctx)->stopped = true;
}

static enum err fake_status(void *ctx, struct span detail, struct text *out)
{
	(void)ctx;
	if (!span_is_word(detail, "version"))
		return E_INVALID;
	text_put(out, "1.2");
	return OK;
}

static enum err fake_describe(void *ctx, const uint8_t *name,
                              enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
                              void *each_ctx)
{
	struct fake *f = ctx;
	struct ctl_zone all[] = {{.name = "a.", .loaded = true, .serial = 5},
	                         {.name = "b.", .slave = true, .member = true}};
	all[0].transaction = f->edited_a;
	all[1].plans[PLAN_LOAD].when = WHEN_PENDING;
	if (name != NULL && name[1] != 'a' && name[1] != 'b')
		return E_NOZONE;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (name == NULL || name[1] == (uint8_t)all[i].name[0])
			TRY(each(each_ctx, &all[i]));
	}
	return OK;
}

static void fake_note(struct fake *f, const char *what, const uint8_t *zone)
{
	size_t len = strlen(f->done);
	snprintf(f->done + len, sizeof(f->done) - len, "%s(%c) ", what,
	         zone == NULL   ? '*'
	         : zone[0] == 0 ? '.'
	                        : zone[1]);
}

static enum err fake_trigger(void *ctx, const uint8_t *zone, const struct ctl_event *event)
{
	struct fake *f = ctx;
	char what[64];
	snprintf(what, sizeof(what), "%d%s%s%s%s:%u", event->what, event->force ? "F" : "",
	         event->wait ? "B" : "", event->directory != NULL ? "d=" : "",
	         event->directory != NULL ? event->directory : "", event->purge);
	fake_note(f, what, zone);
	/* Refreshing is for secondaries. */
	if (event->what == TRIGGER_REFRESH && zone[1] == 'a')
		return E_NOTSUP;
	return zone != NULL && zone[1] == 'x' ? E_NOZONE : f->zone_result;
}

static enum err fake_begin(void *ctx, const uint8_t *zone, bool benevolent)
{
	struct fake *f = ctx;
	fake_note(f, benevolent ? "begin+" : "begin", zone);
	if (zone[1] == 'a' && f->edited_a)
		return E_TXN_MANY;
	f->edited_a = f->edited_a || zone[1] == 'a';
	return OK;
}

static enum err fake_commit(void *ctx, const uint8_t *zone)
{
	struct fake *f = ctx;
	fake_note(f, "commit", zone);
	if (f->zone_result == OK)
		f->edited_a = false;
	return f->zone_result;
}

static enum err fake_abort(void *ctx, const uint8_t *zone)
{
	struct fake *f = ctx;
	fake_note(f, "abort", zone);
	bool was = f->edited_a && zone[1] == 'a';
	f->edited_a = false;
	return was ? OK : E_TXN_NONE;
}

static bool fake_any_open(void *ctx)
{
	return ((struct fake *)ctx)->edited_a;
}

static enum err fake_tell(void *ctx, const uint8_t *zone, enum ctl_view view,
                          const struct ctl_choice *choice,
                          enum err (*each)(void *each_ctx, const struct ctl_record *record),
                          void *each_ctx)
{
	struct fake *f = ctx;
	static const uint8_t www[] = "\3www\1a";
	struct ctl_record r = {.owner = www, .ttl = 60, .type = 1, .rdata = span_of("\1\2\3\4", 4)};
	fake_note(f, view == VIEW_SERVED ? "read" : view == VIEW_EDITED ? "get" : "diff", zone);
	if (zone[1] == 'b')
		return E_EMPTYZONE;
	if (zone[1] != 'a')
		return E_NOZONE;
	if (view != VIEW_SERVED && !f->edited_a)
		return E_TXN_NONE;
	if (choice->owner != NULL && !name_equal(choice->owner, www))
		return E_NONODE;
	if (choice->type != 0 && choice->type != 1)
		return OK;
	r.mark = view == VIEW_DIFF ? '+' : 0;
	return each(each_ctx, &r);
}

static enum err fake_set(void *ctx, const uint8_t *zone, const struct ctl_record *r)
{
	struct fake *f = ctx;
	char what[64];
	snprintf(what, sizeof(what), "set %c%c %d:%u %u/%zu", r->owner[1], r->owner[2], r->has_ttl,
	         r->ttl, r->type, r->rdata.len);
	fake_note(f, what, zone);
	return f->edited_a ? f->zone_result : E_TXN_NONE;
}

static enum err fake_unset(void *ctx, const uint8_t *zone, const struct ctl_record *r)
{
	struct fake *f = ctx;
	char what[64];
	snprintf(what, sizeof(what), "unset %u/%d", r->type, r->rdata.data != NULL);
	fake_note(f, what, zone);
	return f->edited_a ? E_NORECORD : E_TXN_NONE;
}

static enum err fake_count(void *ctx, const uint8_t *zone,
                           enum err (*each)(void *each_ctx, const struct ctl_counter *counter),
                           void *each_ctx)
{
	static const struct ctl_counter all[] = {{"server", "zone-count", NULL, 2},
	                                         {"mod-x", "asked", "SOA", 7},
	                                         {"mod-x", "asked", "NS", 0}};
	(void)ctx;
	if (zone != NULL && zone[1] == 'x')
		return E_NOZONE;
	for (size_t i = zone != NULL; i < ARRAY_LEN(all); i++)
		TRY(each(each_ctx, &all[i]));
	return OK;
}

static const struct conf_tree *fake_active(void *ctx)
{
	return &((struct fake *)ctx)->active;
}

static bool fake_is_persistent(void *ctx)
{
	(void)ctx;
	return false;
}

static enum err fake_conf_commit(void *ctx, const struct conf_tree *tree, struct text *error)
{
	struct fake *f = ctx;
	if (f->commit_result != OK) {
		text_put(error, "no good");
		return f->commit_result;
	}
	f->commits++;
	conf_tree_deinit(&f->active);
	conf_tree_init(&f->active, &fake_schema);
	conf_tree_copy(&f->active, tree);
	return OK;
}

static inline void fake_start(struct fake *f, const char *conf)
{
	struct text error;
	*f = (struct fake){.stopped = false};
	text_init(&error);
	conf_tree_init(&f->active, &fake_schema);
	assert_ok(conf_tree_load_text(&f->active, "f", span_str(conf), &error));
	text_deinit(&error);
	f->ops = (struct ctl_ops){
		.server = {f, fake_reload, fake_stop, fake_status},
		.zones = {f, fake_describe},
		.events = {f, fake_trigger, ~0u},
		.content = {f, fake_begin, fake_commit, fake_abort, fake_any_open, fake_tell,
	                    fake_set, fake_unset},
		.stats = {f, fake_count},
		.conf = {f, fake_active, fake_is_persistent, fake_conf_commit},
	};
	f->service = ctl_service_new(&f->ops, 2000);
}

static inline void fake_end(struct fake *f)
{
	ctl_service_free(f->service);
	conf_tree_deinit(&f->active);
}

static inline void fake_put(struct text *t, const struct ctl_unit *u)
{
	static const char letters[] = "cf!si#zotydf";
	text_put_char(t, u->type == CTL_EXTRA ? '+' : '|');
	for (int i = 0; i < CTL_ITEMS; i++) {
		struct span s = ctl_get(u, (enum ctl_item)i);
		if (u->items[i].data == NULL || i == CTL_CMD)
			continue;
		text_printf(t, " %c=%.*s", letters[i], (int)s.len, (const char *)s.data);
	}
}

/*
 * Run one request and write the answer's units into t: "| z=a. y=role d=master+ y=serial d=5".
 *
 * items  pairs of an item's number and text, ended by -1
 */
struct fake_item {
	int item;
	const char *text;
};
static inline enum err fake_ask(struct fake *f, struct text *t, const char *cmd,
                                const struct fake_item *items)
{
	int fds[2];
	struct ctl_channel server, client;
	struct ctl_unit request = {.type = CTL_DATA}, unit;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ctl_channel_init(&server, fds[0], 2000);
	ctl_channel_init(&client, fds[1], 2000);
	ctl_set(&request, CTL_CMD, cmd);
	for (; items != NULL && items->text != NULL; items++)
		ctl_set(&request, (enum ctl_item)items->item, items->text);
	enum err e = ctl_command(&server, &request, f->service);
	text_reset(t);
	text_put(t, "");
	while (e == OK) {
		assert_ok(ctl_receive(&client, &unit));
		if (unit.type == CTL_BLOCK)
			break;
		fake_put(t, &unit);
	}
	ctl_channel_deinit(&server);
	ctl_channel_deinit(&client);
	return e;
}

/* The answer to a request whose items are given as (item, text) pairs. */
#define ASK(f, t, cmd, ...)                                                                        \
	assert_ok(fake_ask((f), (t), (cmd),                                                        \
	                   (const struct fake_item[]){__VA_ARGS__ __VA_OPT__(, ){0, NULL}}))
#define EXPECT(f, t, answer, cmd, ...)                                                             \
	do {                                                                                       \
		ASK(f, t, cmd, __VA_ARGS__);                                                       \
		assert_string_equal((t)->buf != NULL ? (t)->buf : "", answer);                     \
	} while (0)
