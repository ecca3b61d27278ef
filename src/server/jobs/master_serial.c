/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * It is noted after publishing.  When the process ends in between, changes are asked for that are
 * there already; they do not fit, and the whole zone is asked for.  Contents older than the note -
 * a file from before - are told by their own serial.
 */

#include "server/jobs/master_serial.h"

#include "report/log.h"
#include "server/keys/upkeep.h"

static void log_failure(const struct job *j, const char *what, enum err e)
{
	log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
	         "DNSSEC, failed to %s the serial of the primary (%s)", what, err_text(e));
}

void master_serial_find(struct job *j, struct master_serial *out)
{
	const struct zone_version *v = j->unit->slot->version;
	struct kasp_zone zone;
	*out = (struct master_serial){.is_known = false};
	if (j->env->kasp == NULL)
		return;
	enum err e = kasp_read(j->env->kasp, j->zone->name.wire, &zone);
	if (e != OK) {
		log_failure(j, "read", e);
		return;
	}
	const struct zone_facts *f = &zone.facts;
	out->has_signed = f->has_last_signed;
	out->signed_as = f->last_signed;
	out->serial = f->master_serial;
	if (f->has_master_serial && v != NULL)
		out->is_known = !f->has_last_signed || v->serial.value == f->last_signed.value ||
		                serial_is_newer(v->serial, f->last_signed);
	kasp_zone_deinit(&zone);
}

struct note {
	struct serial theirs, ours;
};

static enum err note(void *ctx, struct kasp_turn *turn UNUSED, struct kasp_zone *zone)
{
	const struct note *n = ctx;
	zone->facts.has_master_serial = zone->facts.has_last_signed = true;
	zone->facts.master_serial = n->theirs;
	zone->facts.last_signed = n->ours;
	return OK;
}

void master_serial_note(struct job *j, struct serial theirs, struct serial ours)
{
	const struct keystore ks = upkeep_keystore(j->zone->policy);
	struct note n = {theirs, ours};
	if (j->env->kasp == NULL)
		return; /* then the zone could not be signed */
	enum err e = kasp_edit(j->env->kasp, j->zone->name.wire, &ks, note, &n, NULL);
	if (e != OK)
		log_failure(j, "note", e);
}
