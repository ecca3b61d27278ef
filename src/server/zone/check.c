/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walk over all nodes, and the checks that need only one of them.
 *
 * Most nodes of big zones are delegations without anything to find, so each check asks the node's
 * set headers first and expands records only when it has a reason.
 */
#include "server/zone/check.h"

#include "dns/rrtype.h"
#include "server/zone/check_run.h"
#include "server/zone/find.h"

#include <stdio.h>

bool zone_check_is_signed(const struct zone_version *v)
{
	const struct zone_set *soa = zone_node_find(v->apex, RR_SOA);
	return soa != NULL && soa->sig_count > 0;
}

/* RFC 1034 section 3.6.2; RRSIG and NSEC may be there too (RFC 4034 section 3, RFC 4035 2.5). */
static void check_cname(struct check_run *run, const struct zone_set *cname)
{
	const struct zone_set *sets = zone_node_sets(run->node);
	bool others = false;
	for (unsigned i = 0; i < run->node->set_count; i++) {
		uint16_t type = sets[i].type;
		others |= sets[i].count > 0 && type != RR_CNAME && type != RR_NSEC;
	}
	if (others)
		check_find(run, CHECK_CNAME_EXTRA, NULL);
	if (cname->count > 1)
		check_find(run, CHECK_CNAME_MULTIPLE, NULL);
}

/* RFC 6672 sections 2.3 and 2.4. */
static void check_dname(struct check_run *run, const struct zone_set *dname, bool has_children)
{
	bool apex = run->node == run->version->apex;
	if (has_children)
		check_find(run, CHECK_DNAME_CHILDREN, NULL);
	if (dname->count > 1)
		check_find(run, CHECK_DNAME_MULTIPLE, NULL);
	if (!apex && zone_node_find(run->node, RR_NS) != NULL)
		check_find(run, CHECK_DNAME_EXTRA_NS, NULL);
}

/* Digest types with their lengths (RFC 4034 5.1.4, RFC 4509 section 2, RFC 6605 section 2). */
static size_t digest_len(uint8_t type)
{
	switch (type) {
	case 1:
		return 20;
	case 2:
		return 32;
	case 4:
		return 48;
	default:
		return 0;
	}
}

static void check_ds(struct check_run *run, const struct zone_set *set)
{
	struct rrset ds;
	zone_expand_data(&run->memory, zone_apex_name(run->version), run->node, set, &ds);
	struct rrset_iter it = rrset_iter_of(&ds);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (rdata.len < 4)
			continue;
		char detail[32];
		snprintf(detail, sizeof(detail), "(keytag %u)", wire_get_u16(rdata.data));
		size_t len = digest_len(rdata.data[3]);
		if (len == 0)
			check_find(run, CHECK_DS_ALGORITHM, detail);
		else if (rdata.len - 4 != len)
			check_find(run, CHECK_DS_DIGEST_LEN, detail);
	}
}

static void check_apex(struct check_run *run)
{
	const struct zone_set *soa = zone_node_find(run->node, RR_SOA);
	if (soa == NULL)
		check_find(run, CHECK_SOA_NONE, NULL);
	else if (soa->count > 1)
		check_find(run, CHECK_SOA_MULTIPLE, NULL);
	if (zone_node_find(run->node, RR_DS) != NULL)
		check_find(run, CHECK_DS_APEX, NULL);
	if (zone_node_find(run->node, RR_NS) == NULL)
		check_find(run, CHECK_NS_APEX, NULL);
	if (check_wants(run, CHECK_CLASS_SIGNED))
		check_keys(run);
}

/* Does a node that comes behind another say that the other has children? */
static bool is_child(const struct zone_node *next, const struct zone_node *of)
{
	return next != NULL && name_is_under(next->name, of->name);
}

