/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared state of control clients.  A transaction of the configuration belongs to no client: it
 * survives a connection, and anybody may commit or abort it.  What a dead client leaves behind is
 * at most that open transaction, never a lock: commands hold the lock only while they run, and none
 * of those that hold it waits for its client.
 */

#include "server/control/service.h"

#include "base/clock.h"
#include "base/mem.h"
#include "config/tree.h"
#include "dns/name.h"
#include "report/log.h"

#include <pthread.h>

struct ctl_service {
	const struct ctl_ops *ops;
	int timeout_ms;
	pthread_mutex_t exclusive;
	struct conf_tree *edited; /* guarded by exclusive */
};

struct ctl_service *ctl_service_new(const struct ctl_ops *ops, int timeout_ms)
{
	struct ctl_service *s = mem_zalloc(sizeof(*s));
	s->ops = ops;
	s->timeout_ms = timeout_ms;
	pthread_mutex_init(&s->exclusive, NULL);
	return s;
}

void ctl_service_free(struct ctl_service *s)
{
	ctl_conf_end(s);
	pthread_mutex_destroy(&s->exclusive);
	mem_free(s);
}

const struct ctl_ops *ctl_service_ops(const struct ctl_service *s)
{
	return s->ops;
}

enum err ctl_exclusive_enter(struct ctl_service *s)
{
	if (s->timeout_ms < 0)
		return pthread_mutex_lock(&s->exclusive) == 0 ? OK : E_BUSY;
	int64_t until = mono_add_ms(clock_mono(), s->timeout_ms).ns;
	struct timespec at = {.tv_sec = until / NS_PER_S, .tv_nsec = until % NS_PER_S};
	return pthread_mutex_clocklock(&s->exclusive, CLOCK_MONOTONIC, &at) == 0 ? OK : E_BUSY;
}

void ctl_exclusive_leave(struct ctl_service *s)
{
	pthread_mutex_unlock(&s->exclusive);
}

struct conf_tree *ctl_conf_edited(struct ctl_service *s)
{
	return s->edited;
}

static bool zone_is_edited(const struct ctl_service *s)
{
	const struct ops_content *c = &s->ops->content;
	return c->any_open != NULL && c->any_open(c->ctx);
}

enum err ctl_conf_begin(struct ctl_service *s)
{
	if (s->edited != NULL || zone_is_edited(s))
		return E_TXN_MANY;
	const struct conf_tree *active = s->ops->conf.active(s->ops->conf.ctx);
	s->edited = mem_alloc(sizeof(*s->edited));
	conf_tree_init(s->edited, active->schema);
	conf_tree_copy(s->edited, active);
	if (!s->ops->conf.is_persistent(s->ops->conf.ctx))
		log_line(SEV_NOTICE, LOG_CONTROL, NULL,
		         "control, persistent configuration database not available");
	return OK;
}

void ctl_conf_end(struct ctl_service *s)
{
	if (s->edited == NULL)
		return;
	conf_tree_deinit(s->edited);
	mem_free(s->edited);
	s->edited = NULL;
}

void ctl_conf_replace(struct ctl_service *s, struct conf_tree *fresh)
{
	ctl_conf_end(s);
	s->edited = fresh;
}

enum err ctl_reload(struct ctl_service *s, bool force)
{
	TRY(ctl_exclusive_enter(s));
	enum err e = s->edited != NULL || zone_is_edited(s)
	                     ? E_TXN_MANY
	                     : s->ops->server.reload(s->ops->server.ctx, force);
	ctl_exclusive_leave(s);
	return e;
}

static enum err abort_zone(void *ctx, const struct ctl_zone *zone)
{
	struct ctl_service *s = ctx;
	struct name name;
	if (!zone->transaction || name_parse_str(&name, zone->name) != OK)
		return OK;
	name_lower(name.wire, name.len);
	if (s->ops->content.abort(s->ops->content.ctx, name.wire) == OK)
		log_line(SEV_WARNING, LOG_ZONE, zone->name, "control transaction aborted");
	return OK;
}

void ctl_reload_by_signal(struct ctl_service *s)
{
	const struct ops_zones *zones = &s->ops->zones;
	enum err e = ctl_exclusive_enter(s);
	if (e == OK && s->edited != NULL) {
		log_line(SEV_WARNING, LOG_SERVER, NULL,
		         "reload aborted due to active configuration transaction");
	} else if (e == OK) {
		if (zone_is_edited(s))
			e = zones->describe(zones->ctx, NULL, abort_zone, s);
		e = s->ops->server.reload(s->ops->server.ctx, false);
	}
	if (e == E_BUSY)
		log_line(SEV_WARNING, LOG_SERVER, NULL, "reload aborted, server is busy (%s)",
		         err_text(e));
	else
		ctl_exclusive_leave(s);
}
