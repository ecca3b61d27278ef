/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knotd.  Puts the rooms together in the documented order: configuration, logging, sockets,
 * privileges, zones, workers, control socket; then waits for signals.  The only file that knows
 * the whole.
 */

#include "base/crash.h"
#include "build_config.h"
#include "report/bus.h"
#include "report/log.h"
#include "report/notify.h"
#include "server/control/listener.h"
#include "server/control/metrics.h"
#include "server/main/knotd.h"
#include "server/main/listeners.h"
#include "server/main/log_targets.h"
#include "server/main/process.h"
#include "server/main/started.h"
#include "server/main/zone_events.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Threads for events that wait: so many zones may be refreshed at once. */
enum { WAITING_PER_WORKER = 4, WAITING_LEAST = 16 };

/* What stands around a running server; freed in the opposite order. */
struct around {
	struct ctl_ops ops;
	struct ctl_service *service;
	struct ctl_listener *control;
	struct metrics *metrics; /* NULL = not asked for */
	char *pidfile;           /* NULL = none was written */
	char *socket;
};

/* The first configuration; the log is not open yet, so that faults go to standard error. */
static enum err load_conf(struct knotd *k, struct conf **out)
{
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err e = configuration_open(&k->source, &k->options, &error);
	bool opened = e == OK;
	if (opened)
		e = configuration_load(&k->source, out, &error, &warnings);
	if (e != OK)
		fprintf(stderr, "error: %s\n", error.buf);
	if (e != OK && opened)
		fprintf(stderr, "critical: failed to load configuration %s '%s' (%s)\n",
		        conf_source_kind(&k->source), conf_source_path(&k->source), err_text(e));
	else if (e != OK)
		fprintf(stderr, "critical: failed to open configuration (%s)\n", err_text(e));
	if (warnings.len > 0)
		fprintf(stderr, "%s", warnings.buf);
	text_deinit(&error);
	text_deinit(&warnings);
	return e;
}

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

static enum err reload_one(void *ctx UNUSED, struct unit *u)
{
	scheduler_set(&u->sched, EVENT_LOAD, clock_mono());
	return OK;
}

static void wait_for_the_end(struct knotd *k, struct ctl_service *service)
{
	sigset_t set = signals();
	for (;;) {
		int sig = 0;
		if (sigwait(&set, &sig) != 0)
			continue;
		if (sig == SIGHUP) {
			ctl_reload_by_signal(service);
		} else if (sig == SIGUSR1) {
			enum err e = zones_each(k->zones, reload_one, NULL);
			(void)e; /* reload_one has none */
		} else {
			return;
		}
	}
}

/* Directories, sockets, log files: everything that needs privileges, then their end. */
static enum err acquire(const struct conf *conf, struct listeners *l)
{
	const char *user = conf->server.user;
	const char *const dirs[] = {conf->server.rundir, conf->database.storage};
	for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
		enum err e = process_make_dir(dirs[i], user);
		if (e == OK)
			continue;
		log_line(SEV_CRITICAL, LOG_SERVER, NULL, "failed to create directory '%s' (%s)",
		         dirs[i], err_text(e));
		return e;
	}
	TRY(listeners_bind(l, &conf->server));
	if (user == NULL)
		return OK;
	enum err e = process_drop(user);
	if (e != OK)
		log_line(SEV_CRITICAL, LOG_SERVER, NULL, "failed to become user '%s' (%s)", user,
		         err_text(e));
	return e;
}

/* A bus that is not there is no reason not to serve. */
static void open_bus(const struct server_conf *s)
{
	if (s->dbus_events == 0)
		return;
	enum err e = bus_open(s->dbus_events, s->dbus_init_delay_s);
	if (e != OK)
		log_line(SEV_ERROR, LOG_SERVER, NULL, "D-Bus, failed to connect (%s)", err_text(e));
}

/* Events that may fill an empty zone end here. */
static enum err run_event(struct job *job, enum zone_event event)
{
	enum err e = zone_event_run(job, event);
	started_check();
	return e;
}

static enum err write_pid(const char *path)
{
	bool stale = false;
	enum err e = process_pid_write(path, &stale);
	if (stale)
		log_line(SEV_WARNING, LOG_SERVER, NULL, "removed stale PID file '%s'", path);
	if (e == E_EXISTS)
		log_line(SEV_CRITICAL, LOG_SERVER, NULL, "server PID found, already running");
	else if (e != OK)
		log_line(SEV_CRITICAL, LOG_SERVER, NULL, "failed to write PID file '%s' (%s)", path,
		         err_text(e));
	return e;
}

/* A second request to stop ends the process at once. */
static void stop_at_once(int sig)
{
	(void)sig;
	_exit(EXIT_FAILURE);
}

/* Serve until told to stop. */
static void serve(struct knotd *k, struct around *a, int ready_fd)
{
	log_line(SEV_INFO, LOG_SERVER, NULL, "server started");
	notify_state("READY=1\nSTATUS=");
	if (ready_fd >= 0)
		process_daemon_ready(ready_fd, k->options.daemon_dir);
	wait_for_the_end(k, a->service);
	log_line(SEV_INFO, LOG_SERVER, NULL, "stopping server");
	started_forget();
	bus_stopped();
	notify_state("STOPPING=1");
	signal(SIGTERM, stop_at_once);
	signal(SIGINT, stop_at_once);
	sigset_t set = signals();
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	ctl_listener_stop(a->control);
	struct pool_counts tasks = pool_count(k->pool);
	char state[64];
	snprintf(state, sizeof(state), "STATUS=Waiting for %u tasks to finish...",
	         tasks.running + tasks.pending);
	notify_state(state);
}

