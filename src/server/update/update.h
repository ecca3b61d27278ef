/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One change of a zone on its way to the public: what every source of change (load, transfer in,
 * dynamic update, control) hands its records to.  Committing checks, signs, raises the serial,
 * makes the ZONEMD, stores the change in the journal, and only then publishes.  The one place that
 * calls slot_publish.
 *
 *   struct update *u = update_begin(&target);
 *   update_edit(u) ... or update_replace(u, version)
 *   update_commit(u, &options, &result)       or update_abort(u)
 *
 * Whoever updates a zone must be the only one (server/schedule sees to that).
 *
 * Owner: the caller.  Thread: one at a time.
 */
#pragma once

#include "server/conf/zone_conf.h"
#include "server/journal/journal.h"
#include "server/update/signer.h"
#include "server/zone/check_sign.h"
#include "server/zone/edit.h"
#include "server/zone/slot.h"

struct update;

/* What an update works on; borrowed until it ends. */
struct update_target {
	struct zone_slot *slot;
	const struct zone_conf *conf;
	struct journal *journal; /* NULL: its database could not be opened */
	void *ctx;               /* of the calls below */
	/* Free a version when no reader is left (reclaim). */
	void (*retire)(void *ctx, struct zone_version *old);
	/*
	 * Write the zone file now, so that the journal may forget: only asked when
	 * zonefile-sync allows it.
	 */
	enum err (*flush)(void *ctx, const struct zone_version *v);
};

/* Begin; a zone without contents begins empty. */
struct update *update_begin(const struct update_target *target);

/* Forget it all. NULL is ignored. */
void update_abort(struct update *u);

/* Has the zone contents now, apart from this update? */
bool update_has_base(const struct update *u);

/* Was update_edit called? */
bool update_is_edited(const struct update *u);

/*
 * The edit to change records with, begun at the first call: of the version that was put in its
 * place, else of the current one, else of nothing.
 */
struct zone_edit *update_edit(struct update *u);

/* Put a whole version in place of the current one; taken over. Before any edit. */
void update_replace(struct update *u, struct zone_version *fresh);

/*
 * What the zone would be: settles the edit.
 *
 * *out  borrowed until the next change
 * E_NOSOA  there is no SOA (yet)
 */
MUST_USE enum err update_view(struct update *u, const struct zone_version **out);

/* What changes against the current version; without contents, everything is added. c zeroed. */
MUST_USE enum err update_changes(struct update *u, struct zone_changeset *c);

enum update_serial {
	/* As the records say: transfers, and files that carry their own. */
	UPDATE_SERIAL_GIVEN,
	/* Raised by the zone's policy when records changed and the serial did not. */
	UPDATE_SERIAL_RAISED,
};

/* Where records come from, which decides what the journal is told of a whole version. */
enum update_origin {
	UPDATE_FROM_CHANGE,   /* dynamic update, control: nobody else has it */
	UPDATE_FROM_TRANSFER, /* AXFR, IXFR */
	UPDATE_FROM_FILE,     /* the file holds them: stored only if the journal keeps the zone */
	UPDATE_FROM_JOURNAL,  /* they are stored */
	UPDATE_FROM_SIGNER,   /* nothing but signatures, which can be made again */
};

/* What is published has to be signed well. */
struct update_validation {
	struct zone_sign_check options;
	zone_check_fn found; /* told of the fault */
	void *found_arg;
};

struct update_options {
	enum update_serial serial;
	enum update_origin origin;
	bool check;          /* mandatory semantic checks, of what changed */
	bool check_zonemd;   /* the digest has to match, if the zone's zonemd-verify says so */
	int64_t now_s;       /* wall time */
	zone_check_fn found; /* told of each failed check; may be NULL */
	void *found_arg;
	struct signer *signer;                      /* NULL: the zone is not signed here */
	const struct update_validation *validation; /* NULL: it need not be signed */
	/* A serial that is out already: what is published has to be newer. */
	bool has_published;
	struct serial published;
};

struct update_result {
	bool changed;  /* false: nothing to do, nothing was published */
	bool had_base; /* the zone had contents before */
	struct serial before;
	struct serial given; /* as the records had it */
	struct serial after;
	uint64_t wire_size;
	uint32_t max_ttl; /* of the records that came, signatures apart; 0: see has_base */
};

/*
 * Check, sign, store and publish.  On OK the update is gone; on an error it stays as it is: change
 * it and try again, or abort it.
 *
 * E_SEMCHECK  a check failed;  E_NOSOA;  E_ZONEMD  the digest does not match
 * E_SERIAL    the SOA was set to a serial that is not newer
 * E_SIGNATURE  validation found a fault
 * E_ZONESIZE  larger than zone-max-size
 * E_NOJOURNAL  a change that only the journal would keep, and there is none
 * E_SPACE, E_FULL, E_IO ...  the journal could not take it
 * errors of signer_run and signer_close
 */
MUST_USE enum err update_commit(struct update *u, const struct update_options *options,
                                struct update_result *result);

/*
 * Take a zone's contents out of service; nothing on disk changes.
 *
 * returns  what was served, to be retired; NULL: nothing was
 */
MUST_USE struct zone_version *update_drop(struct zone_slot *slot);
