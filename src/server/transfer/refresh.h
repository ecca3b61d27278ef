/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking one address of one primary for what is new, and taking it over: serial, changes, or the
 * whole zone.  Blocks: for background workers.  It logs what happens on the wire, and touches no
 * slot, journal, timer: what the outcome means for the zone is for the caller, see below.
 */
#pragma once

#include "server/conf/zone_conf.h"
#include "server/transfer/peer_text.h"
#include "server/transfer/refresh_decide.h"
#include "server/transfer/talk.h"
#include "server/zone/changeset.h"
#include "server/zone/version.h"

/* What is asked for, borrowed for the call. */
struct refresh_plan {
	const struct zone_conf *conf;
	const struct conf_remote *remote;
	size_t address;                  /* which of the remote's */
	const struct zone_version *base; /* that we have; NULL: none */
	const struct serial *serial;     /* which of the primary's it is; NULL: it has its serial */
	bool forced;                     /* take the whole zone, whatever the serials */
	enum refresh_pin pin;
	struct talk_terms terms;
	/*
	 * Try changes on the zone: they follow on each other and lead on from `base`.  E_NORECORD,
	 * E_HASRECORD and other errors make the whole zone be asked for instead; on OK the changes
	 * are the caller's to commit.
	 */
	enum err (*apply)(void *ctx, const struct zone_changeset *changes, size_t count);
	void *ctx;
};

/*
 * What came of it, and what whoever asked has to do.  Addresses of a remote are tried in order
 * until one is `reached`; remotes as zone's rules on order and pinning say.
 */
enum refresh_outcome {
	/* Nothing can be used; `err` says why.  Go on with the next address or remote. */
	REFRESH_FAILED,
	/* The primary has our serial: refresh and expire timers start anew, the latter with EXPIRE.
	 */
	REFRESH_UP_TO_DATE,
	/* It has an older one: only the refresh timer starts anew. */
	REFRESH_OUTDATED,
	/* It has a newer one, but the pinned primary is waited for: the time of tolerance runs. */
	REFRESH_WAITS,
	/* apply() took all changes: commit them.  With `more`, refresh again at once. */
	REFRESH_CHANGES,
	/* `version` is the whole zone: commit it.  Timers as by its SOA, and EXPIRE. */
	REFRESH_ZONE,
};

struct refresh_result {
	enum refresh_outcome outcome;
	enum err err;         /* REFRESH_FAILED */
	bool reached;         /* the address answered, whatever it said */
	bool more;            /* ixfr-by-one: only the first step was taken */
	struct serial serial; /* of the primary; with all outcomes but REFRESH_FAILED */
	bool has_expire;
	uint32_t expire_s;            /* EXPIRE (RFC 7314) */
	struct zone_version *version; /* REFRESH_ZONE: the caller's now */
	struct mono started;
	/* "127.0.0.1@53 TCP, key k1.", for "refresh, remote %s, zone updated, ..." */
	char peer[PEER_TEXT_MAX];
};

/*
 * Ask.  Lines are logged for what the primary said (but for REFRESH_UP_TO_DATE, which is told with
 * the time of expiry), for transfers that begin and end, and for the fall back to AXFR; those of
 * the whole refresh ("zone updated", "failed") are the caller's.
 */
void refresh_run(const struct refresh_plan *plan, struct refresh_result *result);
