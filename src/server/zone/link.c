/* SPDX-License-Identifier: BSD-2-Clause */
/* See link.h.  Nothing here looks further than at one node and its parent. */

#include "server/zone/link.h"

#include "dns/rrtype.h"
#include "sec/nsec3_hash.h"
#include "server/zone/expand.h"
#include "server/zone/find.h"

#include <assert.h>
#include <string.h>

enum { SOA_TIMES_LEN = 20 };

uint16_t link_flags(const struct zone_node *n, const struct zone_node *parent)
{
	const struct zone_set *sets = zone_node_sets(n);
	uint16_t flags = 0;
	bool is_cut = false, has_dname = false;
	for (unsigned i = 0; i < n->set_count; i++) {
		if (sets[i].count == 0)
			continue;
		is_cut |= sets[i].type == RR_NS;
		has_dname |= sets[i].type == RR_DNAME;
		flags |= sets[i].type == RR_CNAME ? NODE_CNAME : 0;
	}
	if (parent == NULL)
		flags |= NODE_APEX;
	else if ((parent->flags & LINK_HIDES) != 0)
		flags |= NODE_BELOW;
	else if (is_cut)
		flags |= NODE_CUT;
	if (has_dname && (flags & NODE_BELOW) == 0)
		flags |= NODE_DNAME;
	if (parent != NULL && name_is_wildcard(n->name))
		flags |= NODE_WILDCARD;
	return flags;
}

void link_read_soa(struct zone_version *v, const uint8_t *apex, const struct zone_node *node)
{
	struct zone_expander x = {0};
	struct rrset soa;
	const struct zone_set *set = zone_node_find(node, RR_SOA);
	assert(set != NULL);
	zone_expand_data(&x, apex, node, set, &soa);
	struct span rdata = rrset_first(&soa);
	const uint8_t *times = rdata.data + rdata.len - SOA_TIMES_LEN; /* RFC 1035 section 3.3.13 */
	struct name_key key;
	name_key_make(&key, apex);
	v->apex_key_len = key.len;
	v->apex_labels = key.labels;
	v->serial.value = wire_get_u32(times);
	v->refresh_s = wire_get_u32(times + 4);
	v->retry_s = wire_get_u32(times + 8);
	v->expire_s = wire_get_u32(times + 12);
	v->minimum_s = wire_get_u32(times + 16);
	zone_expander_deinit(&x);
}

void link_note_denials(struct zone_version *v)
{
	uint8_t name[NAME_MAX_LEN + 2] = {1, '*'}, hash[ZONE_HASH_LEN];
	const struct zone_node *covers, *apex = v->apex;
	struct zone_nsec3_param *p = v->nsec3_param;
	if (p == NULL)
		return;
	p->apex = zone_find_nsec3(v, zone_node_hash(apex), &covers);
	p->wildcard = NULL;
	if (apex->name_len + 2 > NAME_MAX_LEN)
		return;
	memcpy(name + 2, apex->name, apex->name_len);
	zone_hash_name(v, name, hash);
	if (zone_find_nsec3(v, hash, &covers) == NULL)
		p->wildcard = covers;
}

void link_read_denial(struct zone_version *v, const uint8_t *apex, const struct zone_node *node,
                      bool has_chain)
{
	const struct zone_set *set = zone_node_find(node, RR_NSEC3PARAM);
	v->denial = zone_node_find(node, RR_NSEC) != NULL ? ZONE_NSEC : ZONE_UNSIGNED;
	v->nsec3_param = NULL;
	if (set == NULL || !has_chain)
		return;
	struct zone_expander x = {0};
	struct rrset params;
	struct span rdata;
	zone_expand_data(&x, apex, node, set, &params);
	struct rrset_iter it = rrset_iter_of(&params);
	while (rrset_next(&it, &rdata)) {
		/* RFC 5155 section 4.1.2: records with other flags than 0 must be ignored */
		if (rdata.len < 5 || rdata.data[0] != NSEC3_SHA1 || rdata.data[1] != 0)
			continue;
		v->denial = ZONE_NSEC3;
		v->nsec3_param = mem_zalloc(sizeof(*v->nsec3_param) + rdata.data[4]);
		v->nsec3_param->iterations = wire_get_u16(rdata.data + 2);
		v->nsec3_param->salt_len = rdata.data[4];
		memcpy(v->nsec3_param->salt, rdata.data + 5, rdata.data[4]);
		break;
	}
	zone_expander_deinit(&x);
}

void link_negative_soa(const struct zone_version *v, const struct zone_node *apex, uint8_t *body,
                       struct pack_growth *growth)
{
	const struct zone_set *soa = zone_node_find(apex, RR_SOA);
	assert(soa != NULL);
	if (zone_set_is_long(soa))
		return;
	const uint8_t *from = (const uint8_t *)zone_set_relocs(apex, soa);
	size_t len = (size_t)(zone_set_data(apex, soa) - from) + soa->data_len + soa->sig_len;
	memcpy(body, from, len);
	uint8_t *data = body + (zone_set_data(apex, soa) - from);
	uint32_t ttl = MIN_OF(zone_set_ttl(apex, soa), v->minimum_s);
	for (size_t at = 0; at < (size_t)soa->data_len + soa->sig_len;
	     at += 12u + wire_get_u16(data + at + 10))
		wire_set_u32(data + at + 6, ttl);
	growth->extra = soa;
	growth->extra_body = body;
	growth->extra_len = len;
}
