/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshots of the sections about the server itself. */

#include "server/conf/make.h"

enum { METRICS_PORT = 9433 };

static enum err make_listen(struct maker *m, const struct conf_block *block)
{
	struct server_conf *s = &m->c->server;
	const struct conf_entry *e = conf_entry_find(block, "listen");
	if (count_of(e) == 0) {
		if (!m->machine->ignore_unavailable)
			text_put(m->warnings, "warning: config, no network interface configured\n");
		return OK;
	}
	TRY(make_addresses(m, e, 53, &s->listen, &s->listen_count));
	for (size_t i = 0; i < s->listen_count; i++) {
		if (addr_family(&s->listen[i]) != AF_UNIX && addr_port(&s->listen[i]) == 0)
			return fail_entry(m, e, e->values.items[i].text, "invalid port");
	}
	return OK;
}

static void make_timeouts(struct maker *m, const struct conf_block *b)
{
	struct server_conf *s = &m->c->server;
	s->tcp_idle_timeout_s = (unsigned)number_or(b, "tcp-idle-timeout", 10);
	s->tcp_io_timeout_ms = (unsigned)number_or(b, "tcp-io-timeout", 500);
	s->tcp_remote_io_timeout_ms = (unsigned)number_or(b, "tcp-remote-io-timeout", 5000);
	s->tcp_max_clients = (unsigned)number_or(b, "tcp-max-clients", m->machine->max_files / 2);
	s->remote_pool_limit = (unsigned)number_or(b, "remote-pool-limit", 0);
	s->remote_pool_timeout_s = (unsigned)number_or(b, "remote-pool-timeout", 5);
	s->remote_retry_delay_ms = (unsigned)number_or(b, "remote-retry-delay", 0);
}

static enum err make_server_section(struct maker *m)
{
	const struct conf_block *b = conf_block_find(m->tree, "server", NULL);
	const struct conf_machine *machine = m->machine;
	struct server_conf *s = &m->c->server;
	s->identity = text_or(b, "identity", machine->hostname);
	s->version = text_or(b, "version", machine->version);
	const struct conf_value *nsid = value_of(b, "nsid");
	s->nsid = nsid == NULL ? span_str(machine->hostname) : nsid->octets;
	s->rundir = join_path(m, machine->cwd, text_or(b, "rundir", machine->rundir));
	s->user = text_or(b, "user", NULL);
	s->pidfile = join_path(m, s->rundir, text_or(b, "pidfile", "knot.pid"));
	s->udp_workers = (unsigned)number_or(b, "udp-workers", machine->cpus);
	s->tcp_workers = (unsigned)number_or(b, "tcp-workers", MAX_OF(machine->cpus, 10u));
	s->background_workers = (unsigned)number_or(b, "background-workers",
	                                            MIN_OF(machine->cpus, 10u));
	s->async_start = number_or(b, "async-start", 0) != 0;
	s->tcp_reuseport = number_or(b, "tcp-reuseport", 0) != 0;
	s->tcp_fastopen = number_or(b, "tcp-fastopen", 0) != 0;
	s->socket_affinity = number_or(b, "socket-affinity", 0) != 0;
	s->answer_rotation = number_or(b, "answer-rotation", 0) != 0;
	s->automatic_acl = number_or(b, "automatic-acl", 0) != 0;
	s->client_subnet = number_or(b, "edns-client-subnet", 0) != 0;
	int64_t payload = number_or(b, "udp-max-payload", 1232);
	s->udp_max_payload4 = (uint16_t)number_or(b, "udp-max-payload-ipv4", payload);
	s->udp_max_payload6 = (uint16_t)number_or(b, "udp-max-payload-ipv6", payload);
	make_timeouts(m, b);
	s->dbus_events = set_of(b, "dbus-event");
	s->dbus_init_delay_s = (unsigned)number_or(b, "dbus-init-delay", 1);
	bool has_key = has_value(conf_entry_find(b, "key-file"));
	if (has_key != has_value(conf_entry_find(b, "cert-file")))
		return fail_block(m, b, "both server certificate and key must be set");
	return make_listen(m, b);
}

