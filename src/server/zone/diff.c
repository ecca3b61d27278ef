/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names, then types, then records, all in order: three merges inside each other.  Nodes that are
 * the same block, or equal octet for octet, are stepped over: versions share most of theirs.
 */

#include "server/zone/diff.h"

#include "dns/rdata.h"
#include "server/zone/expand.h"

#include <string.h>

struct node_diff {
	struct zone_changeset *out;
	const struct zone_diff_nodes *nodes;
	struct zone_expander old_memory, fresh_memory;
};

static void record_put(struct zone_records *to, const struct rrset *set, struct span rdata)
{
	struct zone_record r = {
		.owner = set->owner, .type = set->type, .ttl = set->ttl, .rdata = rdata};
	zone_records_add(to, &r);
}

static void set_put(struct zone_records *to, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	if (set->count == 0)
		return;
	while (rrset_next(&it, &rdata))
		record_put(to, set, rdata);
}

/* Both sorted and with one TTL. */
static void records_merge(struct zone_changeset *out, const struct rrset *old,
                          const struct rrset *fresh)
{
	struct rrset_iter a = rrset_iter_of(old), b = rrset_iter_of(fresh);
	struct span x, y;
	bool has_x = rrset_next(&a, &x), has_y = rrset_next(&b, &y);
	while (has_x || has_y) {
		int d = !has_x ? 1 : !has_y ? -1 : rdata_cmp(x, y);
		if (d < 0)
			record_put(&out->removed, old, x);
		else if (d > 0)
			record_put(&out->added, fresh, y);
		if (d <= 0)
			has_x = rrset_next(&a, &x);
		if (d >= 0)
			has_y = rrset_next(&b, &y);
	}
}

static void sets_compare(struct zone_changeset *out, const struct rrset *old,
                         const struct rrset *fresh)
{
	if (old->count > 0 && fresh->count > 0 && old->ttl == fresh->ttl) {
		if (old->size != fresh->size ||
		    memcmp(old->records, fresh->records, old->size) != 0)
			records_merge(out, old, fresh);
		return;
	}
	set_put(&out->removed, old);
	set_put(&out->added, fresh);
}

static bool is_dnssec(uint16_t type)
{
	switch (type) {
	case RR_NSEC:
	case RR_NSEC3:
	case RR_NSEC3PARAM:
	case RR_DNSKEY:
	case RR_CDS:
	case RR_CDNSKEY:
		return true;
	default:
		return false;
	}
}

/* What of a type is looked at: data, signatures. */
static void wanted(const struct zone_diff_nodes *n, uint16_t type, bool *data, bool *sigs)
{
	const struct zone_node *any = n->old != NULL ? n->old : n->fresh;
	bool no_dnssec = (n->flags & ZONE_DIFF_NO_DNSSEC) != 0;
	bool no_zonemd = (n->flags & ZONE_DIFF_NO_ZONEMD) != 0 && type == RR_ZONEMD &&
	                 name_equal(any->name, n->apex);
	*data = !(no_dnssec && is_dnssec(type)) && !no_zonemd;
	*sigs = !no_dnssec && !no_zonemd;
}

/* Compare the sets of one type; either may be NULL. */
static void type_compare(struct node_diff *d, uint16_t type, const struct zone_set *old,
                         const struct zone_set *fresh)
{
	const struct zone_diff_nodes *n = d->nodes;
	struct rrset a, b;
	bool data, sigs;
	wanted(n, type, &data, &sigs);
	for (int part = 0; part < 2; part++) {
		if (!(part == 0 ? data : sigs))
			continue;
		a.count = b.count = 0;
		void (*expand)(struct zone_expander *, const uint8_t *, const struct zone_node *,
		               const struct zone_set *,
		               struct rrset *) = part == 0 ? zone_expand_data : zone_expand_sigs;
		if (old != NULL)
			expand(&d->old_memory, n->apex, n->old, old, &a);
		if (fresh != NULL)
			expand(&d->fresh_memory, n->apex, n->fresh, fresh, &b);
		sets_compare(d->out, &a, &b);
	}
}

void zone_diff_node(struct zone_changeset *c, const struct zone_diff_nodes *nodes, bool soa)
{
	const struct zone_node *x = nodes->old, *y = nodes->fresh;
	if (x == y || (x != NULL && y != NULL && x->size == y->size && memcmp(x, y, x->size) == 0))
		return;
	const struct zone_set *a = x != NULL ? zone_node_sets(x) : NULL;
	const struct zone_set *b = y != NULL ? zone_node_sets(y) : NULL;
	const struct zone_set *a_end = x != NULL ? a + x->set_count : NULL;
	const struct zone_set *b_end = y != NULL ? b + y->set_count : NULL;
	struct node_diff d = {.out = c, .nodes = nodes};
	while (a != a_end || b != b_end) {
		uint32_t x_type = a != a_end ? a->type : UINT32_MAX;
		uint32_t y_type = b != b_end ? b->type : UINT32_MAX;
		uint32_t type = MIN_OF(x_type, y_type);
		if ((type == RR_SOA) == soa)
			type_compare(&d, (uint16_t)type, x_type == type ? a : NULL,
			             y_type == type ? b : NULL);
		a += x_type == type;
		b += y_type == type;
	}
	zone_expander_deinit(&d.old_memory);
	zone_expander_deinit(&d.fresh_memory);
}

/* The nodes of one trie, or of both, in step. */
static void tries_diff(struct zone_changeset *c, struct zone_diff_nodes *n,
                       const struct qp_twig *old, const struct qp_twig *fresh)
{
	struct qp_iter *it = mem_calloc(2, sizeof(*it));
	qp_iter_init(&it[0], old);
	qp_iter_init(&it[1], fresh);
	const struct qp_twig *a = qp_next(&it[0]), *b = qp_next(&it[1]);
	while (a != NULL || b != NULL) {
		const struct zone_node *x = a != NULL ? a->ptr : NULL;
		const struct zone_node *y = b != NULL ? b->ptr : NULL;
		int d = x == y ? 0 : x == NULL ? 1 : y == NULL ? -1 : name_cmp(x->name, y->name);
		n->old = d <= 0 ? x : NULL;
		n->fresh = d >= 0 ? y : NULL;
		zone_diff_node(c, n, false);
		if (d <= 0)
			a = qp_next(&it[0]);
		if (d >= 0)
			b = qp_next(&it[1]);
	}
	mem_free(it);
}

void zone_diff(struct zone_changeset *c, const struct zone_version *old,
               const struct zone_version *fresh, unsigned flags)
{
	struct zone_diff_nodes n = {.apex = zone_apex_name(fresh),
	                            .old = old->apex,
	                            .fresh = fresh->apex,
	                            .flags = flags};
	zone_diff_node(c, &n, true);
	tries_diff(c, &n, &old->names, &fresh->names);
	if ((flags & ZONE_DIFF_NO_DNSSEC) == 0)
		tries_diff(c, &n, &old->nsec3, &fresh->nsec3);
}

void zone_diff_all(struct zone_records *added, const struct zone_version *v)
{
	struct zone_changeset c = {.added = *added};
	struct qp_twig none = {0};
	struct zone_diff_nodes n = {.apex = zone_apex_name(v), .fresh = v->apex};
	zone_diff_node(&c, &n, true);
	tries_diff(&c, &n, &none, &v->names);
	tries_diff(&c, &n, &none, &v->nsec3);
	*added = c.added;
}
