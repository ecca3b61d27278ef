/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knotd.  Puts the rooms together in the documented order: configuration, logging, sockets,
 * privileges, zones, workers, control socket; then waits for signals.  The only file that knows
 * the whole.
 */

#include "base/crash.h"
#include "build_config.h"
#include "report/log.h"
#include "report/notify.h"
#include "server/control/listener.h"
#include "server/main/listeners.h"
#include "server/main/options.h"
#include "server/main/process.h"
#include "server/main/zones.h"
#include "server/serve/tcp_worker.h"
#include "server/serve/udp_worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Owner: main(). Lifetime: the process. Reloading is under the lock. */
struct knotd {
	struct options options;
	struct serve_env env;
	struct serve_counters counters;
	struct pool *pool;
	struct reclaim *reclaim;
	struct zones *zones;
	VEC(struct udp_worker *) udp;
	VEC(struct tcp_worker *) tcp;
	pthread_mutex_t reload_lock;
};

static enum err load_conf(const struct options *options, struct conf **out, bool to_log)
{
	struct conf_machine machine = process_machine();
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err e = conf_new(out, options->config, &machine, &error, &warnings);
	if (e != OK && to_log) {
		log_line(SEV_ERROR, LOG_SERVER, NULL, "%s", error.buf);
	} else if (e != OK) {
		fprintf(stderr, "error: %s\n", error.buf);
		fprintf(stderr, "critical: failed to load configuration file '%s' (%s)\n",
		        options->config, err_text(e));
	}
	if (warnings.len > 0)
		fprintf(stderr, "%s", warnings.buf);
	text_deinit(&error);
	text_deinit(&warnings);
	return e;
}

static void configure_logs(const struct conf *conf)
{
	struct log_target targets[LOG_TARGETS_MAX];
	size_t n = MIN_OF(conf->log_count, (size_t)LOG_TARGETS_MAX);
	if (n == 0) {
		log_configure_default("knotd");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct log_conf *l = &conf->logs[i];
		targets[i] = (struct log_target){.name = l->target,
		                                 .least = {[LOG_SERVER] = l->server,
		                                           [LOG_CONTROL] = l->control,
		                                           [LOG_ZONE] = l->zone}};
	}
	if (log_configure("knotd", targets, n) != OK || n < conf->log_count)
		log_line(SEV_WARNING, LOG_SERVER, NULL, "only %d log targets are used",
		         LOG_TARGETS_MAX);
}

/* ---- what the control socket may ask ---- */

static enum err reload(void *ctx)
{
	struct knotd *k = ctx;
	struct conf *conf = NULL;
	pthread_mutex_lock(&k->reload_lock);
	notify_state("RELOADING=1");
	enum err e = load_conf(&k->options, &conf, true);
	if (e == OK) {
		configure_logs(conf);
		zones_configure(k->zones, conf);
		unsigned share = conf->server.tcp_max_clients / (unsigned)MAX_OF(k->tcp.count, 1u);
		for (size_t i = 0; i < k->tcp.count; i++)
			tcp_worker_refresh(k->tcp.items[i], MAX_OF(share, 1u));
		log_line(SEV_INFO, LOG_SERVER, NULL, "configuration reloaded");
	} else {
		log_line(SEV_ERROR, LOG_SERVER, NULL, "failed to reload configuration (%s)",
		         err_text(e));
	}
	notify_state("READY=1\nSTATUS=");
	pthread_mutex_unlock(&k->reload_lock);
	return e;
}

static void stop(void *ctx)
{
	(void)ctx;
	kill(getpid(), SIGTERM); /* taken by sigwait in the main thread */
}

static enum err zone_reload(void *ctx, const uint8_t *zone, bool wait)
{
	return zones_reload(((struct knotd *)ctx)->zones, zone, wait);
}

static enum err describe(void *ctx, const uint8_t *name,
                         enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
                         void *each_ctx)
{
	return zones_describe(((struct knotd *)ctx)->zones, name, each, each_ctx);
}

