/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The update section, record by record, on a draft.  What RFC 2136 wants ignored is ignored without
 * a word to the client: an update is what shall be, not what shall be checked.
 */

#include "server/transfer/ddns_apply.h"

#include "base/serial.h"
#include "server/transfer/ddns_draft.h"
#include "server/transfer/ddns_prereq.h"

enum { SET_MAX = UINT16_MAX }; /* records of a set that a zone can hold */

struct applying {
	struct ddns_draft draft;
	const uint8_t *apex;
};

static bool is_apex(const struct applying *a, const uint8_t *owner)
{
	return name_equal(owner, a->apex);
}

/* Types that may stand beside a CNAME (RFC 4034 section 2.5, RFC 4035 section 2.5). */
static bool is_beside_cname(uint16_t type)
{
	return type == RR_RRSIG || type == RR_NSEC || type == RR_KEY;
}

static bool has_other_than_cname(const struct draft_name *n)
{
	for (size_t i = 0; i < n->sets.count; i++) {
		const struct draft_set *s = &n->sets.items[i];
		if (s->live > 0 && s->type != RR_CNAME && !is_beside_cname(s->type))
			return true;
	}
	return false;
}

/* Is there a DNAME above, up to the apex? (RFC 6672 section 2.4) */
static bool is_below_dname(struct applying *a, const uint8_t *owner)
{
	if (is_apex(a, owner))
		return false;
	do {
		owner = name_parent(owner);
		if (ddns_draft_has(&a->draft, owner, RR_DNAME))
			return true;
	} while (!is_apex(a, owner));
	return false;
}

/* Would a DNAME here hide names?  Those that this request took away are gone already. */
static bool has_names_below(struct applying *a, const uint8_t *owner)
{
	bool emptied = false;
	for (size_t i = 0; i < a->draft.names.count; i++) {
		const struct draft_name *n = a->draft.names.items[i];
		uint32_t live = 0;
		if (name_equal(n->owner, owner) || !name_is_under(n->owner, owner))
			continue;
		for (size_t k = 0; k < n->sets.count; k++)
			live += n->sets.items[k].live;
		if (live > 0)
			return true;
		emptied |= n->changed;
	}
	/* With names emptied, the checks of the whole zone have the last word. */
	return !emptied && zone_edit_has_below(a->draft.edit, owner);
}

/* The serial of SOA data that rdata_check accepted: five numbers behind the names. */
static struct serial soa_serial(struct span rdata)
{
	return (struct serial){wire_get_u32(rdata.data + rdata.len - 20)};
}

static const struct draft_record *first_of(const struct draft_name *n, uint16_t type)
{
	for (size_t i = 0; i < n->records.count; i++) {
		const struct draft_record *r = &n->records.items[i];
		if (r->is && n->sets.items[r->set].type == type)
			return r;
	}
	return NULL;
}

/* RFC 2136 section 3.4.2.2: a SOA at the apex, and newer than the one there. */
static bool soa_is_welcome(const struct applying *a, const struct draft_name *n,
                           const struct ddns_record *r)
{
	const struct draft_record *now = first_of(n, RR_SOA);
	if (!is_apex(a, r->owner))
		return false;
	return now == NULL || serial_is_newer(soa_serial(r->rdata), soa_serial(now->rdata));
}

/* RFC 2136 section 3.4.2.2 and RFC 6672 section 5.2: what an addition has no effect on. */
static bool is_ignored(struct applying *a, const struct draft_name *n, const struct ddns_record *r)
{
	if (r->type == RR_SOA)
		return !soa_is_welcome(a, n, r);
	if (r->type == RR_CNAME ? has_other_than_cname(n)
	                        : draft_count(n, RR_CNAME) > 0 && !is_beside_cname(r->type))
		return true;
	return is_below_dname(a, r->owner);
}

/* WKS of the same address and protocol are the same (RFC 2136 section 3.4.2.2). */
static void wks_displace(struct draft_name *n, struct span rdata)
{
	enum { ADDRESS_AND_PROTOCOL = 5 };
	for (size_t i = 0; i < n->records.count; i++) {
		struct draft_record *r = &n->records.items[i];
		if (r->is && n->sets.items[r->set].type == RR_WKS && !span_equal(r->rdata, rdata) &&
		    memcmp(r->rdata.data, rdata.data, ADDRESS_AND_PROTOCOL) == 0)
			draft_remove(n, r);
	}
}

