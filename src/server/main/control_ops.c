/* SPDX-License-Identifier: BSD-2-Clause */
/* What the control socket may ask of the running server. */

#include "build_config.h"
#include "report/log.h"
#include "report/notify.h"
#include "server/main/log_targets.h"
#include "server/main/restart_only.h"
#include "server/main/statistics.h"
#include "server/main/zone_events.h"
#include "server/main/zone_triggers.h"

#include <signal.h>
#include <unistd.h>

/* Fixed at build time, and told by `status configure` and -VV. */
static const char build_facts[] = "Version: " BOWLINE_VERSION "\nStorage: " DEFAULT_STORAGE
				  "\nRun directory: " DEFAULT_RUNDIR
				  "\nConfiguration: " DEFAULT_CONFIGDIR
				  "\nDoQ support: no\nStatic modules:";

/* ---- configuration ---- */

static void warn_restart(void *ctx, const char *item)
{
	(void)ctx;
	log_line(SEV_WARNING, LOG_SERVER, NULL, "changes of %s require restart to take effect",
	         item);
}

void knotd_configure_dump(struct knotd *k, const struct conf *conf)
{
	const struct statistics_conf *s = &conf->statistics;
	const struct stats_dump_options options = {
		.every_s = s->timer_s,
		.file = s->file,
		.append = s->append,
		.identity = conf->server.identity,
	};
	stats_dump_configure(k->dump, &options);
}

/* Put a configuration into force. */
static void apply(struct knotd *k, struct conf *conf)
{
	restart_only_each(zones_conf(k->zones), conf, warn_restart, NULL);
	log_targets_open(conf);
	unsigned share = conf->server.tcp_max_clients / (unsigned)MAX_OF(k->tcp.count, 1u);
	knotd_configure_dump(k, conf);
	databases_open_keys(&k->databases, conf);
	zones_set_kasp(k->zones, k->databases.kasp);
	zones_configure(k->zones, conf);
	for (size_t i = 0; i < k->tcp.count; i++)
		tcp_worker_refresh(k->tcp.items[i], MAX_OF(share, 1u));
}

/* Lines of warnings as log lines. */
static void log_warnings(const struct text *warnings)
{
	for (const char *at = warnings->len > 0 ? warnings->buf : ""; *at != '\0';) {
		size_t len = strcspn(at, "\n");
		bool notice = strncmp(at, "notice: ", 8) == 0;
		const char *text = strchr(at, ' ') + 1;
		log_line(notice ? SEV_NOTICE : SEV_WARNING, LOG_SERVER, NULL, "%.*s",
		         (int)(len - (size_t)(text - at)), text);
		at += len + (at[len] == '\n');
	}
}

static enum err reload(void *ctx, bool force)
{
	struct knotd *k = ctx;
	struct conf *conf = NULL;
	struct text error, warnings;
	(void)force; /* no module has a state yet */
	text_init(&error);
	text_init(&warnings);
	notify_state("RELOADING=1");
	log_line(SEV_INFO, LOG_SERVER, NULL, "reloading configuration %s '%s'",
	         conf_source_kind(&k->source), conf_source_path(&k->source));
	enum err e = configuration_load(&k->source, &conf, &error, &warnings);
	log_warnings(&warnings);
	if (e == OK) {
		apply(k, conf);
		statistics_reset(k);
		log_line(SEV_INFO, LOG_SERVER, NULL, "configuration reloaded");
	} else {
		log_line(SEV_ERROR, LOG_SERVER, NULL, "%s", error.buf);
		log_line(SEV_ERROR, LOG_SERVER, NULL, "failed to reload configuration (%s)",
		         err_text(e));
	}
	notify_state("READY=1\nSTATUS=");
	text_deinit(&error);
	text_deinit(&warnings);
	return e;
}

static const struct conf_tree *active(void *ctx)
{
	return &zones_conf(((struct knotd *)ctx)->zones)->tree;
}

static bool is_persistent(void *ctx)
{
	return ((struct knotd *)ctx)->source.store != NULL;
}

static enum err commit(void *ctx, const struct conf_tree *tree, struct text *error)
{
	struct knotd *k = ctx;
	struct conf *conf = NULL;
	enum err e = configuration_commit(&k->source, tree, &conf, error);
	if (e == OK)
		apply(k, conf);
	else
		log_line(SEV_ERROR, LOG_SERVER, NULL, "%s", error->buf);
	return e;
}

/* ---- the server ---- */

static void stop(void *ctx)
{
	(void)ctx;
	kill(getpid(), SIGTERM); /* taken by sigwait in the main thread */
}

static enum err status(void *ctx, struct span detail, struct text *out)
{
	struct knotd *k = ctx;
	if (span_is_word(detail, "version")) {
		text_put(out, BOWLINE_VERSION);
	} else if (span_is_word(detail, "workers")) {
		struct pool_counts c = pool_count(k->pool), w = pool_count(k->waiting);
		text_printf(
			out,
			"UDP workers: %zu, TCP workers: %zu, XDP workers: 0, background workers: "
			"%u (running: %u, pending: %u)",
			k->udp.count, k->tcp.count, c.workers, c.running + w.running,
			c.pending + w.pending);
	} else if (span_is_word(detail, "configure")) {
		text_put(out, build_facts);
	} else if (span_is_word(detail, "cert-key")) {
		text_put(out, "-");
	} else {
		return E_INVALID;
	}
	return OK;
}

/* ---- zones ---- */

static enum err describe(void *ctx, const uint8_t *name,
                         enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
                         void *each_ctx)
{
	return zone_describe(((struct knotd *)ctx)->zones, name, each, each_ctx);
}

static enum err trigger(void *ctx, const uint8_t *zone, const struct ctl_event *event)
{
	struct knotd *k = ctx;
	/* These take the zone away from under a transaction. */
	bool takes = event->what == TRIGGER_RELOAD ||
	             (event->what == TRIGGER_PURGE && (event->purge & PURGE_EXPIRE) != 0);
	if (takes && zone != NULL)
		transactions_abort(k->transactions, zone);
	return zone_trigger(k->zones, zone, event);
}

/* ---- statistics ---- */

static enum err tell_counters(void *ctx, const uint8_t *zone,
                              enum err (*each)(void *each_ctx, const struct ctl_counter *counter),
                              void *each_ctx)
{
	return zone != NULL ? statistics_tell_zone(ctx, zone, each, each_ctx)
	                    : statistics_tell_server(ctx, each, each_ctx);
}

static enum err tell_contents(void *ctx, const uint8_t *zone,
                              enum err (*each)(void *each_ctx, const struct ctl_counter *counter),
                              void *each_ctx)
{
	return statistics_tell_contents(ctx, zone, each, each_ctx);
}

void knotd_fill_ops(struct ctl_ops *ops, struct knotd *k)
{
	*ops = (struct ctl_ops){
		.server = {.ctx = k, .reload = reload, .stop = stop, .status = status},
		.zones = {.ctx = k, .describe = describe},
		.events = {.ctx = k, .trigger = trigger, .known = zone_triggers()},
		.stats = {.ctx = k, .tell = tell_counters, .contents = tell_contents},
		.conf = {.ctx = k,
	                 .active = active,
	                 .is_persistent = is_persistent,
	                 .commit = commit},
	};
	transactions_fill(ops, k->transactions);
}
