/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshots of the sections about the server: server, control, log, database, statistics. */
#pragma once

#include "base/addr.h"
#include "server/conf/schema.h"

struct server_conf {
	const char *identity; /* "" = refuse; never NULL */
	const char *version;  /* NULL or "" = refuse */
	struct span nsid;     /* empty = no option */
	const char *rundir;
	const char *user; /* "user[:group]"; NULL = stay */
	const char *pidfile;
	unsigned udp_workers;
	unsigned tcp_workers;
	unsigned background_workers;
	bool async_start;
	bool tcp_reuseport;
	bool tcp_fastopen;    /* RFC 7413 in outgoing connections; listeners always offer it */
	bool socket_affinity; /* sockets and workers keep to their processors */
	bool answer_rotation;
	bool automatic_acl;
	bool client_subnet;
	unsigned tcp_idle_timeout_s;
	unsigned tcp_io_timeout_ms;        /* 0 = no limit */
	unsigned tcp_remote_io_timeout_ms; /* of outgoing connections; 0 = no limit */
	unsigned tcp_max_clients;
	unsigned remote_pool_limit; /* 0 = no pool */
	unsigned remote_pool_timeout_s;
	unsigned remote_retry_delay_ms; /* 0 = unreachable remotes are not remembered */
	uint16_t udp_max_payload4;
	uint16_t udp_max_payload6;
	unsigned dbus_events; /* set of enum conf_dbus_event */
	unsigned dbus_init_delay_s;
	const struct addr *listen;
	size_t listen_count;
};

struct control_conf {
	const char *listen; /* absolute path */
	int backlog;
	unsigned timeout_s; /* 0 = no limit */
};

struct log_conf {
	const char *target; /* stdout, stderr, syslog, or a path */
	int server;         /* least severe kind to write: 0 critical .. 5 debug; -1 = none */
	int control;
	int zone;
};

/* One database: where it is and how large it may grow. */
struct database_file {
	const char *path;  /* folder, absolute */
	uint64_t max_size; /* octets */
};

struct database_conf {
	const char *storage; /* absolute */
	struct database_file journal;
	struct database_file kasp;
	struct database_file timers;
	struct database_file catalog;
	enum conf_journal_mode journal_mode;
};

struct statistics_conf {
	unsigned timer_s; /* 0 = no dumps */
	const char *file; /* absolute */
	bool append;
	const struct addr *metrics_listen; /* HTTP; NULL = off */
};
