/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An open transaction holds its zone (scheduler_hold), an update of it, and the configuration that
 * was in force when it began.  The lock is held while a command works on one: changes are made in
 * memory and are short; committing waits for the journal.
 */

#include "server/main/transactions.h"

#include "report/log.h"
#include "server/jobs/publish.h"
#include "server/main/zones.h"
#include "server/zone/expand.h"

#include <pthread.h>

struct txn {
	struct unit *unit;
	struct job job;
	struct update *update;
	bool benevolent;
};

struct transactions {
	struct zones *zones;
	pthread_mutex_t lock;
	VEC(struct txn *) open;
};

struct transactions *transactions_new(struct zones *z)
{
	struct transactions *t = mem_zalloc(sizeof(*t));
	t->zones = z;
	pthread_mutex_init(&t->lock, NULL);
	return t;
}

static struct txn *find(struct transactions *t, const uint8_t *zone)
{
	for (size_t i = 0; i < t->open.count; i++) {
		if (name_equal(t->open.items[i]->unit->slot->name.wire, zone))
			return t->open.items[i];
	}
	return NULL;
}

/* The transaction is over; its update is gone already. */
static void txn_end(struct transactions *t, struct txn *x)
{
	for (size_t i = 0; i < t->open.count; i++) {
		if (t->open.items[i] == x)
			t->open.items[i] = t->open.items[--t->open.count];
	}
	scheduler_release(&x->unit->sched);
	zones_job_end(t->zones, &x->job);
	zones_give(t->zones, x->unit);
	mem_free(x);
}

void transactions_abort(struct transactions *t, const uint8_t *zone)
{
	pthread_mutex_lock(&t->lock);
	for (size_t i = t->open.count; i-- > 0;) {
		struct txn *x = t->open.items[i];
		if (zone != NULL && !name_equal(x->unit->slot->name.wire, zone))
			continue;
		log_line(SEV_WARNING, LOG_ZONE, x->job.zone->text, "control transaction aborted");
		update_abort(x->update);
		txn_end(t, x);
	}
	pthread_mutex_unlock(&t->lock);
}

void transactions_free(struct transactions *t)
{
	transactions_abort(t, NULL);
	VEC_FREE(&t->open);
	pthread_mutex_destroy(&t->lock);
	mem_free(t);
}

/* ---- beginning and ending ---- */

static enum err begin_held(struct transactions *t, struct unit *u, bool benevolent)
{
	struct txn *x = mem_zalloc(sizeof(*x));
	x->unit = u;
	x->benevolent = benevolent;
	enum err e = zones_job_begin(t->zones, u, &x->job);
	if (e != OK) {
		mem_free(x);
		return e;
	}
	x->update = job_update(&x->job);
	VEC_PUSH(&t->open, x);
	return OK;
}

static enum err begin(void *ctx, const uint8_t *zone, bool benevolent)
{
	struct transactions *t = ctx;
	struct unit *u = zones_take(t->zones, zone);
	if (u == NULL)
		return E_NOZONE;
	pthread_mutex_lock(&t->lock);
	enum err e = find(t, zone) != NULL ? E_TXN_MANY : scheduler_hold(&u->sched);
	if (e == E_BUSY)
		e = E_AGAIN; /* purged or restored right now */
	if (e == OK) {
		e = begin_held(t, u, benevolent);
		if (e != OK)
			scheduler_release(&u->sched);
	}
	pthread_mutex_unlock(&t->lock);
	if (e != OK)
		zones_give(t->zones, u);
	return e;
}

static enum err commit(void *ctx, const uint8_t *zone)
{
	struct transactions *t = ctx;
	const struct update_options o = {
		.serial = UPDATE_SERIAL_RAISED, .origin = UPDATE_FROM_CHANGE, .check = true};
	struct update_result r;
	pthread_mutex_lock(&t->lock);
	struct txn *x = find(t, zone);
	enum err e = x != NULL ? job_try_commit(&x->job, x->update, &o, &r) : E_TXN_NONE;
	if (e == OK) {
		if (r.changed)
			log_line(SEV_INFO, LOG_ZONE, x->job.zone->text,
			         r.had_base ? "control, zone changed, serial %u -> %u"
			                    : "control, zone made, serial %u -> %u",
			         r.before.value, r.after.value);
		txn_end(t, x);
	}
	pthread_mutex_unlock(&t->lock);
	return e;
}

