/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three steps, each on the settled outcome of the one before: what keys and policy put at the apex,
 * the chain, the signatures.  Each is a changeset that a pure function of the view makes.
 */

#include "server/sign/sign.h"

#include "dns/rrtype.h"
#include "server/sign/affected.h"
#include "server/sign/apex_put.h"
#include "server/sign/chain.h"
#include "server/sign/due.h"
#include "server/sign/set_put.h"
#include "server/sign/sigs.h"
#include "server/zone/expand.h"

#include <string.h>

/* What a call works with. */
struct sign_run {
	struct zone_edit *edit;
	const struct zone_version *before;
	const struct sign_input *in;
	struct sign_result *result;
	struct zone_changeset changes; /* of the step */
};

static struct sign_run run_of(struct zone_edit *e, const struct zone_version *before,
                              const struct sign_input *in, struct sign_result *result)
{
	*result = (struct sign_result){.first_s = INT64_MAX};
	return (struct sign_run){e, before, in, result, {{{0}, 0}, {{0}, 0}}};
}

/* Put a step's changes into the edit. */
static enum err step_apply(struct sign_run *run)
{
	struct zone_changeset *c = &run->changes;
	size_t count = c->removed.count + c->added.count;
	enum err e = count > 0 ? zone_edit_apply(run->edit, c, false) : OK;
	run->result->changes += count;
	zone_changeset_deinit(c);
	*c = (struct zone_changeset){0};
	return e == OK ? zone_edit_settle(run->edit) : e;
}

static void step_forget(struct sign_run *run)
{
	zone_changeset_deinit(&run->changes);
	run->changes = (struct zone_changeset){0};
}

/* What keys and policy say of the apex itself. */
static enum err apex_settle(struct sign_run *run)
{
	const struct zone_version *v = zone_edit_view(run->edit);
	const struct apex_records *apex = run->in->apex;
	unsigned unsafe = run->in->policy.unsafe;
	if (apex != NULL && (unsafe & UNSAFE_NO_UPDATE_DNSKEY) == 0) {
		enum err e = apex_put(&run->changes, v, apex);
		if (e != OK) {
			step_forget(run);
			return e;
		}
	}
	run->result->keys_changed = run->changes.removed.count + run->changes.added.count > 0;
	if ((unsafe & UNSAFE_NO_UPDATE_NSEC) == 0)
		chain_params_put(&run->changes, v, &run->in->policy);
	return step_apply(run);
}

static struct sigs *sigs_begin(struct sign_run *run, bool leave_soa)
{
	const struct sigs_scope scope = {
		.version = zone_edit_view(run->edit),
		.before = run->before,
		.leave_soa = leave_soa,
	};
	return sigs_new(&scope, run->in, &run->changes);
}

static enum err sigs_end(struct sign_run *run, struct sigs *s, enum err so_far)
{
	struct sigs_result r;
	enum err e = sigs_finish(s, &r);
	if (so_far != OK || e != OK) {
		step_forget(run);
		return so_far != OK ? so_far : e;
	}
	run->result->made += r.made;
	run->result->soa_due |= r.soa_due;
	run->result->first_s = MIN_OF(run->result->first_s, r.first_s);
	return step_apply(run);
}

static enum err sigs_all(struct sign_run *run)
{
	struct sigs *s = sigs_begin(run, true);
	struct zone_iter *it = mem_alloc(sizeof(*it));
	enum err e = OK;
	zone_iter_init(it, zone_edit_view(run->edit));
	for (const struct zone_node *node; e == OK && (node = zone_next(it)) != NULL;) {
		if (node->set_count > 0)
			e = sigs_put(s, node);
	}
	mem_free(it);
	return sigs_end(run, s, e);
}

