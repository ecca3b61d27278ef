/* SPDX-License-Identifier: BSD-2-Clause */
/* A digest takes a walk over the whole zone; the setting says that this is wanted. */

#include "server/update/zonemd.h"

#include "dns/rrtype.h"
#include "sec/zonemd.h"
#include "server/zone/check_zonemd.h"
#include "server/zone/expand.h"

static uint8_t hash_of(enum conf_zonemd setting)
{
	return setting == GENERATE_ZONEMD_SHA512 ? ZONEMD_SHA512 : ZONEMD_SHA384;
}

bool zonemd_is_right(const struct zone_version *v, enum conf_zonemd setting)
{
	struct zone_expander memory = {0};
	struct rrset set;
	uint8_t octets[ZONEMD_MAX_LEN];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	bool right = true;
	bool is_there = zone_expand_type(&memory, v, v->apex, RR_ZONEMD, &set);
	if (setting == GENERATE_ZONEMD_REMOVE) {
		right = !is_there;
	} else if (setting != GENERATE_ZONEMD_NONE) {
		zone_zonemd_make(&w, v, hash_of(setting));
		right = is_there && set.count == 1 &&
		        span_equal(rrset_first(&set), wire_written(&w));
	}
	zone_expander_deinit(&memory);
	return right;
}

static enum err set_remove(struct zone_edit *e)
{
	const struct zone_version *v = zone_edit_view(e);
	struct zone_expander memory = {0};
	struct rrset set;
	struct span rdata;
	enum err err = OK;
	if (zone_expand_type(&memory, v, v->apex, RR_ZONEMD, &set)) {
		struct rrset_iter it = rrset_iter_of(&set);
		while (err == OK && rrset_next(&it, &rdata)) {
			const struct zone_record r = {
				.owner = v->apex->name, .type = RR_ZONEMD, .rdata = rdata};
			err = zone_edit_remove(e, &r);
		}
	}
	zone_expander_deinit(&memory);
	return err;
}

enum err zonemd_put(struct zone_edit *e, enum conf_zonemd setting)
{
	const struct zone_version *v = zone_edit_view(e);
	uint8_t octets[ZONEMD_MAX_LEN];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	if (setting == GENERATE_ZONEMD_NONE)
		return OK;
	const struct zone_set *soa = zone_node_find(v->apex, RR_SOA);
	if (soa == NULL)
		return E_NOSOA;
	uint32_t ttl = zone_set_ttl(v->apex, soa);
	if (setting != GENERATE_ZONEMD_REMOVE)
		zone_zonemd_make(&w, v, hash_of(setting));
	TRY(set_remove(e));
	if (setting != GENERATE_ZONEMD_REMOVE) {
		const struct zone_record r = {.owner = v->apex->name,
		                              .type = RR_ZONEMD,
		                              .ttl = ttl,
		                              .rdata = wire_written(&w)};
		TRY(zone_edit_add(e, &r));
	}
	return zone_edit_settle(e);
}
