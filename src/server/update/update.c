/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From records to a published version.  Invariant: nothing is published that the journal has not
 * acknowledged, and what it acknowledged is published: between the two nothing can fail.
 *
 * A zone without contents is edited like others, on a version that holds nothing but a SOA, which
 * is taken out first: until there is another one the edit does not settle.
 */

#include "server/update/update.h"

#include "dns/rrtype.h"
#include "server/update/serial.h"
#include "server/update/zonemd.h"
#include "server/zone/builder.h"
#include "server/zone/check.h"
#include "server/zone/check_zonemd.h"
#include "server/zone/diff.h"
#include "server/zone/expand.h"

#include <assert.h>

struct update {
	struct update_target target;
	struct zone_version *current; /* of the slot, may be NULL */
	struct zone_version *fresh;   /* takes its place; ours until published */
	struct zone_version *seed;    /* what an empty zone begins with; ours */
	struct zone_edit *edit;
};

struct update *update_begin(const struct update_target *target)
{
	struct update *u = mem_zalloc(sizeof(*u));
	u->target = *target;
	u->current = slot_version(target->slot);
	return u;
}

static void update_free(struct update *u)
{
	zone_version_free(u->fresh);
	zone_version_free(u->seed);
	mem_free(u);
}

void update_abort(struct update *u)
{
	if (u == NULL)
		return;
	zone_edit_free(u->edit);
	update_free(u);
}

bool update_has_base(const struct update *u)
{
	return u->current != NULL;
}

bool update_is_edited(const struct update *u)
{
	return u->edit != NULL;
}

/* ---- an empty zone ---- */

static const uint8_t seed_soa[22]; /* two root names and zeros */

static struct zone_edit *seed_edit(struct update *u)
{
	const struct zone_record soa = {.owner = u->target.slot->name.wire,
	                                .type = RR_SOA,
	                                .rdata = span_of(seed_soa, sizeof(seed_soa))};
	struct zone_builder *b = zone_builder_new(soa.owner);
	zone_builder_add(b, &soa);
	enum err e = zone_builder_finish(b, &u->seed);
	zone_builder_free(b);
	assert(e == OK);
	struct zone_edit *edit = zone_edit_new(u->seed);
	e = zone_edit_remove(edit, &soa);
	assert(e == OK);
	(void)e;
	return edit;
}

struct zone_edit *update_edit(struct update *u)
{
	struct zone_version *base = u->fresh != NULL ? u->fresh : u->current;
	if (u->edit == NULL)
		u->edit = base != NULL ? zone_edit_new(base) : seed_edit(u);
	return u->edit;
}

void update_replace(struct update *u, struct zone_version *fresh)
{
	assert(u->edit == NULL && u->fresh == NULL);
	u->fresh = fresh;
}

enum err update_view(struct update *u, const struct zone_version **out)
{
	if (u->edit != NULL) {
		TRY(zone_edit_settle(u->edit));
		*out = zone_edit_view(u->edit);
		return OK;
	}
	*out = u->fresh != NULL ? u->fresh : u->current;
	return *out != NULL ? OK : E_NOSOA;
}

/* Is what is to be published the current version with an edit? */
static bool is_incremental(const struct update *u)
{
	return u->current != NULL && u->fresh == NULL;
}

enum err update_changes(struct update *u, struct zone_changeset *c)
{
	const struct zone_version *view;
	TRY(update_view(u, &view));
	if (u->current == NULL)
		zone_diff_all(&c->added, view);
	else if (u->fresh != NULL)
		zone_diff(c, u->current, view, 0);
	else if (u->edit != NULL)
		zone_edit_changes(u->edit, c);
	return OK;
}

/* ---- committing ---- */

static enum err soa_set_serial(struct zone_edit *e, struct serial serial)
{
	const struct zone_version *v = zone_edit_view(e);
	struct zone_expander memory = {0};
	struct rrset set;
	uint8_t octets[2 * NAME_MAX_LEN + 20];
	if (!zone_expand_type(&memory, v, v->apex, RR_SOA, &set))
		return E_NOSOA;
	struct span old = rrset_first(&set);
	struct zone_record r = {
		.owner = v->apex->name, .type = RR_SOA, .ttl = set.ttl, .rdata = old};
	assert(old.len <= sizeof(octets));
	memcpy(octets, old.data, old.len);
	wire_set_u32(octets + old.len - 20, serial.value); /* RFC 1035 section 3.3.13 */
	enum err err = zone_edit_remove(e, &r);
	zone_expander_deinit(&memory);
	if (err != OK)
		return err;
	r.rdata = span_of(octets, old.len);
	TRY(zone_edit_add(e, &r));
	return zone_edit_settle(e);
}

/* What the update does to records, apart from what committing adds. */
static enum err has_changes(struct update *u, bool *changed)
{
	struct zone_changeset c = {0};
	*changed = true;
	if (!is_incremental(u))
		return OK;
	enum err e = update_changes(u, &c);
	*changed = c.removed.count > 0 || c.added.count > 0;
	zone_changeset_deinit(&c);
	return e;
}

static enum err serial_settle(struct update *u, const struct update_options *o, bool *changed)
{
	const struct zone_version *view;
	const struct zone_conf *conf = u->target.conf;
	TRY(update_view(u, &view));
	TRY(has_changes(u, changed));
	bool zonemd_due = !zonemd_is_right(view, conf->zonemd_generate);
	if (!*changed && !zonemd_due)
		return OK;
	*changed = true;
	if (u->current == NULL)
		return OK;
	enum serial_order order = serial_compare(view->serial, u->current->serial);
	if (order == SERIAL_EQUAL && (o->serial == UPDATE_SERIAL_RAISED || zonemd_due)) {
		const struct serial_rule rule = {conf->serial_policy, conf->serial_modulo};
		struct zone_edit *e = update_edit(u);
		struct serial next = serial_next(u->current->serial, &rule, o->now_s);
		TRY(zone_edit_settle(e));
		TRY(soa_set_serial(e, next));
		order = serial_compare(next, u->current->serial);
	}
	if (o->serial == UPDATE_SERIAL_RAISED && order != SERIAL_GREATER)
		return E_SERIAL;
	return OK;
}

