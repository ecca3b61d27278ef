/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prerequisites.  Names are looked at through a draft that is thrown away.  A set is met by value
 * when it has as many records as are demanded, each of them; to count the demands once each, those
 * met are taken out of the draft.
 */

#include "server/transfer/ddns_prereq.h"

#include "server/transfer/ddns_draft.h"

#include <stdlib.h>

static bool is_in_use(const struct draft_name *n)
{
	/* RFC 2136 section 2.4.4: a name that owns a record; empty non-terminals do not. */
	for (size_t i = 0; i < n->sets.count; i++) {
		if (n->sets.items[i].live > 0)
			return true;
	}
	return false;
}

/* RFC 2136 section 3.2.1: prerequisites without data. */
static unsigned check_bare(struct ddns_draft *d, const struct ddns_record *r)
{
	bool wanted = r->class_ == CLASS_ANY;
	if (r->rdata.len != 0)
		return RCODE_FORMERR;
	const struct draft_name *n = ddns_draft_get(d, r->owner);
	if (r->type == RR_ANY) {
		if (is_in_use(n) == wanted)
			return RCODE_NOERROR;
		return wanted ? RCODE_NXDOMAIN : RCODE_YXDOMAIN;
	}
	if ((draft_count(n, r->type) > 0) == wanted)
		return RCODE_NOERROR;
	return wanted ? RCODE_NXRRSET : RCODE_YXRRSET;
}

static int demand_cmp(const void *a, const void *b)
{
	const struct ddns_record *x = *(const struct ddns_record *const *)a,
				 *y = *(const struct ddns_record *const *)b;
	int c = name_cmp(x->owner, y->owner);
	return c != 0 ? c : (int)x->type - (int)y->type;
}

/* RFC 2136 section 3.2.3: the sets demanded by value are those of the zone, record by record. */
static unsigned check_sets(struct ddns_draft *d, const struct ddns_record **demands, size_t count)
{
	qsort(demands, count, sizeof(demands[0]), demand_cmp);
	for (size_t i = 0, end; i < count; i = end) {
		struct draft_name *n = ddns_draft_get(d, demands[i]->owner);
		for (end = i; end < count && demand_cmp(&demands[i], &demands[end]) == 0; end++) {
			const struct ddns_record *r = demands[end];
			struct draft_record *found = draft_find(n, r->type, r->rdata);
			bool again = false;
			for (size_t k = i; found == NULL && !again && k < end; k++)
				again = span_equal(demands[k]->rdata, r->rdata);
			if (found == NULL && !again)
				return RCODE_NXRRSET;
			if (found != NULL)
				draft_remove(n, found);
		}
		if (draft_count(n, demands[i]->type) > 0)
			return RCODE_NXRRSET;
	}
	return RCODE_NOERROR;
}

static unsigned check_form(const struct ddns_message *m, const struct ddns_record *r)
{
	/* RFC 2136 section 3.2.1 */
	if (r->ttl != 0)
		return RCODE_FORMERR;
	return name_is_under(r->owner, m->zone.wire) ? RCODE_NOERROR : RCODE_NOTZONE;
}

unsigned ddns_prereq_check(const struct ddns_message *m, struct zone_edit *edit)
{
	struct ddns_draft d;
	size_t count = 0;
	unsigned rcode = RCODE_NOERROR;
	if (m->prereq_count == 0)
		return RCODE_NOERROR;
	const struct ddns_record **demands = mem_alloc(m->prereq_count *
	                                               sizeof(const struct ddns_record *));
	ddns_draft_init(&d, edit);
	for (size_t i = 0; rcode == RCODE_NOERROR && i < m->prereq_count; i++) {
		const struct ddns_record *r = &m->prereqs[i];
		rcode = check_form(m, r);
		if (rcode != RCODE_NOERROR)
			break;
		if (r->class_ == CLASS_ANY || r->class_ == CLASS_NONE)
			rcode = check_bare(&d, r);
		else if (r->class_ == CLASS_IN)
			demands[count++] = r;
		else
			rcode = RCODE_FORMERR;
	}
	if (rcode == RCODE_NOERROR)
		rcode = check_sets(&d, demands, count);
	ddns_draft_deinit(&d);
	mem_free(demands);
	return rcode;
}
