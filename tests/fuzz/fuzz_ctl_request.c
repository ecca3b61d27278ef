/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests on the control socket: whatever units a client sends, each command answers with units
 * and a BLOCK, the configuration in force stays one that can be listed, and no lock is left behind.
 */

#include "base/mem.h"
#include "config/load.h"
#include "config/print.h"
#include "dns/rdata.h"
#include "server/conf/schema.h"
#include "server/control/commands.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 4096, REQUESTS_MAX = 32 };

static struct conf_tree active;

static void demand(bool fact)
{
	if (!fact)
		abort();
}

static enum err reload(void *ctx, bool force)
{
	(void)ctx;
	(void)force;
	return OK;
}

static void stop(void *ctx)
{
	(void)ctx;
}

static enum err status(void *ctx, struct span detail, struct text *out)
{
	(void)ctx;
	(void)detail;
	(void)out;
	return E_INVALID;
}

static enum err describe(void *ctx, const uint8_t *name,
                         enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
                         void *each_ctx)
{
	struct ctl_zone zone = {.name = "a.", .loaded = true};
	(void)ctx;
	return name == NULL || name[0] == 1 ? each(each_ctx, &zone) : E_NOZONE;
}

static enum err trigger(void *ctx, const uint8_t *zone, const struct ctl_event *event)
{
	(void)ctx;
	(void)zone;
	demand(event->directory == NULL || event->directory[0] != '\0');
	return OK;
}

static enum err of_zone(void *ctx, const uint8_t *zone)
{
	(void)ctx;
	(void)zone;
	return OK;
}

static enum err begin(void *ctx, const uint8_t *zone, bool benevolent)
{
	(void)benevolent;
	return of_zone(ctx, zone);
}

static enum err tell(void *ctx, const uint8_t *zone, enum ctl_view view,
                     const struct ctl_choice *choice,
                     enum err (*each)(void *each_ctx, const struct ctl_record *record),
                     void *each_ctx)
{
	struct ctl_record r = {.owner = zone, .type = choice->type, .rdata = span_of("", 0)};
	(void)ctx;
	(void)view;
	return each(each_ctx, &r);
}

static enum err change(void *ctx, const uint8_t *zone, const struct ctl_record *r)
{
	size_t len;
	(void)ctx;
	(void)zone;
	demand(name_check(span_of(r->owner, NAME_MAX_LEN), &len) == OK);
	return r->rdata.data == NULL || rdata_check(r->type, r->rdata) == OK ? OK : E_MALFORMED;
}

static enum err count(void *ctx, const uint8_t *zone,
                      enum err (*each)(void *each_ctx, const struct ctl_counter *counter),
                      void *each_ctx)
{
	struct ctl_counter c = {"server", "zone-count", NULL, 1};
	(void)ctx;
	(void)zone;
	return each(each_ctx, &c);
}

static const struct conf_tree *get_active(void *ctx)
{
	(void)ctx;
	return &active;
}

static bool is_persistent(void *ctx)
{
	(void)ctx;
	return true;
}

static enum err commit(void *ctx, const struct conf_tree *tree, struct text *error)
{
	(void)ctx;
	(void)error;
	conf_tree_deinit(&active);
	conf_tree_init(&active, &knot_schema);
	conf_tree_copy(&active, tree);
	return OK;
}

static const struct ctl_ops ops = {
	.server = {NULL, reload, stop, status},
	.zones = {NULL, describe},
	.events = {NULL, trigger, ~0u},
	.content = {.begin = begin,
                    .commit = of_zone,
                    .abort = of_zone,
                    .tell = tell,
                    .set = change,
                    .unset = change},
	.stats = {NULL, count},
	.conf = {NULL, get_active, is_persistent, commit},
};

/* Nobody may read files of the machine by an include. */
static bool is_harmless(const struct ctl_unit *u)
{
	return !span_equal(ctl_get(u, CTL_SECTION), span_str("include"));
}

/* Octets written are read at once by the same thread, so that nothing waits. */
static void drain(int fd)
{
	char buf[65536];
	while (recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
}

/* What was committed can be written out and read again. */
static void check_active(void)
{
	struct text out, error;
	struct conf_tree again;
	text_init(&out);
	text_init(&error);
	conf_export(&out, &active, "x");
	conf_tree_init(&again, &knot_schema);
	enum err e = conf_tree_load_text(&again, "x", text_span(&out), &error);
	/* References may be broken: a commit of the server checks them, ours does not. */
	demand(e == OK || e == E_CONF_REF || e == E_CONF_AMBIGUOUS);
	conf_tree_deinit(&again);
	text_deinit(&out);
	text_deinit(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size > INPUT_MAX ? INPUT_MAX : size);
	struct ctl_channel channel;
	struct ctl_unit unit;
	size_t used = 0;
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
		return 0;
	conf_tree_init(&active, &knot_schema);
	ctl_channel_init(&channel, fds[0], 1000);
	struct ctl_service *service = ctl_service_new(&ops, 1000);
	for (int i = 0; i < REQUESTS_MAX && ctl_unit_read(&unit, in, &used) == OK; i++) {
		if (unit.type == CTL_DATA && is_harmless(&unit)) {
			enum err e = ctl_command(&channel, &unit, service);
			demand(e == OK || e == E_NOTSUP);
			demand(ctl_exclusive_enter(service) == OK);
			ctl_exclusive_leave(service);
		}
		drain(fds[1]);
		in = span_skip(in, used);
	}
	check_active();
	ctl_service_free(service);
	ctl_channel_deinit(&channel);
	close(fds[1]);
	conf_tree_deinit(&active);
	return 0;
}
