/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The KASP database: keys of all zones, and what rollovers must remember of a zone.  Private keys
 * lie in a keystore; the two are changed in an order that loses nothing at kill -9: a private key
 * is stored before the database names it, and deleted after the database has forgotten it - a note
 * in the database brings that about if the process ends in between.
 *
 * Owner: server/main, or a tool.  Thread: any; calls wait for each other, over processes too.
 */
#pragma once

#include "server/keys/kasp_record.h"
#include "server/keys/keystore.h"

struct kasp;

struct kasp_options {
	const char *path;
	uint64_t max_size; /* octets */
	bool read_only;
};

/*
 * Open the database; it is made when missing and not read_only.
 *
 * error  gets one line for the user;  errors of store_lmdb_open and store_format_check
 */
MUST_USE enum err kasp_open(struct kasp **out, const struct kasp_options *options,
                            struct text *error);
/* The same on any store, which it takes; for tests. */
MUST_USE enum err kasp_new(struct kasp **out, struct store *store, struct text *error);
void kasp_close(struct kasp *k);

/* A zone's share. Zeroed: none. */
struct kasp_zone {
	struct key_list keys;
	struct zone_facts facts;
};
void kasp_zone_deinit(struct kasp_zone *z);

/* Read a zone; one that is not there is empty. E_CORRUPT and others of the store */
MUST_USE enum err kasp_read(struct kasp *k, const uint8_t *zone, struct kasp_zone *out);

/* A writing turn, within an edit. */
struct kasp_turn;

/*
 * Change a zone's keys and facts; any result but OK leaves all as it was, and is returned.
 * Nobody else writes meanwhile.
 */
typedef enum err (*kasp_edit_fn)(void *ctx, struct kasp_turn *turn, struct kasp_zone *zone);

/*
 * Read a zone, let `edit` change it, and store what differs: keys added (with their pair, unless
 * another zone's or public only, into the keystore), changed and gone.
 *
 * out  gets the zone as stored, the caller's to deinit; NULL = not wanted
 * errors of edit, store and keystore: nothing was changed
 */
MUST_USE enum err kasp_edit(struct kasp *k, const uint8_t *zone, const struct keystore *ks,
                            kasp_edit_fn edit, void *ctx, struct kasp_zone *out);

/* The KSK made last under a policy: its zone and identifier. E_NOTFOUND, E_CORRUPT */
MUST_USE enum err kasp_turn_last(struct kasp_turn *turn, const char *policy, struct name *zone,
                                 uint8_t id[KEY_ID_LEN]);
MUST_USE enum err kasp_turn_set_last(struct kasp_turn *turn, const char *policy,
                                     const uint8_t *zone, const uint8_t id[KEY_ID_LEN]);
/* A key of another zone. E_NOTFOUND, E_CORRUPT */
MUST_USE enum err kasp_turn_key(struct kasp_turn *turn, const uint8_t *zone,
                                const uint8_t id[KEY_ID_LEN], struct zone_key *out);

/* Names of all zones that have keys. Any result of each but OK ends it. */
MUST_USE enum err kasp_zones(struct kasp *k, enum err (*each)(void *ctx, const uint8_t *zone),
                             void *ctx);

/* Forget a zone, and delete what private keys no other zone uses. OK when there was nothing. */
MUST_USE enum err kasp_purge(struct kasp *k, const uint8_t *zone, const struct keystore *ks);

/* Delete private keys that an earlier process had no time to; at opening for writing. */
MUST_USE enum err kasp_sweep(struct kasp *k);
