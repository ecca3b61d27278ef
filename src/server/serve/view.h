/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What workers answer from: one immutable view of zones and settings, swapped whole under RCU, so
 * that a query sees one configuration from its first octet to its last.
 */
#pragma once

#include "net/tcp_server.h"
#include "server/answer/answer.h"
#include "server/conf/conf.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <urcu-qsbr.h>

struct serve_view {
	const struct zone_table *table;
	const struct conf *conf;
	struct answer_options udp4, udp6, stream;
};

/* What workers count together; relaxed, read by people. */
struct serve_counters {
	_Atomic uint64_t
		transfers_abandoned; /* closed because they held a replaced version too long */
	struct tcp_timeouts tcp;
	_Atomic size_t history_octets; /* memory of incremental transfers that are under way */
};

struct journal;      /* server/journal */
struct ddns_request; /* server/transfer */

/*
 * What requests make others do; called from workers' threads, within a read-side section, and must
 * not wait.  Calls may be NULL.
 */
struct serve_events {
	/*
	 * A NOTIFY that was allowed says a zone has changed, perhaps to which serial; not called
	 * when that is the serial we have.
	 */
	void (*notified)(void *ctx, struct zone_slot *slot, const struct addr *from,
	                 bool has_serial, struct serial serial);
	/*
	 * An update that was allowed is to be carried out, and answered; it is taken over.
	 *
	 * E_LIMIT  too many wait already: it stays the caller's
	 */
	enum err (*update)(void *ctx, struct zone_slot *slot, struct ddns_request *request);
	void *ctx;
};

/* Where the current view is found; one per process, made by server/main. */
struct serve_env {
	struct serve_view *view; /* RCU */
	struct serve_counters *counters;
	struct journal *journal; /* histories for incremental transfers; NULL: none */
	struct serve_events events;
};

/* Fill in the options of a view from its configuration; hooks: for all queries, NULL: none. */
void serve_view_init(struct serve_view *v, const struct zone_table *table, const struct conf *conf,
                     const struct hook_list *hooks);

/*
 * The view in force, until the thread is next offline or quiescent.  Threads that are offline may
 * have it freed under their hands, which is told at once and not by chance.
 */
static inline const struct serve_view *serve_view_get(const struct serve_env *env)
{
	if (UNLIKELY(!rcu_read_ongoing()))
		abort();
	return rcu_dereference(env->view);
}
