/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The algorithm of RFC 1034 section 4.3.2 within one zone: follow the chain of CNAMEs and DNAMEs
 * from the question, at each name decide between referral, data, wildcard, NODATA and NXDOMAIN.
 * Invariant: at most PLAN_HOPS steps are taken, and no name is looked up twice.
 */

#include "server/answer/decide.h"

#include "dns/rrtype.h"
#include "server/answer/additional.h"
#include "server/answer/deny.h"

#include <string.h>

/* A step of the chain: which name, how its owner is written, what the zone has for it. */
struct step {
	unsigned hop;
	const struct zone_name *name;
	const struct zone_node *encloser; /* of a name that a wildcard stands for; else NULL */
};

static unsigned data_parts(const struct decision *d)
{
	return d->query->wants_dnssec ? PART_DATA | PART_SIGS : PART_DATA;
}

static struct plan_item *chain_add(const struct decision *d, const struct step *s,
                                   enum msg_section section, const struct zone_node *node,
                                   const struct zone_set *set, unsigned parts)
{
	struct plan_item *item = plan_add(d->plan, section, node, set, parts);
	if (item != NULL) {
		item->owner = OWNER_CHAIN;
		item->hop = (uint8_t)s->hop;
	}
	return item;
}

/* The SOA of a negative answer (RFC 2308 section 3). */
static void soa_add(const struct decision *d)
{
	const struct zone_node *apex = d->version->apex;
	struct plan_item *item;
	if ((apex->flags & NODE_EXTRA) != 0)
		item = plan_add(d->plan, SECTION_AUTHORITY, apex, zone_node_extra(apex),
		                data_parts(d) | PART_NEGATIVE);
	else
		item = plan_add(d->plan, SECTION_AUTHORITY, apex, zone_node_find(apex, RR_SOA),
		                data_parts(d));
	if (item == NULL)
		return;
	item->owner = OWNER_SKIP;
	item->at = (uint16_t)(d->query->name.name.len - apex->name_len);
}

static void refer(const struct decision *d, const struct step *s, const struct zone_node *cut)
{
	struct plan *p = d->plan;
	const struct zone_set *ns = zone_node_find(cut, RR_NS);
	unsigned ns_item = p->count;
	struct plan_item *item = plan_add(p, SECTION_AUTHORITY, cut, ns, PART_DATA);
	if (item == NULL)
		return;
	if (s->hop == 0) {
		item->owner = OWNER_SKIP;
		item->at = (uint16_t)(s->name->name.len - cut->name_len);
	} else {
		item->owner = OWNER_LITERAL;
	}
	if (d->proves) {
		const struct zone_set *ds = zone_node_find(cut, RR_DS);
		if (ds != NULL) { /* RFC 4035 section 3.1.4 */
			struct plan_item owner = *item;
			item = plan_add(p, SECTION_AUTHORITY, cut, ds, PART_DATA | PART_SIGS);
			if (item != NULL) {
				item->owner = owner.owner;
				item->at = owner.at;
			}
		} else {
			deny_ds(d, cut);
		}
	}
	additional_glue(d, cut, ns, ns_item);
}

static void no_data(const struct decision *d, const struct step *s, const struct zone_node *node)
{
	soa_add(d);
	if (!d->proves)
		return;
	if (s->encloser != NULL)
		deny_wildcard_type(d, s->name, s->encloser, node);
	else
		deny_type(d, node, s->hop);
}

/* RFC 8482 section 4.1: one set for ANY, and the signatures of one for RRSIG. */
static const struct zone_set *subset_find(const struct decision *d, const struct zone_node *node)
{
	const struct zone_set *sets = zone_node_sets(node), *nsec = NULL;
	for (unsigned i = 0; i < node->set_count; i++) {
		if ((d->query->qtype == RR_ANY ? sets[i].count : sets[i].sig_count) == 0)
			continue;
		if (sets[i].type != RR_NSEC)
			return &sets[i];
		nsec = &sets[i];
	}
	return nsec; /* rather anything else */
}

static bool is_taken(const struct plan *p, const struct zone_set *set)
{
	for (unsigned i = 0; i < p->count; i++) {
		if (p->items[i].set == set)
			return true;
	}
	return false;
}

static bool follows_cname(uint16_t qtype)
{
	return qtype != RR_CNAME && qtype != RR_RRSIG && qtype != RR_NSEC && qtype != RR_ANY;
}

/* Was the name looked up before?  Names, not sets: a wildcard may stand for several of a chain. */
static bool is_in_chain(const struct decision *d, const uint8_t *name)
{
	for (unsigned i = 0; i <= d->plan->hops; i++) {
		if (name_equal(plan_name(d->plan, d->query, i)->name.wire, name))
			return true;
	}
	return false;
}

/*
 * Take a name into the chain as the next to look up.
 *
 * returns false when the chain leaves the zone, or comes back to a name (RFC 1034 section 3.6.2)
 */
static bool chain_extend(const struct decision *d, const uint8_t *target, unsigned item)
{
	struct plan *p = d->plan;
	if (!name_is_under(target, zone_apex_name(d->version)) || is_in_chain(d, target))
		return false;
	zone_name_make(&p->chain[p->hops++], target);
	p->chain_item[p->hops] = (uint8_t)item;
	return true;
}

