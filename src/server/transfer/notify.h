/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Telling a secondary that a zone has changed (RFC 1996), over TCP.  Blocks: for background
 * workers.  Which remotes, when, and when again, is decided by the caller.
 */
#pragma once

#include "server/conf/zone_conf.h"
#include "server/transfer/talk.h"
#include "server/zone/version.h"

/* Borrowed for the call. */
struct notify_plan {
	const struct zone_conf *conf;
	const struct conf_remote *remote;
	size_t address; /* which of the remote's */
	const struct zone_version *version;
	bool is_retry; /* for the log */
	struct talk_terms terms;
};

/*
 * Tell one address, and log it.  Delivered is what was answered, were it by an error code: the
 * secondary has heard of it, and telling it again would change nothing.
 *
 * errors of talk_ask: try the remote's next address, or the remote again later
 * E_XFR, E_TSIG_...  something answered that is no answer, or not signed as it must be
 */
MUST_USE enum err notify_send(const struct notify_plan *plan);
