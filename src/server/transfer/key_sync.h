/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signers of one zone with keys of their own: having another one, or a primary of all, publish what
 * this one does.  Blocks, and logs what came of it; whom to ask, and when again, is decided by the
 * caller.
 */
#pragma once

#include "server/conf/zone_conf.h"
#include "server/transfer/key_update.h"
#include "server/transfer/talk.h"

enum { KEY_SYNC_SETS = 3 };

/* Borrowed for the call. */
struct key_sync {
	const struct zone_conf *conf;
	const struct conf_remote *remote; /* its further addresses are for when it is not reached */
	struct talk_terms terms;
	/* DNSKEY, CDNSKEY and CDS as they are published here; count 0: none of the type */
	const struct rrset *sets;
	struct key_scope scope;
};

/*
 * Compare with what the remote has, and update it where it differs.
 *
 * *changed  was an update sent that it took?
 * E_NOZONE  it does not serve the zone itself;  E_DENIED  it answered with an error code
 * E_TIMEOUT, others of question_ask: after an update was sent it may have been carried out
 */
MUST_USE enum err key_sync_run(const struct key_sync *s, bool *changed);
