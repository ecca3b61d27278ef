/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The NSEC3 chain (RFC 5155 section 7.1): a record for the hash of every authoritative name, empty
 * non-terminals included.  Unsigned delegations may go without in a span of opt-out, and with them
 * the non-terminals that lead to nothing else.
 */
#include "dns/rrtype.h"
#include "sec/nsec3.h"
#include "server/zone/check_sign_run.h"
#include "server/zone/find.h"

#include <stdlib.h>

struct nsec3_run {
	const struct sign_run *sign;
	struct zone_expander memory;
	VEC(const struct zone_node *) matched; /* records that a name was found for */
};

/* The record of the zone's own chain at a hashed owner; false: none, another chain's. */
static bool record_get(struct nsec3_run *run, const struct zone_node *node, struct nsec3 *out)
{
	const struct zone_nsec3_param *zone = run->sign->version->nsec3_param;
	const struct nsec3_params wanted = {
		.algorithm = NSEC3_SHA1,
		.iterations = zone->iterations,
		.salt = span_of(zone->salt, zone->salt_len),
	};
	struct rrset set;
	if (!zone_expand_type(&run->memory, run->sign->version, node, RR_NSEC3, &set))
		return false;
	struct rrset_iter it = rrset_iter_of(&set);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (nsec3_read(out, node->name, rdata) == OK &&
		    nsec3_params_equal(&out->params, &wanted))
			return true;
	}
	return false;
}

static bool is_insecure_cut(const struct zone_node *node)
{
	return (node->flags & NODE_CUT) != 0 && zone_node_find(node, RR_DS) == NULL;
}

/* May a name go without a record: nothing at or below it is signed? i: its place. */
static bool may_opt_out(const struct sign_run *run, size_t i)
{
	const struct zone_node *node = run->nodes.names.items[i];
	if (node->set_count > 0)
		return is_insecure_cut(node);
	for (size_t j = i + 1; j < run->nodes.names.count; j++) {
		const struct zone_node *below = run->nodes.names.items[j];
		if (!name_is_under(below->name, node->name))
			break;
		if ((below->flags & NODE_BELOW) == 0 && below->set_count > 0 &&
		    !is_insecure_cut(below))
			return false;
	}
	return true;
}

/* The name at place i; false after a finding. */
static bool check_name(struct nsec3_run *run, size_t i)
{
	const struct sign_run *sign = run->sign;
	const struct zone_node *node = sign->nodes.names.items[i], *covers = NULL;
	uint8_t hash[ZONE_HASH_LEN];
	struct nsec3 record;
	zone_hash_name(sign->version, node->name, hash);
	const struct zone_node *match = zone_find_nsec3(sign->version, hash, &covers);
	if (match != NULL && record_get(run, match, &record)) {
		VEC_PUSH(&run->matched, match);
		return sign_bitmap_fits(node, record.types)
		               ? true
		               : sign_find(sign, CHECK_NSEC_BITMAP, node);
	}
	if (!may_opt_out(sign, i))
		return sign_find(sign, CHECK_NSEC_NONE, node);
	if (covers == NULL || !record_get(run, covers, &record))
		return sign_find(sign, CHECK_NSEC_NONE, node);
	if ((record.params.flags & NSEC3_OPT_OUT) == 0)
		return sign_find(sign, CHECK_NSEC3_OPT_OUT, node);
	return true;
}

static bool check_names(struct nsec3_run *run)
{
	for (size_t i = 0; i < run->sign->nodes.names.count; i++) {
		const struct zone_node *node = run->sign->nodes.names.items[i];
		if ((node->flags & NODE_BELOW) == 0 && !check_name(run, i))
			return false;
	}
	return true;
}

/* Each record leads to the next one's hash, the last to the first's. */
static bool check_ring(struct nsec3_run *run)
{
	const struct sign_run *sign = run->sign;
	const struct zone_node *first = NULL, *before = NULL;
	uint8_t first_hash[NSEC3_HASH_LEN], next[NSEC3_HASH_LEN];
	for (size_t i = 0; i < sign->nodes.nsec3.count; i++) {
		const struct zone_node *node = sign->nodes.nsec3.items[i];
		struct nsec3 record;
		if (!record_get(run, node, &record))
			continue;
		if (first == NULL)
			memcpy(first_hash, record.hash, sizeof(first_hash));
		else if (memcmp(next, record.hash, sizeof(next)) != 0)
			return sign_find(sign, CHECK_NSEC_CHAIN, before);
		first = first == NULL ? node : first;
		before = node;
		memcpy(next, record.next, sizeof(next));
	}
	if (before != NULL && memcmp(next, first_hash, sizeof(next)) != 0)
		return sign_find(sign, CHECK_NSEC_CHAIN, before);
	return true;
}

static int node_cmp(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t) * (const struct zone_node *const *)a;
	uintptr_t y = (uintptr_t) * (const struct zone_node *const *)b;
	return (x > y) - (x < y);
}

/* Every record of the chain is some name's. */
static bool check_surplus(struct nsec3_run *run)
{
	const struct sign_run *sign = run->sign;
	if (run->matched.count == sign->nodes.nsec3.count || run->matched.count == 0)
		return true;
	qsort(run->matched.items, run->matched.count, sizeof(run->matched.items[0]), node_cmp);
	for (size_t i = 0; i < sign->nodes.nsec3.count; i++) {
		const struct zone_node *const *node = &sign->nodes.nsec3.items[i];
		struct nsec3 record;
		if (bsearch(node, run->matched.items, run->matched.count, sizeof(*node),
		            node_cmp) == NULL &&
		    record_get(run, *node, &record))
			return sign_find(sign, CHECK_NSEC_SUPERFLUOUS, *node);
	}
	return true;
}

bool sign_check_nsec3(const struct sign_run *sign)
{
	struct nsec3_run run = {.sign = sign};
	bool clean = check_names(&run) && check_ring(&run) && check_surplus(&run);
	VEC_FREE(&run.matched);
	zone_expander_deinit(&run.memory);
	return clean;
}
