/* SPDX-License-Identifier: BSD-2-Clause */
/* A set is compared record by record, so that what is right already is in no changeset. */

#include "server/sign/set_put.h"

#include "dns/rrtype.h"
#include "server/zone/expand.h"

#include <string.h>

struct set_putter {
	const struct zone_version *version;
	struct zone_changeset *changes;
	struct zone_expander data, sigs;
	uint8_t one[2 + UINT16_MAX];
};

struct set_putter *set_putter_new(const struct zone_version *v, struct zone_changeset *c)
{
	struct set_putter *p = mem_alloc(sizeof(*p));
	p->version = v;
	p->changes = c;
	p->data = p->sigs = (struct zone_expander){0};
	return p;
}

void set_putter_free(struct set_putter *p)
{
	zone_expander_deinit(&p->data);
	zone_expander_deinit(&p->sigs);
	mem_free(p);
}

/* Append the records of a set that `but` does not hold. */
static size_t records_put(struct zone_records *out, const struct rrset *set,
                          const struct rrset *but)
{
	size_t count = 0;
	struct rrset_iter it = rrset_iter_of(set);
	for (struct span rdata; set->count > 0 && rrset_next(&it, &rdata);) {
		const struct zone_record r = {
			.owner = set->owner, .type = set->type, .ttl = set->ttl, .rdata = rdata};
		if (but != NULL && rrset_has(but, rdata))
			continue;
		zone_records_add(out, &r);
		count++;
	}
	return count;
}

/* The node's set header of a type, one that has only signatures included. */
static const struct zone_set *set_at(const struct zone_node *node, uint16_t type)
{
	const struct zone_set *sets = zone_node_sets(node);
	for (unsigned i = 0; i < node->set_count; i++) {
		if (sets[i].type == type)
			return &sets[i];
	}
	return NULL;
}

/* *sigs gets the signatures that are there. */
static size_t data_put(struct set_putter *p, const struct zone_node *node, const struct rrset *want,
                       struct rrset *sigs)
{
	const uint8_t *apex = zone_apex_name(p->version);
	const struct zone_set *set = node != NULL ? set_at(node, want->type) : NULL;
	struct rrset have = {0};
	*sigs = have;
	if (set != NULL && set->count > 0)
		zone_expand_data(&p->data, apex, node, set, &have);
	if (set != NULL && set->sig_count > 0)
		zone_expand_sigs(&p->sigs, apex, node, set, sigs);
	bool same_ttl = have.count > 0 && want->count > 0 && have.ttl == want->ttl;
	size_t changes = records_put(&p->changes->removed, &have, same_ttl ? want : NULL);
	return changes + records_put(&p->changes->added, want, same_ttl ? &have : NULL);
}

void set_put(struct set_putter *p, const struct zone_node *node, const struct rrset *want)
{
	struct rrset sigs;
	if (data_put(p, node, want, &sigs) > 0)
		records_put(&p->changes->removed, &sigs, NULL);
}

void set_put_data(struct set_putter *p, const struct zone_node *node, const struct rrset *want)
{
	struct rrset sigs;
	(void)data_put(p, node, want, &sigs);
}

void set_put_one(struct set_putter *p, const struct zone_node *node, const struct rrset *like,
                 struct span rdata)
{
	struct rrset want = *like;
	wire_set_u16(p->one, (uint16_t)rdata.len);
	memcpy(p->one + 2, rdata.data, rdata.len);
	want.count = 1;
	want.records = p->one;
	want.size = (uint32_t)(2 + rdata.len);
	set_put(p, node, &want);
}

void set_clear(struct set_putter *p, const struct zone_node *node, uint16_t type)
{
	const struct rrset none = {.owner = node->name, .type = type, .class_ = CLASS_IN};
	if (set_at(node, type) != NULL)
		set_put(p, node, &none);
}
