/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a signature is 20 octets behind its record's beginning, wherever that is. */

#include "server/sign/due.h"

#include "dns/rrtype.h"
#include "sec/rrsig.h"
#include "server/zone/expand.h"

enum { RECORD_HEAD = 12, EXPIRATION_AT = 8 }; /* RFC 4034 section 3.1 */

static int64_t end_of(const uint8_t *rdata, struct wall now)
{
	return rrsig_time((struct serial){wire_get_u32(rdata + EXPIRATION_AT)}, now).s;
}

static int64_t set_first(struct zone_expander *memory, const struct zone_version *v,
                         const struct zone_node *node, const struct zone_set *set, struct wall now)
{
	int64_t first = INT64_MAX;
	if (!zone_set_is_long(set)) {
		const uint16_t *places = zone_set_sig_places(node, set);
		const uint8_t *data = zone_set_data(node, set);
		for (unsigned i = 0; i < set->sig_count; i++)
			first = MIN_OF(first, end_of(data + places[i] + RECORD_HEAD, now));
		return first;
	}
	struct rrset sigs;
	struct span rdata;
	zone_expand_sigs(memory, zone_apex_name(v), node, set, &sigs);
	for (struct rrset_iter it = rrset_iter_of(&sigs); rrset_next(&it, &rdata);)
		first = MIN_OF(first, end_of(rdata.data, now));
	return first;
}

int64_t due_find(struct due_nodes *out, const struct zone_version *v, struct wall now,
                 int64_t until_s, bool but_soa)
{
	int64_t first = INT64_MAX;
	struct zone_expander memory = {0};
	struct zone_iter *it = mem_alloc(sizeof(*it));
	zone_iter_init(it, v);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL;) {
		const struct zone_set *sets = zone_node_sets(node);
		int64_t here = INT64_MAX;
		for (unsigned i = 0; i < node->set_count; i++) {
			if (sets[i].sig_count > 0 && !(but_soa && sets[i].type == RR_SOA))
				here = MIN_OF(here, set_first(&memory, v, node, &sets[i], now));
		}
		first = MIN_OF(first, here);
		if (here <= until_s)
			VEC_PUSH(&out->list, node);
	}
	mem_free(it);
	zone_expander_deinit(&memory);
	return first;
}