static void make_control(struct maker *m)
{
	const struct conf_block *b = conf_block_find(m->tree, "control", NULL);
	struct control_conf *c = &m->c->control;
	c->listen = join_path(m, m->c->server.rundir, text_or(b, "listen", "knot.sock"));
	c->backlog = (int)number_or(b, "backlog", 5);
	c->timeout_s = (unsigned)number_or(b, "timeout", 5);
}

static void make_logs(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "log", &n);
	struct log_conf *logs = make_array(m, n, sizeof(*logs));
	for (size_t i = 0; i < n; i++) {
		const struct conf_block *b = blocks[i];
		int any = (int)number_or(b, "any", -1);
		bool word = strcmp(b->id, "stdout") == 0 || strcmp(b->id, "stderr") == 0 ||
		            strcmp(b->id, "syslog") == 0;
		/* "any" is combined with the specific ones: the more talkative wins. */
		logs[i] = (struct log_conf){
			.target = word ? b->id : join_path(m, m->machine->cwd, b->id),
			.server = MAX_OF(any, (int)number_or(b, "server", -1)),
			.control = MAX_OF(any, (int)number_or(b, "control", -1)),
			.zone = MAX_OF(any, (int)number_or(b, "zone", -1)),
		};
	}
	m->c->logs = logs;
	m->c->log_count = n;
}

static struct database_file make_file(struct maker *m, const struct conf_block *b, const char *item,
                                      const char *size_item, const char *name, uint64_t size)
{
	return (struct database_file){
		.path = join_path(m, m->c->database.storage, text_or(b, item, name)),
		.max_size = (uint64_t)number_or(b, size_item, (int64_t)size),
	};
}

static void make_database(struct maker *m)
{
	const uint64_t mib = 1 << 20, gib = 1 << 30;
	const struct conf_block *b = conf_block_find(m->tree, "database", NULL);
	struct database_conf *d = &m->c->database;
	d->storage = join_path(m, m->machine->cwd, text_or(b, "storage", m->machine->storage));
	d->journal = make_file(m, b, "journal-db", "journal-db-max-size", "journal", 20 * gib);
	d->kasp = make_file(m, b, "kasp-db", "kasp-db-max-size", "keys", 500 * mib);
	d->timers = make_file(m, b, "timer-db", "timer-db-max-size", "timers", 100 * mib);
	d->catalog = make_file(m, b, "catalog-db", "catalog-db-max-size", "catalog", 20 * gib);
	d->journal_mode = (enum conf_journal_mode)number_or(b, "journal-db-mode", JOURNAL_ROBUST);
}

static enum err make_statistics(struct maker *m)
{
	const struct conf_block *b = conf_block_find(m->tree, "statistics", NULL);
	struct statistics_conf *s = &m->c->statistics;
	s->timer_s = (unsigned)number_or(b, "timer", 0);
	s->file = join_path(m, m->c->server.rundir, text_or(b, "file", "stats.yaml"));
	s->append = number_or(b, "append", 0) != 0;
	const struct conf_entry *listen = conf_entry_find(b, "metrics-listen");
	if (count_of(listen) == 0)
		return OK;
	size_t count;
	TRY(make_addresses(m, listen, METRICS_PORT, &s->metrics_listen, &count));
	if (addr_family(s->metrics_listen) == AF_UNIX || addr_port(s->metrics_listen) == 0)
		return fail_entry(m, listen, listen->values.items[0].text,
		                  "an address and a port expected");
	return OK;
}

enum err make_server(struct maker *m)
{
	TRY(make_server_section(m));
	make_control(m);
	make_logs(m);
	make_database(m);
	return make_statistics(m);
}
