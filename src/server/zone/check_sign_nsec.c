/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The NSEC chain (RFC 4034 section 4, RFC 4035 section 2.3): a record at every authoritative name
 * that has records, leading to the next such name, the last to the apex.
 */
#include "dns/rrtype.h"
#include "sec/nsec.h"
#include "server/zone/check_sign_run.h"

#include <stdlib.h>

enum { BITMAP_MAX = 256 * 34 };

bool sign_is_authoritative(const struct zone_node *node, uint16_t type)
{
	if ((node->flags & NODE_CUT) == 0)
		return true;
	return type == RR_DS || type == RR_NSEC;
}

static int type_cmp(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

bool sign_bitmap_fits(const struct zone_node *node, struct span bitmap)
{
	uint8_t octets[BITMAP_MAX];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	const struct zone_set *sets = zone_node_sets(node);
	VEC(uint16_t) types = {0};
	bool is_signed = false;
	for (unsigned i = 0; i < node->set_count; i++) {
		bool own = sign_is_authoritative(node, sets[i].type);
		is_signed |= own && sets[i].sig_count > 0;
		if (sets[i].count > 0 && (own || sets[i].type == RR_NS))
			VEC_PUSH(&types, sets[i].type);
	}
	if (is_signed)
		VEC_PUSH(&types, (uint16_t)RR_RRSIG);
	if (types.count > 0)
		qsort(types.items, types.count, sizeof(types.items[0]), type_cmp);
	typemap_write(&w, types.items, types.count);
	VEC_FREE(&types);
	return span_equal(wire_written(&w), bitmap);
}

/* Walk state: the record before this name, and where it leads. */
struct walk {
	const struct zone_node *before;
	struct name next;
};

/* A name that must have a record; false after a finding. */
static bool check_name(const struct sign_run *run, struct walk *w, struct zone_expander *memory,
                       const struct zone_node *node)
{
	struct rrset set;
	struct nsec nsec;
	if (!zone_expand_type(memory, run->version, node, RR_NSEC, &set))
		return sign_find(run, CHECK_NSEC_NONE, node);
	if (set.count != 1 || nsec_read(&nsec, node->name, rrset_first(&set)) != OK)
		return sign_find(run, CHECK_NSEC_CHAIN, node);
	if (!sign_bitmap_fits(node, nsec.types))
		return sign_find(run, CHECK_NSEC_BITMAP, node);
	if (w->before != NULL && !name_equal(w->next.wire, node->name))
		return sign_find(run, CHECK_NSEC_CHAIN, w->before);
	w->before = node;
	name_copy(&w->next, nsec.next);
	return true;
}

static bool check_names(const struct sign_run *run, struct zone_expander *memory)
{
	struct walk w = {0};
	for (size_t i = 0; i < run->nodes.names.count; i++) {
		const struct zone_node *node = run->nodes.names.items[i];
		if ((node->flags & NODE_BELOW) != 0) {
			if (zone_node_find(node, RR_NSEC) != NULL)
				return sign_find(run, CHECK_NSEC_SUPERFLUOUS, node);
		} else if (node->set_count > 0 && !check_name(run, &w, memory, node)) {
			return false;
		}
	}
	/* The apex has an SOA, so there was a record. */
	if (!name_equal(w.next.wire, run->version->apex->name))
		return sign_find(run, CHECK_NSEC_CHAIN, w.before);
	return true;
}

bool sign_check_nsec(const struct sign_run *run)
{
	struct zone_expander memory = {0};
	bool clean = check_names(run, &memory);
	zone_expander_deinit(&memory);
	return clean;
}
