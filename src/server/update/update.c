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
#include "server/update/soa_serial.h"
#include "server/update/zonemd.h"
#include "server/zone/builder.h"
#include "server/zone/check.h"
#include "server/zone/check_zonemd.h"
#include "server/zone/compact.h"
#include "server/zone/diff.h"

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
		TRY(soa_serial_put(e, next));
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
	/* A digest of somebody else's is of no use once our signatures are among the records. */
	bool digest = conf->zonemd_verify && !(o->signer != NULL && is_incremental(u));
	if (o->check && is_incremental(u) && u->edit != NULL) {
		struct zone_check_names names;
		names.items = zone_edit_names(u->edit, &names.count);
		if (!zone_check_names(view, &names, CHECK_CLASS_MANDATORY, found, o->found_arg))
			return E_SEMCHECK;
	} else if (o->check) {
		if (!zone_check(view, CHECK_CLASS_MANDATORY, found, o->found_arg))
			return E_SEMCHECK;
	}
	if (o->check_zonemd && digest && !zone_check_zonemd(view, found, o->found_arg))
		return E_ZONEMD;
	const struct update_validation *v = o->validation;
	return v == NULL || zone_check_signatures(view, &v->options, v->found, v->found_arg)
	               ? OK
	               : E_SIGNATURE;
}

/* ---- signing ---- */

/* The serial that what is published has to be newer than; false: nothing is out yet. */
static bool last_published(const struct update *u, const struct update_options *o,
                           struct serial *out)
{
	bool has = u->current != NULL;
	if (has)
		*out = u->current->serial;
	if (o->has_published && (!has || serial_is_newer(o->published, *out))) {
		*out = o->published;
		has = true;
	}
	return has;
}

/*
 * The serial of a version that signing, or somebody's change, makes differ from all before.  A
 * primary's serials are not ours: what comes from it gets the next of our own.
 */
static enum err signed_serial(struct update *u, const struct update_options *o, bool is_due)
{
	const struct zone_conf *conf = u->target.conf;
	const struct serial_rule rule = {conf->serial_policy, conf->serial_modulo};
	struct zone_edit *e = update_edit(u);
	struct serial given = zone_edit_view(e)->serial, last = given;
	bool whole_transfer = o->origin == UPDATE_FROM_TRANSFER && !is_incremental(u);
	bool is_out = last_published(u, o, &last);
	enum serial_order order = serial_compare(given, last);
	if (whole_transfer && !is_out)
		last = serial_add(given, UINT32_MAX); /* the one before: given, unless modulo */
	else if (is_out && order == SERIAL_GREATER && !whole_transfer)
		return OK;
	else if (!is_out && !is_due)
		return OK;
	else if (is_incremental(u) && o->serial == UPDATE_SERIAL_RAISED &&
	         given.value != u->current->serial.value &&
	         !serial_is_newer(given, u->current->serial))
		return E_SERIAL;
	return soa_serial_put(e, serial_next(last, &rule, o->now_s));
}

static enum err sign_settle(struct update *u, const struct update_options *o,
                            struct update_result *result)
{
	struct signer *s = o->signer;
	enum conf_zonemd zonemd = u->target.conf->zonemd_generate;
	bool touched;
	TRY(has_changes(u, &touched));
	const struct zone_version *before = is_incremental(u) && s->is_trusted ? u->current : NULL;
	TRY(signer_run(s, update_edit(u), before, zonemd));
	result->given = zone_edit_view(u->edit)->serial;
	/* Keys that somebody put in, and that went again at once, are no change. */
	if (touched && s->result.keys_changed && !s->result.soa_due)
		TRY(has_changes(u, &touched));
	else
		touched |= signer_is_due(s);
	result->changed = touched;
	if (!result->changed)
		return OK;
	TRY(signed_serial(u, o, signer_is_due(s)));
	return signer_close(s, u->edit, before, zonemd);
}

/* Everything between the records of an update and what is published of them. */
static enum err settle(struct update *u, const struct update_options *o,
                       struct update_result *result)
{
	const struct zone_version *view;
	TRY(update_view(u, &view));
	result->given = view->serial;
	if (o->signer != NULL) {
		TRY(check(u, view, o));
		return sign_settle(u, o, result);
	}
	TRY(serial_settle(u, o, &result->changed));
	if (!result->changed)
		return OK;
	TRY(zonemd_settle(u));
	TRY(update_view(u, &view));
	return check(u, view, o);
}

/* ---- storing ---- */

static struct journal_limits limits_of(const struct zone_conf *conf)
{
	return (struct journal_limits){
		.max_usage = conf->journal.max_usage,
		.max_depth = conf->journal.max_depth,
		.may_flush = conf->zonefile_sync_s >= 0,
	};
}

/* Did signing add to what a file, or the journal, holds? */
static bool is_signed_on_top(const struct update *u, const struct update_options *o)
{
	return o->signer != NULL && u->fresh != NULL && u->edit != NULL;
}