static enum err status(void *ctx, struct span detail, struct text *out)
{
	struct knotd *k = ctx;
	if (span_is_word(detail, "version")) {
		text_put(out, BOWLINE_VERSION);
	} else if (span_is_word(detail, "workers")) {
		struct pool_counts c = pool_count(k->pool);
		text_printf(
			out,
			"UDP workers: %zu, TCP workers: %zu, XDP workers: 0, background workers: "
			"%u (running: %u, pending: %u)",
			k->udp.count, k->tcp.count, c.workers, c.running, c.pending);
	} else if (span_is_word(detail, "configure")) {
		text_printf(out,
		            "Version: %s\nStorage: %s\nRun directory: %s\nConfiguration: %s\n"
		            "Static modules: ",
		            BOWLINE_VERSION, DEFAULT_STORAGE, DEFAULT_RUNDIR, DEFAULT_CONFIGDIR);
	} else if (span_is_word(detail, "cert-key")) {
		text_put(out, "-");
	} else {
		return E_INVALID;
	}
	return OK;
}

/* ---- start and stop ---- */

static void start_workers(struct knotd *k, struct listeners *l, const struct server_conf *s)
{
	unsigned share = MAX_OF(s->tcp_max_clients / s->tcp_workers, 1u);
	for (unsigned i = 0; i < s->udp_workers && l->udp_per_worker > 0; i++) {
		if (s->socket_affinity)
			process_share_processors(i, s->udp_workers);
		VEC_PUSH(&k->udp, udp_worker_start(&k->env, l->udp.items + i * l->udp_per_worker,
		                                   l->udp_per_worker, i));
	}
	if (s->socket_affinity)
		process_share_processors(0, 1);
	for (unsigned i = 0; i < s->tcp_workers && l->tcp_per_worker > 0; i++)
		VEC_PUSH(&k->tcp, tcp_worker_start(&k->env, l->tcp.items + i * l->tcp_per_worker,
		                                   l->tcp_per_worker, share, i));
	VEC_FREE(&l->udp);
	VEC_FREE(&l->tcp);
}

static void stop_workers(struct knotd *k)
{
	for (size_t i = 0; i < k->udp.count; i++)
		udp_worker_stop(k->udp.items[i]);
	for (size_t i = 0; i < k->tcp.count; i++)
		tcp_worker_stop(k->tcp.items[i]);
	VEC_FREE(&k->udp);
	VEC_FREE(&k->tcp);
}

static sigset_t signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	return set;
}

static enum err reload_one(void *ctx, const struct ctl_zone *zone)
{
	struct name name;
	TRY(name_parse_str(&name, zone->name));
	return zones_reload(ctx, name.wire, false);
}

static void wait_for_the_end(struct knotd *k)
{
	sigset_t set = signals();
	for (;;) {
		int sig = 0;
		if (sigwait(&set, &sig) != 0)
			continue;
		if (sig == SIGHUP) {
			enum err e = reload(k);
			(void)e; /* logged */
		} else if (sig == SIGUSR1) {
			enum err e = zones_describe(k->zones, NULL, reload_one, k->zones);
			(void)e; /* zones that went away meanwhile */
		} else {
			return;
		}
	}
}

static enum err prepare_directories(const struct conf *conf)
{
	TRY(process_make_dir(conf->server.rundir));
	return process_make_dir(conf->database.storage);
}

/* Everything that needs privileges, then their end. */
static enum err acquire(const struct conf *conf, struct listeners *l)
{
	enum err e = prepare_directories(conf);
	if (e != OK) {
		log_line(SEV_CRITICAL, LOG_SERVER, NULL, "failed to create directories (%s)",
		         err_text(e));
		return e;
	}
	TRY(listeners_bind(l, &conf->server));
	if (conf->server.user == NULL)
		return OK;
	e = process_drop(conf->server.user);
	if (e != OK)
		log_line(SEV_CRITICAL, LOG_SERVER, NULL, "failed to become user '%s' (%s)",
		         conf->server.user, err_text(e));
	return e;
}

