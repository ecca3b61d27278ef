/* SPDX-License-Identifier: BSD-2-Clause */
/* A transaction may publish meanwhile: the version that is written is pinned. */

#include "server/jobs/flush.h"

#include "report/log.h"
#include "server/jobs/write_file.h"

static bool file_holds(struct unit *u, const char *path, struct serial serial)
{
	unit_file_lock(u);
	bool holds = unit_file_is(u, path) && u->file.serial.value == serial.value;
	unit_file_unlock(u);
	return holds;
}

enum err job_flush(struct job *j)
{
	struct unit *u = j->unit;
	unsigned asked = unit_asked(u, ASKED_FLUSH | ASKED_FLUSH_FORCE);
	if (j->zone->zonefile_sync_s < 0 && (asked & ASKED_FLUSH_FORCE) == 0) {
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
		         "zonefile synchronization disabled, use force command to override it");
		return OK;
	}
	struct zone_version *v = unit_pin(u);
	enum err e = OK;
	if (v == NULL)
		return OK;
	if (asked != 0 || !file_holds(u, j->zone->file, v->serial))
		e = zone_file_write(j, v);
	zone_version_unpin(v);
	return e;
}
