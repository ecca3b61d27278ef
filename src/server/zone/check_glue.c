/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of name servers: one in the zone must have some, or nobody will find it.  Servers
 * outside the zone, or below the delegation of somebody else, are others' business.
 */
#include "dns/rrtype.h"
#include "server/zone/check_run.h"
#include "server/zone/find.h"

static bool has_address(const struct zone_node *node)
{
	return zone_node_find(node, RR_A) != NULL || zone_node_find(node, RR_AAAA) != NULL;
}

/* Has the name itself, or the wildcard at its closest encloser, an address? (RFC 4592 3.3.1) */
static bool name_has_address(const struct zone_version *v, const uint8_t *name)
{
	const struct zone_node *node = zone_version_find(v, name);
	if (node != NULL)
		return has_address(node);
	while (node == NULL) {
		name = name_parent(name);
		node = zone_version_find(v, name);
	}
	struct name wildcard;
	if (name_prepend(&wildcard, span_str("*"), name) != OK)
		return false;
	node = zone_version_find(v, wildcard.wire);
	return node != NULL && has_address(node);
}

static bool server_is_reachable(const struct check_run *run, const uint8_t *server)
{
	const struct zone_version *v = run->version;
	if (!name_is_under(server, zone_apex_name(v)))
		return true;
	struct zone_name name;
	struct zone_found found;
	zone_name_make(&name, server);
	zone_look_up(&found, v, &name);
	if (found.cut != NULL && found.cut != run->node)
		return true;
	return name_has_address(v, name.name.wire);
}

/*
 * Can the set name a server in the zone at all?  Such a name ends in the apex, so it was packed as
 * a pointer to owner or apex, directly or by way of another name that was (node.h).
 */
static bool may_be_in_zone(const struct check_run *run, const struct zone_set *ns)
{
	if (zone_set_is_long(ns) || name_is_root(zone_apex_name(run->version)))
		return true;
	const struct zone_reloc *relocs = zone_set_relocs(run->node, ns);
	for (unsigned i = 0; i < ns->reloc_count; i++) {
		if ((relocs[i].target & TARGET_KIND) != TARGET_FRAGMENT)
			return true;
	}
	return false;
}

/* Do all servers of a cut have addresses in the glue beside their set? */
static bool glue_is_whole(const struct zone_node *cut, const struct zone_set *ns)
{
	if ((cut->flags & NODE_EXTRA) == 0 || zone_set_is_long(ns))
		return false;
	const struct zone_set *glue = zone_node_extra(cut);
	const struct zone_reloc *relocs = zone_set_relocs(cut, glue);
	unsigned owners = 1; /* addresses of one owner are neighbours */
	for (unsigned i = 1; i < glue->reloc_count; i++)
		owners += relocs[i].target != relocs[i - 1].target;
	return owners == ns->count;
}

void check_glue(struct check_run *run, const struct zone_set *ns)
{
	struct rrset set;
	struct span server;
	bool is_apex = run->node == run->version->apex; /* its extra set is another */
	if (!may_be_in_zone(run, ns) || (!is_apex && glue_is_whole(run->node, ns)))
		return;
	zone_expand_data(&run->memory, zone_apex_name(run->version), run->node, ns, &set);
	struct rrset_iter it = rrset_iter_of(&set);
	while (rrset_next(&it, &server)) {
		if (!server_is_reachable(run, server.data))
			check_find(run, CHECK_NS_GLUE, NULL);
	}
}
