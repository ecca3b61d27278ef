/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing as a part of every commit of a zone that is signed here: keys before it, notes and the
 * next event after it.  publish.c calls the two; jobs that want more say so before they commit.
 */
#pragma once

#include "server/jobs/unit.h"
#include "server/update/update.h"

/* Look at the keys before the next commit, though nothing says that they are due. */
void signing_expect_keys(struct unit *u);

/* What is served now was not signed here: verify what signatures it has. */
void signing_distrust(struct unit *u);

/* Was what is served signed here, or did signing fail and is planned again? */
bool signing_is_settled(const struct unit *u);

/*
 * Before a commit: take the keys, if they are due, and say how to sign.
 *
 * v       what is to be signed; TTLs of the zone are taken from it
 * origin  UPDATE_FROM_SIGNER: nothing changes but signatures
 * signer  filled in
 * errors  of keys and database, which were logged
 */
MUST_USE enum err signing_begin(struct job *j, const struct zone_version *v,
                                enum update_origin origin, struct signer *signer);

/* After it: what was published is noted, the next event planned. */
void signing_end(struct job *j, const struct update_result *result, const struct signer *signer);

/* It could not be signed: run `next` again later. e: of a commit, to be logged; OK: it was */
void signing_fail(struct job *j, enum zone_event next, enum err e);

/*
 * The parent, or an operator, has confirmed the DS of the key that waits: the next signing carries
 * it out, and is planned for now.  Any thread.
 *
 * delay_s  how long caches may hold the DS set before: its TTL and parent-delay; 0: an operator
 *          says that it is over
 * wait     until that signing has ended
 * E_NOKEY_READY  no key waits;  E_NOTSUP  keys are managed by hand;  others of the database
 */
MUST_USE enum err signing_confirm(struct job *j, int64_t delay_s, bool wait);

/* Is there a key that waits for its DS at the parent?  After signing_begin. */
bool signing_waits_for_parent(const struct unit *u);
