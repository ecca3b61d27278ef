/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What control commands may ask of the server: tables by concept that server/main fills in, so that
 * commands know nothing of how it is put together, and each room can fill its own.
 *
 * All functions may be called from several threads at once, but for ops_conf and ops_server.reload,
 * which the control service calls one at a time.  A table whose first function is NULL is of a room
 * that is not there: its commands answer "operation not supported".
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

struct conf_tree;

/* ---- the server as a whole ---- */

struct ops_server {
	void *ctx;
	/*
	 * Reload configuration and changed zone files; done when it returns.  force: reset the
	 * state of modules too.
	 */
	enum err (*reload)(void *ctx, bool force);
	/* Begin to stop; returns at once. */
	void (*stop)(void *ctx);
	/* Append the text of a `status` detail ("workers"); E_INVALID for an unknown one. */
	enum err (*status)(void *ctx, struct span detail, struct text *out);
};

/* ---- what zones there are, and how they are ---- */

/* What is planned for a zone, in the order in which zone-status shows it. */
enum ctl_plan {
	PLAN_LOAD,
	PLAN_REFRESH,
	PLAN_UPDATE,
	PLAN_EXPIRATION,
	PLAN_FLUSH,
	PLAN_BACKUP,
	PLAN_NOTIFY,
	PLAN_RESIGN,
	PLAN_VALIDATE,
	PLAN_DS_CHECK,
	PLAN_DS_PUSH,
	PLAN_DNSKEY_SYNC,
	CTL_PLANS,
};

enum ctl_when { WHEN_NEVER, WHEN_AT, WHEN_PENDING, WHEN_RUNNING, WHEN_FROZEN };

struct ctl_planned {
	enum ctl_when when;
	int64_t at_s; /* WHEN_AT: seconds since 1970 */
};

enum ctl_freeze { FREEZE_NO, FREEZE_YES, FREEZE_FREEZING, FREEZE_THAWING };

/* A zone as zone-status shows it. */
struct ctl_zone {
	const char *name; /* final dot */
	bool loaded;
	bool slave;
	bool member; /* of an interpreted catalog */
	bool transaction;
	bool xfr_frozen;
	enum ctl_freeze freeze;
	uint32_t serial;     /* when loaded */
	const char *catalog; /* text of the field; NULL = nothing to tell */
	struct ctl_planned plans[CTL_PLANS];
};

struct ops_zones {
	void *ctx;
	/*
	 * Describe one zone (name not NULL, lower-case wire; E_NOZONE when it is not configured)
	 * or, one after another in canonical order, all.  Ends with the error of `each`.
	 */
	enum err (*describe)(void *ctx, const uint8_t *name,
	                     enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
	                     void *each_ctx);
};

/* ---- events that commands trigger ---- */

enum ctl_trigger {
	TRIGGER_RELOAD,
	TRIGGER_REFRESH,
	TRIGGER_RETRANSFER,
	TRIGGER_NOTIFY,
	TRIGGER_FLUSH,
	TRIGGER_FREEZE,
	TRIGGER_THAW,
	TRIGGER_XFR_FREEZE,
	TRIGGER_XFR_THAW,
	TRIGGER_PURGE,
	TRIGGER_SIGN,
	TRIGGER_VALIDATE,
	TRIGGER_KEYS_LOAD,
	TRIGGER_KSK_ROLLOVER,
	TRIGGER_ZSK_ROLLOVER,
	TRIGGER_KSK_SUBMITTED,
};

/* What zone-purge removes, as a set. */
enum ctl_purge {
	PURGE_EXPIRE = 1,
	PURGE_ZONEFILE = 2,
	PURGE_JOURNAL = 4,
	PURGE_TIMERS = 8,
	PURGE_KASP = 16,
	PURGE_CATALOG = 32,
	PURGE_ALL = 63,
	PURGE_ORPHAN = 64, /* only what belongs to zones that are not configured */
};

struct ctl_event {
	enum ctl_trigger what;
	bool force;
	bool wait;             /* return when it is done, with its result */
	const char *directory; /* of flush; NULL = the zone file's place */
	unsigned purge;        /* set of enum ctl_purge, never empty; of purge */
};