static enum err zonemd_settle(struct update *u)
{
	const struct zone_version *view;
	enum conf_zonemd setting = u->target.conf->zonemd_generate;
	TRY(update_view(u, &view));
	if (zonemd_is_right(view, setting))
		return OK;
	struct zone_edit *e = update_edit(u);
	TRY(zone_edit_settle(e));
	return zonemd_put(e, setting);
}

static void finding_ignore(void *arg UNUSED, const struct zone_check_finding *finding UNUSED)
{
}

static enum err check(struct update *u, const struct zone_version *view,
                      const struct update_options *o)
{
	zone_check_fn found = o->found != NULL ? o->found : finding_ignore;
	const struct zone_conf *conf = u->target.conf;
	if (o->check && is_incremental(u) && u->edit != NULL) {
		struct zone_check_names names;
		names.items = zone_edit_names(u->edit, &names.count);
		if (!zone_check_names(view, &names, CHECK_CLASS_MANDATORY, found, o->found_arg))
			return E_SEMCHECK;
	} else if (o->check) {
		if (!zone_check(view, CHECK_CLASS_MANDATORY, found, o->found_arg))
			return E_SEMCHECK;
	}
	if (o->check_zonemd && conf->zonemd_verify && !zone_check_zonemd(view, found, o->found_arg))
		return E_ZONEMD;
	return view->wire_size > conf->max_size ? E_ZONESIZE : OK;
}

static struct journal_limits limits_of(const struct zone_conf *conf)
{
	return (struct journal_limits){
		.max_usage = conf->journal.max_usage,
		.max_depth = conf->journal.max_depth,
		.may_flush = conf->zonefile_sync_s >= 0,
	};
}

static enum err store_change(struct update *u, const struct update_options *o)
{
	const struct update_target *t = &u->target;
	struct journal_limits limits = limits_of(t->conf);
	struct zone_changeset c = {0};
	enum err e = update_changes(u, &c);
	if (e == OK)
		e = journal_insert(t->journal, t->slot->name.wire, &c, &limits, o->now_s);
	if (e == E_AGAIN) {
		/* Once the file has what the oldest changesets say, they may go; else they are
		 * merged. */
		enum err flushed = t->flush(t->ctx, u->current);
		(void)flushed; /* logged; the second try copes with either */
		limits.may_flush = false;
		e = journal_insert(t->journal, t->slot->name.wire, &c, &limits, o->now_s);
	}
	zone_changeset_deinit(&c);
	return e;
}

static enum err store_zone(struct update *u, const struct zone_version *view,
                           const struct update_options *o)
{
	const struct update_target *t = &u->target;
	struct journal_limits limits = limits_of(t->conf);
	struct zone_records all = {0};
	zone_diff_all(&all, view);
	enum err e = journal_put_zone(t->journal, t->slot->name.wire, &all, &limits, o->now_s);
	zone_records_deinit(&all);
	return e;
}

static enum err store(struct update *u, const struct zone_version *view,
                      const struct update_options *o)
{
	const struct update_target *t = &u->target;
	enum conf_journal_content content = t->conf->journal.content;
	if (content == JOURNAL_NONE || o->origin == UPDATE_FROM_JOURNAL)
		return OK;
	/* Files and primaries still have what they gave; a change has only the journal. */
	if (t->journal == NULL)
		return o->origin == UPDATE_FROM_CHANGE ? E_NOJOURNAL : OK;
	if (is_incremental(u))
		return store_change(u, o);
	if (content == JOURNAL_ALL)
		return store_zone(u, view, o);
	if (o->origin == UPDATE_FROM_FILE)
		return OK;
	/* The history does not lead to what came instead. */
	return journal_purge(t->journal, t->slot->name.wire);
}

static void publish(struct update *u)
{
	struct zone_slot *slot = u->target.slot;
	struct zone_version *v = u->edit != NULL ? zone_edit_finish(u->edit) : u->fresh;
	if (u->edit == NULL)
		u->fresh = NULL;
	struct zone_version *old = slot_publish(slot, v);
	atomic_fetch_and(&slot->flags, ~(uint32_t)SLOT_EXPIRED);
	u->target.retire(u->target.ctx, old);
}

enum err update_commit(struct update *u, const struct update_options *options,
                       struct update_result *result)
{
	const struct zone_version *view;
	*result = (struct update_result){.had_base = u->current != NULL};
	if (u->current != NULL)
		result->before = result->after = u->current->serial;
	if (u->edit == NULL && u->fresh == NULL && u->current == NULL)
		return E_EMPTYZONE;
	TRY(serial_settle(u, options, &result->changed));
	if (!result->changed) {
		result->wire_size = u->current->wire_size;
		update_abort(u);
		return OK;
	}
	TRY(zonemd_settle(u));
	TRY(update_view(u, &view));
	TRY(check(u, view, options));
	TRY(store(u, view, options));
	result->after = view->serial;
	result->wire_size = view->wire_size;
	publish(u);
	update_free(u);
	return OK;
}

struct zone_version *update_drop(struct zone_slot *slot)
{
	atomic_fetch_or(&slot->flags, (uint32_t)SLOT_EXPIRED);
	return slot_publish(slot, NULL);
}