static unsigned add(struct applying *a, const struct ddns_record *r)
{
	struct draft_name *n = ddns_draft_get(&a->draft, r->owner);
	struct draft_record *same = draft_find(n, r->type, r->rdata);
	if (r->type == RR_NSEC3PARAM &&
	    (!is_apex(a, r->owner) || (same == NULL && draft_count(n, RR_NSEC3PARAM) > 0)))
		return RCODE_REFUSED;
	if (is_ignored(a, n, r))
		return RCODE_NOERROR;
	if (same != NULL && n->sets.items[same->set].ttl == r->ttl)
		return RCODE_NOERROR;
	if (same == NULL && draft_count(n, r->type) >= SET_MAX)
		return RCODE_REFUSED;
	if (r->type == RR_DNAME && draft_count(n, RR_DNAME) == 0 && has_names_below(a, r->owner))
		return RCODE_REFUSED;
	if (same == NULL && (rrtype_get(r->type)->flags & RRTYPE_SINGLETON) != 0)
		draft_clear(n, r->type);
	if (r->type == RR_WKS)
		wks_displace(n, r->rdata);
	draft_add(&a->draft, n, r->type, r->ttl, r->rdata);
	return RCODE_NOERROR;
}

/* RFC 2136 section 3.4.2.3: SOA and NS of the apex stay whatever is deleted. */
static bool is_kept(const struct applying *a, const uint8_t *owner, uint16_t type)
{
	return is_apex(a, owner) && (type == RR_SOA || type == RR_NS);
}

static void remove_all(struct applying *a, const struct ddns_record *r)
{
	struct draft_name *n = ddns_draft_get(&a->draft, r->owner);
	for (size_t i = 0; i < n->records.count; i++) {
		struct draft_record *d = &n->records.items[i];
		if (d->is && !is_kept(a, r->owner, n->sets.items[d->set].type))
			draft_remove(n, d);
	}
}

static void remove_set(struct applying *a, const struct ddns_record *r)
{
	if (!is_kept(a, r->owner, r->type))
		draft_clear(ddns_draft_get(&a->draft, r->owner), r->type);
}

/* RFC 2136 section 3.4.2.4: no SOA is deleted, nor the last NS of the apex. */
static void remove_record(struct applying *a, const struct ddns_record *r)
{
	struct draft_name *n = ddns_draft_get(&a->draft, r->owner);
	struct draft_record *found = draft_find(n, r->type, r->rdata);
	if (found == NULL || r->type == RR_SOA)
		return;
	if (is_kept(a, r->owner, r->type) && draft_count(n, r->type) == 1)
		return;
	draft_remove(n, found);
}

static unsigned apply_record(struct applying *a, const struct ddns_record *r)
{
	if (r->class_ == CLASS_IN)
		return add(a, r);
	if (r->class_ == CLASS_NONE)
		remove_record(a, r);
	else if (r->type == RR_ANY)
		remove_all(a, r);
	else
		remove_set(a, r);
	return RCODE_NOERROR;
}

unsigned ddns_apply(const struct ddns_message *m, struct zone_edit *edit)
{
	struct applying a = {.apex = m->zone.wire};
	unsigned rcode = ddns_prereq_check(m, edit);
	if (rcode == RCODE_NOERROR)
		rcode = ddns_prescan(m);
	if (rcode != RCODE_NOERROR)
		return rcode;
	ddns_draft_init(&a.draft, edit);
	for (size_t i = 0; rcode == RCODE_NOERROR && i < m->update_count; i++)
		rcode = apply_record(&a, &m->updates[i]);
	if (rcode == RCODE_NOERROR && !ddns_draft_has(&a.draft, a.apex, RR_SOA))
		rcode = RCODE_SERVFAIL; /* a zone without contents stays without */
	if (rcode == RCODE_NOERROR)
		ddns_draft_commit(&a.draft);
	ddns_draft_deinit(&a.draft);
	return rcode;
}
