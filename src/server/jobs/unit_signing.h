/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a zone is signed with, kept from one look at its keys to the next, so that a change of a few
 * records costs neither database nor key files.
 *
 * Owner: the unit.  Thread: the zone's one running event, or whoever holds it.
 */
#pragma once

#include "base/arena.h"
#include "server/keys/kasp.h"
#include "server/keys/upkeep.h"
#include "server/sign/sign_input.h"

struct unit_signing {
	struct kasp_zone zone;        /* keys, with the pairs of those that sign; facts */
	struct arena arena;           /* of what is below */
	struct apex_records apex;     /* that the keys put into the zone */
	struct sign_key *keys;        /* that sign */
	struct sign_input input;      /* refers to all of these */
	uint64_t fingerprint;         /* of the input, times and figures of refreshing apart */
	int64_t passed_s;             /* when the keys were looked at */
	int64_t wake_s;               /* when to look again; 0: never */
	uint32_t dnskey_ttl, max_ttl; /* in force then */
	bool is_taken;                /* the above is there */
	bool has_pairs;               /* and the private keys with it */
	bool is_busy;                 /* changes were signed since the keys were looked at */
	bool is_due;                  /* look at the keys before the next signing */
	bool is_noted;                /* that the zone was published with them */
	bool has_new_keys;            /* looking at them changed them; until that is published */
	bool has_new_cds;             /* they put CDS records into the zone ... */
	bool is_to_follow;  /* ... what the parent is to hear of has not been planned yet */
	bool is_to_sync;    /* other signers are to be told, not planned yet */
	bool is_trusted;    /* the version that is served was signed here */
	bool has_failed;    /* the last time */
	uint64_t signed_as; /* fingerprint of what that version was signed with; 0: none */
	int64_t first_s;    /* when its first signature ends; INT64_MAX: never */
};

struct unit_signing *unit_signing_new(void);
/* NULL is ignored. */
void unit_signing_free(struct unit_signing *s);

/*
 * Let go of private keys, which take more memory than all the rest: of ten thousand zones few are
 * changed between two looks at their keys.
 */
void unit_signing_drop_pairs(struct unit_signing *s);

/* Forget keys and what was made of them. */
void unit_signing_drop_keys(struct unit_signing *s);