/* Everything behind the apex' own records. */
static enum err zone_finish(struct sign_run *run)
{
	run->result->is_whole = true;
	if ((run->in->policy.unsafe & UNSAFE_NO_UPDATE_NSEC) == 0) {
		enum err e = chain_make(&run->changes, zone_edit_view(run->edit), &run->in->policy);
		if (e != OK) {
			step_forget(run);
			return e;
		}
		TRY(step_apply(run));
	}
	return sigs_all(run);
}

enum err sign_zone(struct zone_edit *e, const struct zone_version *before,
                   const struct sign_input *in, struct sign_result *result)
{
	struct sign_run run = run_of(e, before, in, result);
	TRY(zone_edit_settle(e));
	TRY(apex_settle(&run));
	return zone_finish(&run);
}

/* ---- changes ---- */

static bool same_params(const struct zone_version *v, const struct sign_policy *policy)
{
	const struct zone_nsec3_param *p = v->nsec3_param;
	if (!policy->nsec3)
		return v->denial == ZONE_NSEC;
	return v->denial == ZONE_NSEC3 && p->iterations == policy->iterations &&
	       span_equal(span_of(p->salt, p->salt_len), policy->salt);
}

/* Are two nodes' sets of a type the same, signatures apart? */
static bool same_set(const struct zone_node *a, const struct zone_node *b, uint16_t type)
{
	const struct zone_set *x = zone_node_find(a, type), *y = zone_node_find(b, type);
	if (x == NULL || y == NULL)
		return x == y;
	return x->count == y->count && x->data_len == y->data_len && !zone_set_is_long(x) &&
	       !zone_set_is_long(y) &&
	       memcmp(zone_set_data(a, x), zone_set_data(b, y), x->data_len) == 0;
}

/* Does what changed leave all names but those touched as they are? */
static bool is_local(const struct sign_run *run)
{
	const struct zone_version *v = zone_edit_view(run->edit), *before = run->before;
	return before != NULL && same_params(before, &run->in->policy) &&
	       same_params(v, &run->in->policy) && chain_ttl(before) == chain_ttl(v) &&
	       same_set(before->apex, v->apex, RR_DNSKEY);
}

/* Sign the affected names, and what the chain's mending touched. */
static enum err sigs_some(struct sign_run *run, const struct affected *names,
                          const struct zone_records *mended)
{
	const struct zone_version *v = zone_edit_view(run->edit);
	struct sigs *s = sigs_begin(run, true);
	struct zone_records_iter it = zone_records_iter_of(mended);
	struct zone_record r;
	enum err e = sigs_put(s, v->apex);
	for (size_t i = 0; i < names->list.count && e == OK; i++) {
		const struct zone_node *node = zone_version_find(v, names->list.items[i]);
		if (node != NULL && node != v->apex)
			e = sigs_put(s, node);
	}
	while (e == OK && zone_records_next(&it, &r)) {
		const struct zone_node *node = r.type == RR_NSEC3
		                                       ? zone_version_find_nsec3(v, r.owner)
		                                       : zone_version_find(v, r.owner);
		e = node != NULL ? sigs_put(s, node) : OK;
	}
	return sigs_end(run, s, e);
}

static bool is_apex(const struct sign_run *run, const uint8_t *name)
{
	return name_equal(name, zone_apex_name(zone_edit_view(run->edit)));
}

/* Chain and signatures of some names; E_NOTFOUND: the chain was not whole, nothing was done. */
static enum err names_finish(struct sign_run *run, struct affected *names)
{
	const struct chain_names in = {names->list.items, names->list.count};
	struct zone_changeset *c = &run->changes;
	if ((run->in->policy.unsafe & UNSAFE_NO_UPDATE_NSEC) == 0) {
		enum err e = chain_mend(c, zone_edit_view(run->edit), &run->in->policy, &in);
		if (e != OK) {
			step_forget(run);
			return e;
		}
	}
	/* NSEC records of names affected come with these. */
	struct zone_records mended = {0};
	struct zone_records_iter it = zone_records_iter_of(&c->added);
	struct zone_record r;
	while (zone_records_next(&it, &r)) {
		bool is_listed = r.type == RR_NSEC &&
		                 (affected_has(names, r.owner) || is_apex(run, r.owner));
		if (!is_listed)
			zone_records_add(&mended, &r);
	}
	enum err e = step_apply(run);
	if (e == OK)
		e = sigs_some(run, names, &mended);
	zone_records_deinit(&mended);
	return e;
}