static enum err start_metrics(struct around *a, const struct conf *conf)
{
	const struct addr *at = conf->statistics.metrics_listen;
	char buf[128];
	struct text text;
	enum err e = at != NULL ? metrics_start(&a->metrics, at, &a->ops) : OK;
	if (at == NULL)
		return OK;
	text_init_fixed(&text, buf, sizeof(buf));
	addr_print(&text, at, true);
	if (e == OK)
		log_line(SEV_INFO, LOG_SERVER, NULL, "metrics, listening on %s", buf);
	else
		log_line(SEV_CRITICAL, LOG_SERVER, NULL, "metrics, failed to listen on %s (%s)",
		         buf, err_text(e));
	return e;
}

static enum err run(struct knotd *k, struct conf *conf, int ready_fd)
{
	struct listeners l;
	struct around a = {.service = NULL};
	/* The configuration changes hands below; what is needed of it later is copied first. */
	const struct server_conf server = conf->server;
	const struct control_conf ctl = conf->control;
	TRY(acquire(conf, &l));
	open_bus(&server);
	if (ready_fd >= 0) {
		enum err e = write_pid(server.pidfile);
		if (e != OK) {
			listeners_close(&l);
			return e;
		}
		a.pidfile = mem_strdup(server.pidfile);
	}
	a.socket = mem_strdup(k->options.socket != NULL ? k->options.socket : ctl.listen);
	int timeout_ms = ctl.timeout_s > 0 ? (int)ctl.timeout_s * 1000 : -1;

	k->env.counters = &k->counters;
	k->reclaim = reclaim_new();
	k->pool = pool_new(server.background_workers);
	databases_open(&k->databases, &conf->database);
	databases_open_keys(&k->databases, conf);
	k->waiting = pool_new(
		MAX_OF(server.background_workers * WAITING_PER_WORKER, WAITING_LEAST));
	if (server.remote_pool_limit > 0)
		k->connections = conn_pool_new(server.remote_pool_limit,
		                               (int64_t)server.remote_pool_timeout_s * 1000);
	k->unreached = unreached_new();
	const struct zones_with with = {.env = &k->env,
	                                .pool = k->pool,
	                                .waiting = k->waiting,
	                                .reclaim = k->reclaim,
	                                .connections = k->connections,
	                                .unreached = k->unreached,
	                                .databases = &k->databases,
	                                .run = run_event};
	k->zones = zones_new(&with);
	k->env.journal = k->databases.journal;
	k->env.events = (struct serve_events){
		.notified = zones_notified, .update = zones_update, .ctx = k->zones};
	zones_configure(k->zones, conf);
	if (!server.async_start)
		zones_wait_loaded(k->zones);
	start_workers(k, &l, &server);
	k->transactions = transactions_new(k->zones);
	knotd_fill_ops(&a.ops, k);
	a.service = ctl_service_new(&a.ops, timeout_ms);
	k->dump = stats_dump_new(&a.ops);
	knotd_configure_dump(k, zones_conf(k->zones));
	/* Before commands can replace the configuration. */
	enum err e = start_metrics(&a, zones_conf(k->zones));
	if (e == OK) {
		e = ctl_listener_start(&a.control, a.socket, ctl.backlog, timeout_ms, a.service);
		if (e != OK)
			log_line(SEV_CRITICAL, LOG_CONTROL, NULL,
			         "control, failed to bind socket '%s' (%s)", a.socket, err_text(e));
	}
	if (e == OK && (server.dbus_events & DBUS_RUNNING))
		started_watch(k->zones);
	if (e == OK)
		serve(k, &a, ready_fd);
	metrics_stop(a.metrics);
	stats_dump_free(k->dump);
	transactions_free(k->transactions);
	stop_workers(k);
	zones_stop(k->zones);
	pool_free(k->pool);
	pool_free(k->waiting);
	ctl_service_free(a.service);
	zones_free(k->zones);
	conn_pool_free(k->connections);
	unreached_free(k->unreached);
	databases_close(&k->databases);
	reclaim_free(k->reclaim);
	bus_close();
	if (a.pidfile != NULL)
		unlink(a.pidfile);
	mem_free(a.pidfile);
	mem_free(a.socket);
	return e;
}

int main(int argc, char **argv)
{
	struct knotd k = {.pool = NULL};
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
	mem_keep_little();
	/* First of all: a database may not be carried over a fork. */
	if (k.options.daemon_dir != NULL)
		process_daemonize(&ready_fd);
	sigset_t set = signals();
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	enum err e = load_conf(&k, &conf);
	if (e == OK) {
		log_targets_open(conf);
		log_set_verbose(k.options.verbose);
		crash_install("knotd", BOWLINE_VERSION, -1);
		log_line(SEV_INFO, LOG_SERVER, NULL, "Bowline knotd %s starting", BOWLINE_VERSION);
		e = run(&k, conf, ready_fd);
	}
	conf_source_close(&k.source);
	if (e == OK)
		log_line(SEV_INFO, LOG_SERVER, NULL, "shutting down");
	return e == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