/* A second request to stop ends the process at once. */
static void stop_at_once(int sig)
{
	(void)sig;
	_exit(EXIT_FAILURE);
}

static enum err run(struct knotd *k, struct conf *conf, int ready_fd)
{
	struct listeners l;
	struct ctl_listener *control = NULL;
	struct ctl_ops ops = {.reload = reload,
	                      .stop = stop,
	                      .zone_reload = zone_reload,
	                      .zones = describe,
	                      .status = status,
	                      .ctx = k};
	/* The configuration changes hands below; what is needed of it later is copied first. */
	const struct server_conf server = conf->server;
	const struct control_conf ctl = conf->control;
	TRY(acquire(conf, &l));
	if (ready_fd >= 0) {
		enum err e = process_pid_write(server.pidfile);
		if (e != OK) {
			log_line(SEV_CRITICAL, LOG_SERVER, NULL,
			         e == E_EXISTS ? "server PID found, already running"
			                       : "failed to write PID file '%s'",
			         server.pidfile);
			listeners_close(&l);
			return e;
		}
	}
	char *pidfile = ready_fd >= 0 ? mem_strdup(server.pidfile) : NULL;
	char *socket = mem_strdup(k->options.socket != NULL ? k->options.socket : ctl.listen);
	int timeout_ms = ctl.timeout_s > 0 ? (int)ctl.timeout_s * 1000 : -1;

	k->env.counters = &k->counters;
	k->reclaim = reclaim_new();
	k->pool = pool_new(server.background_workers);
	k->zones = zones_new(&k->env, k->pool, k->reclaim);
	zones_configure(k->zones, conf);
	if (!server.async_start)
		pool_wait(k->pool);
	start_workers(k, &l, &server);
	enum err e = ctl_listener_start(&control, socket, ctl.backlog, timeout_ms, &ops);
	if (e != OK)
		log_line(SEV_CRITICAL, LOG_CONTROL, NULL,
		         "control, failed to bind socket '%s' (%s)", socket, err_text(e));
	if (e == OK) {
		log_line(SEV_INFO, LOG_SERVER, NULL, "server started");
		notify_state("READY=1\nSTATUS=");
		if (ready_fd >= 0)
			process_daemon_ready(ready_fd, k->options.daemon_dir);
		wait_for_the_end(k);
		log_line(SEV_INFO, LOG_SERVER, NULL, "stopping server");
		notify_state("STOPPING=1");
		signal(SIGTERM, stop_at_once);
		signal(SIGINT, stop_at_once);
		sigset_t set = signals();
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
		ctl_listener_stop(control);
	}
	stop_workers(k);
	pool_free(k->pool);
	zones_free(k->zones);
	reclaim_free(k->reclaim);
	if (pidfile != NULL)
		unlink(pidfile);
	mem_free(pidfile);
	mem_free(socket);
	return e;
}

int main(int argc, char **argv)
{
	struct knotd k = {.reload_lock = PTHREAD_MUTEX_INITIALIZER};
	struct conf *conf = NULL;
	int ready_fd = -1;
	switch (options_parse(&k.options, argc, argv)) {
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return EXIT_FAILURE;
	case OPTIONS_RUN:
		break;
	}
	umask(S_IRWXO);
	if (load_conf(&k.options, &conf, false) != OK)
		return EXIT_FAILURE;
	if (k.options.daemon_dir != NULL)
		process_daemonize(&ready_fd);
	sigset_t set = signals();
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	configure_logs(conf);
	log_set_verbose(k.options.verbose);
	crash_install("knotd", BOWLINE_VERSION, -1);
	log_line(SEV_INFO, LOG_SERVER, NULL, "Bowline knotd %s starting", BOWLINE_VERSION);
	enum err e = run(&k, conf, ready_fd);
	if (e == OK)
		log_line(SEV_INFO, LOG_SERVER, NULL, "shutting down");
	return e == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