static enum err abort_txn(void *ctx, const uint8_t *zone)
{
	struct transactions *t = ctx;
	pthread_mutex_lock(&t->lock);
	struct txn *x = find(t, zone);
	if (x != NULL) {
		update_abort(x->update);
		txn_end(t, x);
	}
	pthread_mutex_unlock(&t->lock);
	return x != NULL ? OK : E_TXN_NONE;
}

static bool any_open(void *ctx)
{
	struct transactions *t = ctx;
	pthread_mutex_lock(&t->lock);
	bool any = t->open.count > 0;
	pthread_mutex_unlock(&t->lock);
	return any;
}

/* ---- telling records ---- */

struct telling {
	const struct ctl_choice *choice;
	enum err (*each)(void *ctx, const struct ctl_record *record);
	void *ctx;
	char mark;
};

static enum err tell_set(const struct telling *t, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	if (set->count == 0 || (t->choice->type != 0 && t->choice->type != set->type))
		return OK;
	while (rrset_next(&it, &rdata)) {
		const struct ctl_record r = {.mark = t->mark,
		                             .has_ttl = true,
		                             .ttl = set->ttl,
		                             .type = set->type,
		                             .owner = set->owner,
		                             .rdata = rdata};
		TRY(t->each(t->ctx, &r));
	}
	return OK;
}

/* apex: the zone's name */
static enum err tell_node(const struct telling *t, const uint8_t *apex, const struct zone_node *n)
{
	struct zone_version only_name = {.apex = n};
	struct zone_sets it;
	enum err e = OK;
	zone_sets_init(&it, &only_name, n);
	it.apex = apex; /* the walk needs no more of a version */
	while (e == OK && zone_sets_next(&it)) {
		e = tell_set(t, &it.data);
		if (e == OK)
			e = tell_set(t, &it.sigs);
	}
	zone_sets_deinit(&it);
	return e;
}

/* The node of a name, in the zone or in its NSEC3 chain; both when both have it. */
static enum err tell_owner(const struct telling *t, const struct zone_version *v)
{
	const uint8_t *owner = t->choice->owner;
	const struct zone_node *n = zone_version_find(v, owner);
	const struct zone_node *hashed = zone_version_find_nsec3(v, owner);
	if ((n == NULL || n->set_count == 0) && hashed == NULL)
		return E_NONODE;
	if (n != NULL)
		TRY(tell_node(t, zone_apex_name(v), n));
	return hashed != NULL ? tell_node(t, zone_apex_name(v), hashed) : OK;
}

static enum err tell_version(const struct telling *t, const struct zone_version *v)
{
	struct zone_iter *it;
	const struct zone_node *n;
	enum err e = OK;
	if (t->choice->owner != NULL)
		return tell_owner(t, v);
	it = mem_alloc(sizeof(*it));
	zone_iter_init(it, v);
	while (e == OK && (n = zone_next(it)) != NULL)
		e = tell_node(t, zone_apex_name(v), n);
	mem_free(it);
	return e;
}

static enum err tell_records(struct telling *t, const struct zone_records *records, char mark)
{
	struct zone_records_iter it = zone_records_iter_of(records);
	struct zone_record r;
	while (zone_records_next(&it, &r)) {
		const struct ctl_record record = {.mark = mark,
		                                  .has_ttl = true,
		                                  .ttl = r.ttl,
		                                  .type = r.type,
		                                  .owner = r.owner,
		                                  .rdata = r.rdata};
		if (t->choice->owner != NULL && !name_equal(t->choice->owner, r.owner))
			continue;
		if (t->choice->type == 0 || t->choice->type == r.type)
			TRY(t->each(t->ctx, &record));
	}
	return OK;
}

