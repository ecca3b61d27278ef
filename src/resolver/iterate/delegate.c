/* SPDX-License-Identifier: BSD-2-Clause */
/* Referrals.  Invariant: an address gets into a cut only by the rules of the mode. */

#include "resolver/iterate/delegate.h"

bool delegate_glue_ok(enum req_mode mode, const uint8_t *parent, const uint8_t *child,
                      const uint8_t *ns)
{
	switch (mode) {
	case REQ_MODE_STRICT:
		return name_is_under(ns, child);
	case REQ_MODE_NORMAL:
		return name_is_under(ns, parent);
	case REQ_MODE_PERMISSIVE:
		return true;
	}
	return false;
}

bool delegate_addr_ok(const struct req_options *o, struct span octets)
{
	if (octets.len == 4 ? !o->ip4 : !o->ip6)
		return false;
	return o->allow_local || server_addr_is_public(octets);
}

void delegate_add_addrs(struct cut *cut, int ns, const struct rrset *addrs,
                        const struct req_options *o)
{
	struct rrset_iter it = rrset_iter_of(addrs);
	struct span octets;
	while (rrset_next(&it, &octets)) {
		if (delegate_addr_ok(o, octets))
			cut_add_addr(cut, ns, octets, o->port);
	}
}

enum err delegate_names(struct cut *cut, const struct rrset *ns, struct arena *arena)
{
	struct rrset_iter it = rrset_iter_of(ns);
	struct span rdata;
	while (cut->ns_count < CUT_NS_MAX && rrset_next(&it, &rdata)) {
		void *copy;
		TRY(arena_try(arena, rdata.len, &copy));
		memcpy(copy, rdata.data, rdata.len);
		name_lower(copy, rdata.len);
		cut_add_ns(cut, copy);
	}
	return OK;
}

void delegate_mark_hopeless(struct cut *cut)
{
	for (int i = 0; i < cut->ns_count; i++) {
		if (name_is_under(cut->ns[i].name, cut->name) && !cut_ns_has_addr(cut, i))
			cut->ns[i].flags |= CUT_NS_HOPELESS;
	}
}

bool delegate_is_usable(const struct cut *cut)
{
	for (int i = 0; i < cut->ns_count; i++) {
		if (!(cut->ns[i].flags & CUT_NS_HOPELESS))
			return true;
	}
	return false;
}

enum err delegate(struct cut *cut, const struct rrset *ns, const struct reply *reply,
                  const uint8_t *parent, const struct req_options *o, struct arena *arena)
{
	cut_init(cut, ns->owner);
	TRY(delegate_names(cut, ns, arena));
	for (size_t i = 0; i < reply->additional.count; i++) {
		const struct rrset *glue = &reply->additional.set[i].data;
		int at = cut_find_ns(cut, glue->owner);
		/* Only addresses of the names in this very message (resolution contract 2.2). */
		if (at >= 0 && delegate_glue_ok(o->mode, parent, ns->owner, glue->owner))
			delegate_add_addrs(cut, at, glue, o);
	}
	return OK;
}