struct ops_events {
	void *ctx;
	/*
	 * Trigger an event of one zone (lower-case wire).  With PURGE_ORPHAN the zone is not
	 * configured, or NULL for all that are not.
	 *
	 * E_NOZONE;  E_NOTSUP  does not apply to this zone (refreshing a primary);
	 * E_TXN_MANY  a transaction of the zone is open and in the way;  others when it waited
	 */
	enum err (*trigger)(void *ctx, const uint8_t *zone, const struct ctl_event *event);
	/* Set of 1 << enum ctl_trigger: what trigger knows how to do. */
	unsigned known;
};

/* ---- contents of zones and changing them ---- */

/* Which contents. */
enum ctl_view {
	VIEW_SERVED, /* zone-read */
	VIEW_EDITED, /* zone-get: with the transaction's changes */
	VIEW_DIFF,   /* zone-diff: removals, then additions */
};

/* Which records. */
struct ctl_choice {
	const uint8_t *owner; /* lower-case wire; NULL = all */
	uint16_t type;        /* 0 = all */
};

/* One record, to tell or to change. Borrowed until the call returns. */
struct ctl_record {
	char mark; /* '+' or '-' of a diff, else 0 */
	bool has_ttl;
	uint32_t ttl;
	uint16_t type;        /* 0 = of all types (unset) */
	const uint8_t *owner; /* lower-case wire */
	struct span rdata;    /* wire, names uncompressed; data NULL = all of the type (unset) */
};

struct ops_content {
	void *ctx;
	/* Zones: lower-case wire. All: E_NOZONE, and E_TXN_NONE without a transaction. */
	/* E_TXN_MANY  open already;  E_AGAIN  a blocking event runs */
	enum err (*begin)(void *ctx, const uint8_t *zone, bool benevolent);
	/* E_SEMCHECK, E_EMPTYZONE ...  the transaction stays open */
	enum err (*commit)(void *ctx, const uint8_t *zone);
	enum err (*abort)(void *ctx, const uint8_t *zone);
	/* Does any zone have an open transaction? */
	bool (*any_open)(void *ctx);
	/*
	 * Tell records, in canonical order of owners.  E_NONODE  no such owner;
	 * E_EMPTYZONE  the zone has no contents;  ends with the error of `each`
	 */
	enum err (*tell)(void *ctx, const uint8_t *zone, enum ctl_view view,
	                 const struct ctl_choice *choice,
	                 enum err (*each)(void *each_ctx, const struct ctl_record *record),
	                 void *each_ctx);
	/* E_HASRECORD;  E_TTL_NONE  no TTL given and none to take over;  E_OUTOFZONE */
	enum err (*set)(void *ctx, const uint8_t *zone, const struct ctl_record *record);
	/* E_NORECORD, E_NONODE, E_NOTFOUND  no such record, owner, type */
	enum err (*unset)(void *ctx, const uint8_t *zone, const struct ctl_record *record);
};

/* ---- statistics ---- */

/* One counter. Borrowed until the call returns. */
struct ctl_counter {
	const char *section; /* "server", "mod-stats" */
	const char *item;    /* "zone-count" */
	const char *id;      /* "SOA"; NULL = a counter without an index */
	uint64_t value;
};

struct ops_stats {
	void *ctx;
	/* Tell all counters of the server (zone NULL) or of a zone. E_NOZONE */
	enum err (*tell)(void *ctx, const uint8_t *zone,
	                 enum err (*each)(void *each_ctx, const struct ctl_counter *counter),
	                 void *each_ctx);
	/* Tell of a zone what takes a walk through it: its size, its greatest TTL. NULL; E_NOZONE
	 */
	enum err (*contents)(void *ctx, const uint8_t *zone,
	                     enum err (*each)(void *each_ctx, const struct ctl_counter *counter),
	                     void *each_ctx);
};

/* ---- the configuration ---- */

struct ops_conf {
	void *ctx;
	/* The configuration in force, until commit or reload. */
	const struct conf_tree *(*active)(void *ctx);
	/* Is there a database that keeps what is committed? */
	bool (*is_persistent)(void *ctx);
	/*
	 * Check a configuration, keep it, and put it into force.  On failure nothing has changed.
	 *
	 * error  gets the reason for the user
	 */
	enum err (*commit)(void *ctx, const struct conf_tree *tree, struct text *error);
};

/* Owner: server/main. Lives longer than the listener. */
struct ctl_ops {
	struct ops_server server;
	struct ops_zones zones;
	struct ops_events events;
	struct ops_content content;
	struct ops_stats stats;
	struct ops_conf conf;
};