/* A zone that has no SOA yet: name by name what was put in. */
static enum err tell_unfinished(struct telling *t, struct update *u, const struct zone_conf *zone)
{
	struct zone_edit *edit = update_edit(u);
	size_t count;
	const uint8_t *const *names = zone_edit_names(edit, &count);
	bool found = false;
	enum err e = OK;
	for (size_t i = 0; i < count && e == OK; i++) {
		const struct zone_node *n = zone_edit_node(edit, names[i]);
		if (n == NULL || n->set_count == 0 ||
		    (t->choice->owner != NULL && !name_equal(t->choice->owner, names[i])))
			continue;
		found = true;
		e = tell_node(t, zone->name.wire, n);
	}
	if (e == OK && !found)
		return t->choice->owner != NULL ? E_NONODE : E_EMPTYZONE;
	return e;
}

static enum err tell_edited(struct telling *t, struct txn *x)
{
	const struct zone_version *view;
	enum err e = update_view(x->update, &view);
	if (e == E_NOSOA && !update_has_base(x->update) && update_is_edited(x->update))
		return tell_unfinished(t, x->update, x->job.zone);
	if (e == E_NOSOA && !update_has_base(x->update))
		return E_EMPTYZONE;
	return e != OK ? e : tell_version(t, view);
}

static enum err tell_diff(struct telling *t, struct txn *x)
{
	struct zone_changeset c = {0};
	enum err e = update_changes(x->update, &c);
	if (e == OK)
		e = tell_records(t, &c.removed, '-');
	if (e == OK)
		e = tell_records(t, &c.added, '+');
	zone_changeset_deinit(&c);
	return e;
}

static enum err tell_served(struct transactions *t, struct telling *telling, const uint8_t *zone)
{
	struct unit *u = zones_take(t->zones, zone);
	if (u == NULL)
		return E_NOZONE;
	struct zone_version *v = unit_pin(u);
	enum err e = E_EMPTYZONE;
	if (v != NULL) {
		e = tell_version(telling, v);
		zone_version_unpin(v);
	}
	zones_give(t->zones, u);
	return e;
}

/* Records of a transaction are gathered first: telling may block on a slow client. */
struct gathered {
	struct zone_records records;
	VEC(char) marks;
};

static enum err gather(void *ctx, const struct ctl_record *r)
{
	struct gathered *g = ctx;
	const struct zone_record record = {
		.owner = r->owner, .type = r->type, .ttl = r->ttl, .rdata = r->rdata};
	zone_records_add(&g->records, &record);
	VEC_PUSH(&g->marks, r->mark);
	return OK;
}

static enum err tell_gathered(const struct gathered *g,
                              enum err (*each)(void *ctx, const struct ctl_record *record),
                              void *ctx)
{
	struct zone_records_iter it = zone_records_iter_of(&g->records);
	struct zone_record r;
	for (size_t i = 0; zone_records_next(&it, &r); i++) {
		const struct ctl_record record = {.mark = g->marks.items[i],
		                                  .has_ttl = true,
		                                  .ttl = r.ttl,
		                                  .type = r.type,
		                                  .owner = r.owner,
		                                  .rdata = r.rdata};
		TRY(each(ctx, &record));
	}
	return OK;
}

static enum err tell(void *ctx, const uint8_t *zone, enum ctl_view view,
                     const struct ctl_choice *choice,
                     enum err (*each)(void *each_ctx, const struct ctl_record *record),
                     void *each_ctx)
{
	struct transactions *t = ctx;
	struct gathered g = {.marks = {0}};
	if (view == VIEW_SERVED) {
		struct telling served = {.choice = choice, .each = each, .ctx = each_ctx};
		return tell_served(t, &served, zone);
	}
	struct telling telling = {.choice = choice, .each = gather, .ctx = &g};
	pthread_mutex_lock(&t->lock);
	struct txn *x = find(t, zone);
	enum err e = x == NULL             ? E_TXN_NONE
	             : view == VIEW_EDITED ? tell_edited(&telling, x)
	                                   : tell_diff(&telling, x);
	pthread_mutex_unlock(&t->lock);
	if (e == OK)
		e = tell_gathered(&g, each, each_ctx);
	zone_records_deinit(&g.records);
	VEC_FREE(&g.marks);
	return e;
}

