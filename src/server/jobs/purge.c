/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing here asks twice: the command was forced. */

#include "server/jobs/purge.h"

#include "server/jobs/expire.h"
#include "server/jobs/unit_signing.h"

#include <errno.h>
#include <unistd.h>

/* The first error of several steps. */
static void note(enum err *all, enum err e)
{
	if (*all == OK)
		*all = e;
}

enum err job_purge(struct job *j, const struct purge_choice *choice)
{
	struct unit *u = j->unit;
	enum err e = OK;
	if (choice->contents)
		note(&e, job_expire(j));
	if (choice->file) {
		unit_file_lock(u);
		if (unlink(j->zone->file) != 0 && errno != ENOENT)
			note(&e, err_from_errno(errno));
		u->file = (struct unit_file){0};
		unit_file_unlock(u);
	}
	if (choice->journal && j->env->journal != NULL)
		note(&e, journal_purge(j->env->journal, u->slot->name.wire));
	if (choice->timers) {
		zone_timers_clear(&u->timers);
		u->refresh.attempts = 0;
		if (j->env->timers != NULL)
			note(&e, timers_purge(j->env->timers, u->slot->name.wire));
	}
	if (choice->keys && j->env->kasp != NULL) {
		note(&e, kasp_purge(j->env->kasp, u->slot->name.wire, &choice->keystore));
		unit_signing_free(u->signing);
		u->signing = NULL;
	}
	return e;
}

enum err purge_orphan(const struct jobs_env *env, const uint8_t *zone,
                      const struct purge_choice *choice)
{
	enum err e = OK;
	if (choice->journal && env->journal != NULL)
		note(&e, journal_purge(env->journal, zone));
	if (choice->timers && env->timers != NULL)
		note(&e, timers_purge(env->timers, zone));
	if (choice->keys && env->kasp != NULL)
		note(&e, kasp_purge(env->kasp, zone, &choice->keystore));
	return e;
}

static enum err name_put(void *ctx, const uint8_t *zone)
{
	struct purge_names *n = ctx;
	struct name name;
	name_copy(&name, zone);
	VEC_PUSH(&n->list, name);
	return OK;
}

enum err purge_known(const struct jobs_env *env, struct purge_names *out)
{
	enum err e = OK;
	if (env->journal != NULL)
		note(&e, journal_zones(env->journal, name_put, out));
	if (env->timers != NULL)
		note(&e, timers_zones(env->timers, name_put, out));
	if (env->kasp != NULL)
		note(&e, kasp_zones(env->kasp, name_put, out));
	return e;
}