static void note_ttls(const struct zone_changeset *c, struct update_result *result)
{
	struct zone_records_iter it = zone_records_iter_of(&c->added);
	struct zone_record r;
	while (zone_records_next(&it, &r)) {
		if (r.type != RR_RRSIG)
			result->max_ttl = MAX_OF(result->max_ttl, r.ttl);
	}
}

/*
 * When the history has no room for signatures, and the file may hold them: it begins anew once
 * everything else is in the file.
 */
static enum err begin_anew(struct update *u, const struct update_options *o)
{
	const struct update_target *t = &u->target;
	bool is_file = o->origin == UPDATE_FROM_FILE && u->current == NULL;
	bool is_ours = o->origin == UPDATE_FROM_SIGNER && u->current != NULL;
	if (t->conf->journal.content != JOURNAL_CHANGES || t->conf->zonefile_sync_s < 0 ||
	    !(is_file || is_ours))
		return E_SPACE;
	if (is_ours)
		TRY(t->flush(t->ctx, u->current));
	return journal_purge(t->journal, t->slot->name.wire);
}

static enum err store_change(struct update *u, const struct update_options *o,
                             struct update_result *result)
{
	const struct update_target *t = &u->target;
	struct journal_limits limits = limits_of(t->conf);
	struct zone_changeset c = {0};
	enum err e = OK;
	if (is_incremental(u))
		e = update_changes(u, &c);
	else
		zone_edit_changes(u->edit, &c);
	note_ttls(&c, result);
	bool nothing = c.removed.count == 0 && c.added.count == 0; /* a file signed by us */
	if (e == OK && !nothing)
		e = journal_insert(t->journal, t->slot->name.wire, &c, &limits, o->now_s);
	if (e == E_AGAIN) {
		/* Once the file has what the oldest changesets say, they may go; else they are
		 * merged. */
		enum err flushed = u->current != NULL ? t->flush(t->ctx, u->current) : OK;
		(void)flushed; /* logged; the second try copes with either */
		limits.may_flush = false;
		e = journal_insert(t->journal, t->slot->name.wire, &c, &limits, o->now_s);
	}
	if (e == E_SPACE && o->signer != NULL)
		e = begin_anew(u, o);
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
                      const struct update_options *o, struct update_result *result)
{
	const struct update_target *t = &u->target;
	enum conf_journal_content content = t->conf->journal.content;
	bool on_top = is_signed_on_top(u, o);
	if (content == JOURNAL_NONE || (o->origin == UPDATE_FROM_JOURNAL && !on_top))
		return OK;
	/* Files and primaries still have what they gave, keys make signatures again; a change has
	 * only the journal. */
	if (t->journal == NULL)
		return o->origin == UPDATE_FROM_CHANGE ? E_NOJOURNAL : OK;
	if (is_incremental(u) || (on_top && o->origin == UPDATE_FROM_JOURNAL))
		return store_change(u, o, result);
	if (content == JOURNAL_ALL)
		return store_zone(u, view, o);
	if (o->origin == UPDATE_FROM_FILE)
		return on_top ? store_change(u, o, result) : OK;
	/* The history does not lead to what came instead. */
	return journal_purge(t->journal, t->slot->name.wire);
}

/*
 * Give up a version in favour of a copy of it.  Versions that share memory are freed in the order
 * of their making: what it was made from goes first.
 */
static void replace_sparse(struct update *u, struct zone_version *v)
{
	if (is_incremental(u)) {
		u->target.retire(u->target.ctx, v);
		return;
	}
	if (v != u->fresh)
		zone_version_free(u->fresh);
	zone_version_free(u->seed);
	u->fresh = u->seed = NULL;
	zone_version_free(v);
}

static void publish(struct update *u)
{
	struct zone_slot *slot = u->target.slot;
	const struct zone_version *base = is_incremental(u)  ? u->current
	                                  : u->fresh != NULL ? u->fresh
	                                                     : u->seed;
	struct zone_version *v = u->edit != NULL ? zone_edit_finish(u->edit) : u->fresh;
	bool is_sparse = zone_is_sparse(v, v != base ? base : NULL);
	struct zone_version *old = slot_publish(slot, is_sparse ? zone_compact(v) : v);
	atomic_fetch_and(&slot->flags, ~(uint32_t)SLOT_EXPIRED);
	u->target.retire(u->target.ctx, old);
	if (is_sparse)
		replace_sparse(u, v);
	else if (v == u->fresh)
		u->fresh = NULL;
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
	TRY(settle(u, options, result));
	if (!result->changed) {
		result->wire_size = u->current->wire_size;
		update_abort(u);
		return OK;
	}
	TRY(update_view(u, &view));
	if (view->wire_size > u->target.conf->max_size)
		return E_ZONESIZE;
	TRY(store(u, view, options, result));
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