/* next: the node behind this one, or any below it; or NULL. */
static void check_node(struct check_run *run, const struct zone_node *next)
{
	const struct zone_node *node = run->node;
	const struct zone_set *sets = zone_node_sets(node);
	bool apex = node == run->version->apex;
	bool extra = check_wants(run, CHECK_CLASS_EXTRA);
	if (apex)
		check_apex(run);
	for (unsigned i = 0; i < node->set_count; i++) {
		const struct zone_set *set = &sets[i];
		if (set->count == 0)
			continue;
		if (set->type == RR_CNAME)
			check_cname(run, set);
		else if (set->type == RR_DNAME)
			check_dname(run, set, is_child(next, node));
		else if (set->type == RR_DS && extra)
			check_ds(run, set);
		else if (set->type == RR_NS && extra && (apex || (node->flags & NODE_CUT) != 0))
			check_glue(run, set);
	}
}

/*
 * Nodes some steps ahead of the walk, being fetched: canonical order leads all over memory, and
 * waiting for it would be most of the work.
 */
enum { AHEAD = 16 };

struct walk {
	struct zone_iter it;
	const struct zone_node *ahead[AHEAD];
	unsigned next;
	bool ended;
};

/* The next node of the tree of names; the NSEC3 chain has nothing to check here. */
static const struct zone_node *walk_next(struct walk *w)
{
	const struct zone_node *node = w->ahead[w->next], *far = NULL;
	if (!w->ended)
		far = zone_next(&w->it);
	w->ended = far == NULL || w->it.is_nsec3;
	if (w->ended) {
		far = NULL;
	} else {
		__builtin_prefetch(far);
		__builtin_prefetch((const uint8_t *)far + 64);
	}
	w->ahead[w->next] = far;
	w->next = (w->next + 1) % AHEAD;
	return node;
}

static void walk_init(struct walk *w, const struct zone_version *v)
{
	*w = (struct walk){.next = 0};
	zone_iter_init(&w->it, v);
	for (int i = 0; i < AHEAD; i++)
		(void)walk_next(w);
}

bool zone_check(const struct zone_version *v, unsigned classes, zone_check_fn found, void *arg)
{
	struct check_run run = {
		.version = v, .classes = classes, .found = found, .arg = arg, .clean = true};
	struct walk walk;
	walk_init(&walk, v);
	run.node = walk_next(&walk);
	while (run.node != NULL) {
		const struct zone_node *next = walk_next(&walk);
		check_node(&run, next);
		run.node = next;
	}
	zone_expander_deinit(&run.memory);
	return run.clean;
}

/* A node below a name, if there is one. */
static const struct zone_node *node_below(const struct zone_version *v, const uint8_t *name)
{
	struct name_key key;
	const struct qp_twig *t = &v->names, *above = NULL;
	name_key_make(&key, name);
	while (!qp_is_leaf(t)) {
		above = t;
		t = qp_step(t, key.symbols, key.len);
	}
	if (above == NULL || qp_place(above) != key.len)
		return NULL;
	return qp_last(above)->ptr;
}

bool zone_check_names(const struct zone_version *v, const struct zone_check_names *names,
                      unsigned classes, zone_check_fn found, void *arg)
{
	struct check_run run = {
		.version = v, .classes = classes, .found = found, .arg = arg, .clean = true};
	for (size_t i = 0; i < names->count; i++) {
		const uint8_t *name = names->items[i];
		run.node = zone_version_find(v, name);
		if (run.node == NULL)
			continue;
		check_node(&run, node_below(v, name));
		if ((run.node->flags & NODE_BELOW) == 0 || (run.node->flags & NODE_APEX) != 0)
			continue;
		/* Something new may be below a DNAME that was not touched. */
		struct zone_name key;
		struct zone_found at;
		zone_name_make(&key, name);
		zone_look_up(&at, v, &key);
		if (at.dname != NULL) {
			run.node = at.dname;
			check_node(&run, node_below(v, at.dname->name));
		}
	}
	zone_expander_deinit(&run.memory);
	return run.clean;
}
