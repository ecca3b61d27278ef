/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knot.conf as typed, immutable snapshots.  Made once from a checked tree, swapped as a whole on
 * reload, never looked up by name at use.
 */
#pragma once

#include "config/tree.h"
#include "server/conf/server_conf.h"
#include "server/conf/zone_conf.h"

/* Owner: the caller of conf_new; immutable; counted by whoever publishes it. */
struct conf {
	struct conf_tree tree; /* all strings and arrays below live in its arena */
	const char *file;
	struct server_conf server;
	struct control_conf control;
	struct database_conf database;
	struct statistics_conf statistics;
	const struct log_conf *logs;
	size_t log_count; /* 0 = no log section: the default targets */
	const struct conf_key *keys;
	size_t key_count;
	const struct conf_remote *remotes;
	size_t remote_count;
	const struct conf_acl *acls;
	size_t acl_count;
	/* Each followed by one that count leaves out: "default" with nothing set. */
	const struct conf_keystore *keystores;
	size_t keystore_count;
	const struct conf_policy *policies;
	size_t policy_count;
	const struct conf_submission *submissions;
	size_t submission_count;
	const struct conf_dnskey_sync *syncs;
	size_t sync_count;
	struct conf_modules global_modules;
	const struct zone_conf *zones; /* in the order of the tree */
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
	/* For tools that serve nothing: what is not available, or not listened to, is no fault. */
	bool ignore_unavailable;
};

/*
 * Load knot.conf into a fresh snapshot.
 *
 * error     gets one line for the user on failure
 * warnings  gets one line per warning and notice ("warning: ..." or "notice: ...", each ended by
 * \n) errors    of conf_tree_load_file; E_INVALID for rules between items;  E_NOTSUP  something is
 * used that this version cannot do
 */
MUST_USE enum err conf_new(struct conf **out, const char *path, const struct conf_machine *machine,
                           struct text *error, struct text *warnings);

/* The same from text, for tests. */
MUST_USE enum err conf_new_text(struct conf **out, struct span text,
                                const struct conf_machine *machine, struct text *error,
                                struct text *warnings);

/*
 * The same from a tree that was loaded or edited.
 *
 * tree  copied; references in it may be broken: E_CONF_REF with words
 */
MUST_USE enum err conf_new_tree(struct conf **out, const struct conf_tree *tree,
                                const struct conf_machine *machine, struct text *error,
                                struct text *warnings);
void conf_free(struct conf *c);

/* Zone by lower-case name; NULL when not configured. Linear: for control, not for queries. */
const struct zone_conf *conf_zone_find(const struct conf *c, const uint8_t *name);

/* Key by lower-case name; NULL when absent. */
const struct conf_key *conf_key_find(const struct conf *c, const uint8_t *name);

/* Policy by identifier; "default" is always there. NULL when absent. */
const struct conf_policy *conf_policy_find(const struct conf *c, const char *id);