/* Answer with a CNAME; true when its target is to be looked up. */
static bool cname_take(const struct decision *d, const struct step *s, const struct zone_node *node,
                       const struct zone_set *set)
{
	struct rrset cname;
	unsigned index = d->plan->count;
	if (chain_add(d, s, SECTION_ANSWER, node, set, data_parts(d)) == NULL)
		return false;
	zone_expand_data(d->expander, zone_apex_name(d->version), node, set, &cname);
	return chain_extend(d, rrset_first(&cname).data, index);
}

/* Answer from a node that has the name, or stands for it as a wildcard; true to go on. */
static ALWAYS_INLINE bool node_answer(const struct decision *d, const struct step *s,
                                      const struct zone_node *node)
{
	uint16_t qtype = d->query->qtype;
	const struct zone_set *set;
	if ((node->flags & NODE_CNAME) != 0 && follows_cname(qtype)) {
		set = zone_node_find(node, RR_CNAME);
		if (s->hop == PLAN_HOPS)
			return false; /* too long: the chain so far is the answer */
	} else if (qtype == RR_ANY || qtype == RR_RRSIG) {
		set = subset_find(d, node);
	} else {
		set = zone_node_find(node, qtype);
	}
	if (set == NULL) {
		no_data(d, s, node);
		return false;
	}
	bool go_on = false;
	unsigned index = d->plan->count;
	if (set->type == RR_CNAME && follows_cname(qtype))
		go_on = cname_take(d, s, node, set);
	else
		chain_add(d, s, SECTION_ANSWER, node, set,
		          qtype == RR_RRSIG ? (unsigned)PART_SIGS : data_parts(d));
	if (s->encloser != NULL && d->proves)
		deny_exact_name(d, s->name, s->encloser);
	if (!go_on && qtype != RR_RRSIG && additional_has(set->type))
		additional_data(d, node, set, index);
	return go_on;
}

/* RFC 6672 section 3.2: the DNAME, and a CNAME made from it. */
static bool dname_answer(const struct decision *d, const struct step *s,
                         const struct zone_node *node)
{
	struct plan *p = d->plan;
	const struct zone_set *set = zone_node_find(node, RR_DNAME);
	struct rrset dname;
	struct plan_item *item;
	if (set == NULL || s->hop == PLAN_HOPS)
		return false;
	if (!is_taken(p, set)) { /* a target below its own DNAME is rewritten again */
		item = plan_add(p, SECTION_ANSWER, node, set, data_parts(d));
		if (item == NULL)
			return false;
		if (s->hop == 0) {
			item->owner = OWNER_SKIP;
			item->at = (uint16_t)(s->name->name.len - node->name_len);
		} else {
			item->owner = OWNER_LITERAL;
		}
	}
	zone_expand_data(d->expander, zone_apex_name(d->version), node, set, &dname);
	const uint8_t *name = s->hop == 0 ? d->query->qname : s->name->name.wire;
	struct plan_synth *synth = &p->synth[s->hop];
	if (name_resuffix(&synth->target, name, node->name, rrset_first(&dname).data) != OK) {
		p->rcode = RCODE_YXDOMAIN; /* RFC 6672 section 2.2 */
		return false;
	}
	synth->ttl = dname.ttl; /* RFC 6672 section 3.1 */
	unsigned index = p->count;
	item = chain_add(d, s, SECTION_ANSWER, node, NULL, PART_SYNTH);
	if (item == NULL)
		return false;
	item->ref = (uint8_t)s->hop;
	p->has_synth = true;
	if (d->query->qtype == RR_CNAME)
		return false;
	return chain_extend(d, synth->target.wire, index);
}

static const struct zone_node *wildcard_find(const struct decision *d,
                                             const struct zone_node *encloser)
{
	uint8_t name[NAME_MAX_LEN + 2];
	if ((encloser->flags & NODE_HAS_WILDCARD) == 0)
		return NULL;
	name[0] = 1;
	name[1] = '*';
	memcpy(name + 2, encloser->name, encloser->name_len);
	return zone_version_find(d->version, name);
}

/* Answer for one name; true when the chain goes on. */
static bool step_answer(const struct decision *d, struct step *s, const struct zone_found *found)
{
	struct plan *p = d->plan;
	if (found->cut != NULL &&
	    (found->cut != found->node || d->query->qtype != RR_DS)) { /* RFC 4035 3.1.4.1 */
		refer(d, s, found->cut);
		return false;
	}
	p->is_authoritative = true;
	if (found->dname != NULL)
		return dname_answer(d, s, found->dname);
	if (found->node != NULL)
		return node_answer(d, s, found->node);
	const struct zone_node *wildcard = wildcard_find(d, found->encloser);
	if (wildcard != NULL) {
		s->encloser = found->encloser;
		return node_answer(d, s, wildcard);
	}
	p->rcode = RCODE_NXDOMAIN;
	soa_add(d);
	if (d->proves)
		deny_name(d, s->name, found->encloser);
	return false;
}

void answer_decide(const struct decision *d, const struct zone_found *found)
{
	struct plan *p = d->plan;
	struct zone_found next;
	struct step s = {.name = &d->query->name};
	p->rcode = RCODE_NOERROR;
	p->is_authoritative = p->has_synth = p->is_mixed = false;
	p->last_section = 0;
	p->count = p->hops = 0;
	p->apex_len = d->version->apex->name_len;
	while (step_answer(d, &s, found)) {
		s.hop = p->hops;
		s.name = plan_name(p, d->query, s.hop);
		s.encloser = NULL;
		zone_look_up(&next, d->version, s.name);
		found = &next;
	}
}
