/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of them; see the reload column of the manual. */

#include "server/main/restart_only.h"

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_listen(const struct server_conf *a, const struct server_conf *b)
{
	if (a->listen_count != b->listen_count)
		return false;
	for (size_t i = 0; i < a->listen_count; i++) {
		if (!addr_equal(&a->listen[i], &b->listen[i], true))
			return false;
	}
	return true;
}

static bool same_address(const struct addr *a, const struct addr *b)
{
	return a == NULL || b == NULL ? a == b : addr_equal(a, b, true);
}

void restart_only_each(const struct conf *started, const struct conf *now,
                       void (*tell)(void *ctx, const char *item), void *ctx)
{
	const struct server_conf *a = &started->server, *b = &now->server;
	const struct database_conf *x = &started->database, *y = &now->database;
	const struct {
		const char *item;
		bool same;
	} items[] = {
		{"rundir", same_text(a->rundir, b->rundir)},
		{"user", same_text(a->user, b->user)},
		{"pidfile", same_text(a->pidfile, b->pidfile)},
		{"udp-workers", a->udp_workers == b->udp_workers},
		{"tcp-workers", a->tcp_workers == b->tcp_workers},
		{"background-workers", a->background_workers == b->background_workers},
		{"tcp-reuseport", a->tcp_reuseport == b->tcp_reuseport},
		{"dbus-event", a->dbus_events == b->dbus_events},
		{"dbus-init-delay", a->dbus_init_delay_s == b->dbus_init_delay_s},
		{"remote-pool-limit", a->remote_pool_limit == b->remote_pool_limit},
		{"listen", same_listen(a, b)},
		{"statistics.metrics-listen",
	         same_address(started->statistics.metrics_listen, now->statistics.metrics_listen)},
		{"control.listen", same_text(started->control.listen, now->control.listen)},
		{"control.timeout", started->control.timeout_s == now->control.timeout_s},
		{"control.backlog", started->control.backlog == now->control.backlog},
		{"database.storage", same_text(x->storage, y->storage)},
		{"journal-db", same_text(x->journal.path, y->journal.path)},
		{"kasp-db", same_text(x->kasp.path, y->kasp.path)},
		{"timer-db", same_text(x->timers.path, y->timers.path)},
		{"catalog-db", same_text(x->catalog.path, y->catalog.path)},
	};
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		if (!items[i].same)
			tell(ctx, items[i].item);
	}
}
