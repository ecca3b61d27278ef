/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of commands. Only a command that does not exist closes the connection. */

#include "server/control/commands.h"

#include "report/log.h"
#include "server/control/call.h"

void command_status(struct call *c)
{
	struct span detail = ctl_get(c->request, CTL_TYPE);
	struct text out;
	if (detail.len == 0)
		return;
	text_init(&out);
	enum err e = c->ops->server.status(c->ops->server.ctx, detail, &out);
	if (e == OK) {
		struct ctl_unit unit = {.type = CTL_DATA};
		unit.items[CTL_TYPE] = detail;
		unit.items[CTL_DATA_ITEM] = out.len > 0 ? text_span(&out) : span_of("", 0);
		e = call_send(c, &unit);
	} else {
		call_fail(c, e);
	}
	text_deinit(&out);
}

static void command_stop(struct call *c)
{
	c->ops->server.stop(c->ops->server.ctx);
}

static void command_reload(struct call *c)
{
	enum err e = ctl_reload(c->service, call_has_flag(c, 'F'));
	if (e != OK)
		call_fail(c, e);
}

/* Known by name; its room is not there yet. */
static void command_unsupported(struct call *c)
{
	call_fail(c, E_NOTSUP);
}

static const struct {
	const char *name;
	void (*run)(struct call *c);
} commands[] = {
	{"status", command_status},
	{"stop", command_stop},
	{"reload", command_reload},
	{"stats", command_stats},
	{"zone-status", command_zone_status},
	{"zone-reload", command_event},
	{"zone-refresh", command_event},
	{"zone-retransfer", command_event},
	{"zone-notify", command_event},
	{"zone-flush", command_event},
	{"zone-backup", command_unsupported},
	{"zone-restore", command_unsupported},
	{"zone-sign", command_event},
	{"zone-validate", command_event},
	{"zone-keys-load", command_event},
	{"zone-key-rollover", command_event},
	{"zone-ksk-submitted", command_event},
	{"zone-freeze", command_event},
	{"zone-thaw", command_event},
	{"zone-xfr-freeze", command_event},
	{"zone-xfr-thaw", command_event},
	{"zone-purge", command_event},
	{"zone-read", command_content},
	{"zone-begin", command_content},
	{"zone-commit", command_content},
	{"zone-abort", command_content},
	{"zone-diff", command_content},
	{"zone-get", command_content},
	{"zone-set", command_content},
	{"zone-unset", command_content},
	{"zone-stats", command_zone_stats},
	{"conf-list", command_conf},
	{"conf-read", command_conf},
	{"conf-begin", command_conf},
	{"conf-commit", command_conf},
	{"conf-abort", command_conf},
	{"conf-diff", command_conf},
	{"conf-get", command_conf},
	{"conf-set", command_conf},
	{"conf-unset", command_conf},
};

/* Completion asks for lists all the time. */
static enum log_severity severity_of(const char *command)
{
	return strcmp(command, "conf-list") == 0 ? SEV_DEBUG : SEV_INFO;
}

static void log_command(const struct call *c)
{
	char zone[300], more[160];
	struct text z, m;
	struct name name;
	struct span text = ctl_get(c->request, CTL_ZONE);
	text_init_fixed(&z, zone, sizeof(zone));
	text_init_fixed(&m, more, sizeof(more));
	if (text.len > 0 && name_parse(&name, text, name_root) == OK) {
		name_lower(name.wire, name.len);
		name_print(&z, name.wire);
	}
	if (log_wants(SEV_DEBUG, LOG_CONTROL) && ctl_get(c->request, CTL_FLAGS).len > 0) {
		text_put(&m, ", flags '");
		text_put_escaped(&m, ctl_get(c->request, CTL_FLAGS));
		text_put(&m, "'");
	}
	if (log_wants(SEV_DEBUG, LOG_CONTROL) && ctl_get(c->request, CTL_FILTER).len > 0) {
		text_put(&m, ", filters '");
		text_put_escaped(&m, ctl_get(c->request, CTL_FILTER));
		text_put(&m, "'");
	}
	log_line(severity_of(c->command), LOG_CONTROL, z.len > 0 ? zone : NULL,
	         "control, received command '%s'%s", c->command, m.len > 0 ? more : "");
}

enum err ctl_command(struct ctl_channel *channel, const struct ctl_unit *request,
                     struct ctl_service *service)
{
	struct call c = {.channel = channel,
	                 .request = request,
	                 .service = service,
	                 .ops = ctl_service_ops(service)};
	struct span name = ctl_get(request, CTL_CMD);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (!span_equal(name, span_str(commands[i].name)))
			continue;
		c.command = commands[i].name;
		log_command(&c);
		commands[i].run(&c);
		return c.sending != OK ? c.sending : ctl_send_type(channel, CTL_BLOCK);
	}
	return E_NOTSUP;
}