/* ---- changing records ---- */

/* The TTL of a set that is there. */
static bool ttl_of_set(const struct zone_node *n, uint16_t type, uint32_t *ttl)
{
	const struct zone_set *set = n != NULL ? zone_node_find(n, type) : NULL;
	if (set == NULL)
		return false;
	*ttl = zone_set_ttl(n, set);
	return true;
}

static enum err set(void *ctx, const uint8_t *zone, const struct ctl_record *record)
{
	struct transactions *t = ctx;
	enum err e = E_TXN_NONE;
	pthread_mutex_lock(&t->lock);
	struct txn *x = find(t, zone);
	if (x != NULL) {
		struct zone_edit *edit = update_edit(x->update);
		struct zone_record r = {.owner = record->owner,
		                        .type = record->type,
		                        .ttl = record->ttl,
		                        .rdata = record->rdata};
		if (!record->has_ttl &&
		    !ttl_of_set(zone_edit_node(edit, record->owner), r.type, &r.ttl))
			r.ttl = x->job.zone->default_ttl;
		e = zone_edit_add(edit, &r);
		if (e == E_HASRECORD && x->benevolent)
			e = OK;
	}
	pthread_mutex_unlock(&t->lock);
	return e;
}

/* All records of a name, or of one type of it, as a list to be removed. */
static enum err list_records(struct zone_edit *edit, const struct zone_conf *zone,
                             const struct ctl_record *which, struct gathered *out)
{
	const struct zone_node *n = zone_edit_node(edit, which->owner);
	const struct ctl_choice choice = {.type = which->type};
	const struct telling telling = {.choice = &choice, .each = gather, .ctx = out};
	if (n == NULL || n->set_count == 0)
		return E_NONODE;
	enum err e = tell_node(&telling, zone->name.wire, n);
	return e == OK && out->records.count == 0 ? E_NORECORD : e;
}

static enum err remove_all(struct zone_edit *edit, const struct zone_conf *zone,
                           const struct ctl_record *which)
{
	struct gathered g = {.marks = {0}};
	struct zone_record r;
	enum err e = list_records(edit, zone, which, &g);
	struct zone_records_iter it = zone_records_iter_of(&g.records);
	while (e == OK && zone_records_next(&it, &r))
		e = zone_edit_remove(edit, &r);
	zone_records_deinit(&g.records);
	VEC_FREE(&g.marks);
	return e;
}

static enum err unset(void *ctx, const uint8_t *zone, const struct ctl_record *record)
{
	struct transactions *t = ctx;
	enum err e = E_TXN_NONE;
	pthread_mutex_lock(&t->lock);
	struct txn *x = find(t, zone);
	if (x != NULL && record->rdata.data == NULL) {
		e = remove_all(update_edit(x->update), x->job.zone, record);
	} else if (x != NULL) {
		const struct zone_record r = {
			.owner = record->owner, .type = record->type, .rdata = record->rdata};
		e = zone_edit_remove(update_edit(x->update), &r);
	}
	if (x != NULL && x->benevolent && (e == E_NORECORD || e == E_NONODE))
		e = OK;
	pthread_mutex_unlock(&t->lock);
	return e;
}

void transactions_fill(struct ctl_ops *ops, struct transactions *t)
{
	ops->content = (struct ops_content){
		.ctx = t,
		.begin = begin,
		.commit = commit,
		.abort = abort_txn,
		.any_open = any_open,
		.tell = tell,
		.set = set,
		.unset = unset,
	};
}
