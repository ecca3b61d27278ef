/* SPDX-License-Identifier: BSD-2-Clause */
/* RFC 1034 section 4.3.5: past EXPIRE the copy is to be discarded. */

#include "server/jobs/expire.h"

#include "report/log.h"
#include "server/update/update.h"

enum err job_expire(struct job *j)
{
	struct unit *u = j->unit;
	struct zone_version *old = update_drop(u->slot);
	j->env->retire(j->env->ctx, old);
	log_line(SEV_WARNING, LOG_ZONE, j->zone->text, "zone expired");
	u->refresh.attempts = 0;
	if (job_is_secondary(j))
		job_plan(j, EVENT_REFRESH, 0);
	return OK;
}