/*
 * Mending goes by the links that the chain has: those that the change itself put in or took - NSEC
 * records go with names that are deleted whole - are as before again.
 */
static enum err links_restore(struct sign_run *run)
{
	const struct zone_version *v = zone_edit_view(run->edit), *before = run->before;
	struct set_putter *p = set_putter_new(v, &run->changes);
	struct zone_expander memory = {0};
	size_t count;
	const uint8_t *const *names = zone_edit_names(run->edit, &count);
	for (size_t i = 0; i < count; i++) {
		const struct zone_node *node = zone_version_find(v, names[i]);
		const struct zone_node *old = zone_version_find(before, names[i]);
		struct rrset link;
		if (old == NULL || !zone_expand_type(&memory, before, old, RR_NSEC, &link))
			link = (struct rrset){
				.owner = names[i], .type = RR_NSEC, .class_ = CLASS_IN};
		set_put_data(p, node, &link);
	}
	zone_expander_deinit(&memory);
	set_putter_free(p);
	return step_apply(run);
}

static enum err change_finish(struct sign_run *run)
{
	struct affected names = {.list = {0}};
	struct chain_names touched;
	if (!is_local(run) || zone_edit_has_hashes(run->edit))
		return zone_finish(run);
	if ((run->in->policy.unsafe & UNSAFE_NO_UPDATE_NSEC) == 0)
		TRY(links_restore(run));
	touched.items = zone_edit_names(run->edit, &touched.count);
	affected_find(&names, run->before, zone_edit_view(run->edit), &touched);
	enum err e = names_finish(run, &names);
	affected_deinit(&names);
	return e == E_NOTFOUND ? zone_finish(run) : e;
}

enum err sign_change(struct zone_edit *e, const struct zone_version *before,
                     const struct sign_input *in, struct sign_result *result)
{
	struct sign_run run = run_of(e, before, in, result);
	TRY(zone_edit_settle(e));
	TRY(apex_settle(&run));
	return change_finish(&run);
}

enum err sign_refresh(struct zone_edit *e, const struct zone_version *before,
                      const struct sign_input *in, struct sign_result *result)
{
	struct sign_run run = run_of(e, before, in, result);
	struct due_nodes due = {{0}};
	const struct sign_policy *p = &in->policy;
	TRY(zone_edit_settle(e));
	int64_t until = in->now.s + p->refresh_s + p->pre_refresh_s;
	int64_t first = due_find(&due, zone_edit_view(e), in->now, until, false);
	struct sigs *s = sigs_begin(&run, true);
	enum err err = OK;
	for (size_t i = 0; i < due.list.count && err == OK; i++)
		err = sigs_put(s, due.list.items[i]);
	VEC_FREE(&due.list);
	TRY(sigs_end(&run, s, err));
	result->is_whole = true;
	if (first > until)
		result->first_s = first;
	else /* the earliest were made anew: which is the earliest now? */
		result->first_s = due_find(&due, zone_edit_view(e), in->now, INT64_MIN,
		                           result->soa_due);
	return OK;
}

enum err sign_apex(struct zone_edit *e, const struct zone_version *before,
                   const struct sign_input *in, struct sign_result *result)
{
	struct sign_run run = run_of(e, before, in, result);
	TRY(zone_edit_settle(e));
	struct sigs *s = sigs_begin(&run, false);
	enum err err = sigs_put(s, zone_edit_view(e)->apex);
	return sigs_end(&run, s, err);
}
