/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knot.conf as typed, immutable snapshots.  Made once from a checked tree, swapped as a whole on
 * reload, never looked up by name at use.
 */
#pragma once

#include "base/addr.h"
#include "config/tree.h"
#include "sec/tsig.h"
#include "server/conf/schema.h"

/* A key section: name and secret. */
struct conf_key {
	const char *id;
	struct tsig_key key;
};

/* An acl section (see acl.h for the decision). */
struct conf_acl {
	const char *id;
	const struct addr_range *ranges;
	size_t range_count; /* 0 = any address */
	const struct conf_key *const *keys;
	size_t key_count;   /* 0 = the request must be unsigned */
	unsigned actions;   /* set of enum conf_action; 0 = the item is not set */
	unsigned protocols; /* set of enum conf_protocol; 0 = any */
	bool deny;
};

/* A zone section with its template folded in. */
struct zone_conf {
	struct name name;     /* lower case */
	const char *text;     /* the same as text, final dot included */
	const char *file;     /* path of the zone file */
	uint32_t default_ttl; /* seconds */
	enum conf_semantic_checks checks;
	const struct conf_acl *const *acl;
	size_t acl_count;
};

struct log_conf {
	const char *target; /* stdout, stderr, syslog, or a path */
	int server;         /* least severe kind to write: 0 critical .. 5 debug; -1 = none */
	int control;
	int zone;
};

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
	bool answer_rotation;
	unsigned tcp_idle_timeout_s;
	unsigned tcp_io_timeout_ms; /* 0 = no limit */
	unsigned tcp_max_clients;
	uint16_t udp_max_payload4;
	uint16_t udp_max_payload6;
	const struct addr *listen;
	size_t listen_count;
};

struct control_conf {
	const char *listen; /* absolute path */
	int backlog;
	unsigned timeout_s; /* 0 = no limit */
};

/* Owner: the caller of conf_new; immutable; counted by whoever publishes it. */
struct conf {
	struct conf_tree tree; /* all strings and arrays below live in its arena */
	const char *file;
	struct server_conf server;
	struct control_conf control;
	const char *storage; /* of databases */
	const struct log_conf *logs;
	size_t log_count; /* 0 = no log section: the default targets */
	const struct conf_key *keys;
	size_t key_count;
	const struct conf_acl *acls;
	size_t acl_count;
	const struct zone_conf *zones; /* in the order of the file */
	size_t zone_count;
};

/* What the machine gives as defaults; arguments, so that this room asks no system. */
struct conf_machine {
	const char *hostname; /* fully qualified, for identity and NSID */
	const char *version;  /* what version.server says; NULL = refuse */
	unsigned cpus;
	unsigned max_files;           /* RLIMIT_NOFILE */
	const char *rundir, *storage; /* compiled-in defaults */
	const char *cwd;              /* for relative paths */
};

/*
 * Load knot.conf into a fresh snapshot.
 *
 * error     gets one line for the user on failure
 * warnings  gets one line per warning and notice ("warning: ..." or "notice: ...", each ended by
 * \n) errors    of conf_tree_load_file; E_INVALID for rules between items
 */
MUST_USE enum err conf_new(struct conf **out, const char *path, const struct conf_machine *machine,
                           struct text *error, struct text *warnings);

/* The same from text, for tests. */
MUST_USE enum err conf_new_text(struct conf **out, struct span text,
                                const struct conf_machine *machine, struct text *error,
                                struct text *warnings);
void conf_free(struct conf *c);

/* Zone by lower-case name; NULL when not configured. Linear: for control, not for queries. */
const struct zone_conf *conf_zone_find(const struct conf *c, const uint8_t *name);

/* Key by lower-case name; NULL when absent. */
const struct conf_key *conf_key_find(const struct conf *c, const uint8_t *name);
