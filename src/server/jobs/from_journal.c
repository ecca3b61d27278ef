/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes are carried out on an edit, one after another, and linked once at the end. */

#include "server/jobs/from_journal.h"

#include "report/log.h"
#include "server/zone/builder.h"
#include "server/zone/edit.h"

static enum err apply(void *ctx, const struct zone_changeset *c, int64_t stored_s UNUSED)
{
	return zone_edit_apply(ctx, c, false);
}

enum err journal_replay(struct job *j, struct zone_version **v, bool *replayed)
{
	struct zone_version *old = *v;
	*replayed = false;
	if (j->env->journal == NULL)
		return OK;
	struct zone_edit *edit = zone_edit_new(old);
	enum err e = journal_read(j->env->journal, j->unit->slot->name.wire, old->serial, apply,
	                          edit);
	if (e == OK)
		e = zone_edit_settle(edit);
	if (e != OK) {
		zone_edit_free(edit);
		return e == E_NOTFOUND ? OK : e;
	}
	*v = zone_edit_finish(edit);
	*replayed = true;
	log_line(SEV_INFO, LOG_ZONE, j->zone->text, "changes from journal applied, serial %u -> %u",
	         old->serial.value, (*v)->serial.value);
	zone_version_free(old);
	return OK;
}

enum err journal_zone_make(struct job *j, struct zone_version **out)
{
	struct zone_records all = {0};
	struct zone_record r;
	int64_t stored_s;
	bool replayed;
	if (j->env->journal == NULL)
		return E_NOTFOUND;
	const uint8_t *name = j->unit->slot->name.wire;
	enum err e = journal_read_zone(j->env->journal, name, &all, &stored_s);
	if (e != OK) {
		zone_records_deinit(&all);
		return e;
	}
	struct zone_builder *b = zone_builder_new(name);
	struct zone_records_iter it = zone_records_iter_of(&all);
	while (zone_records_next(&it, &r))
		zone_builder_add(b, &r);
	e = zone_builder_finish(b, out);
	zone_builder_free(b);
	zone_records_deinit(&all);
	if (e != OK)
		return E_CORRUPT;
	e = journal_replay(j, out, &replayed);
	if (e != OK)
		zone_version_free(*out);
	return e;
}
