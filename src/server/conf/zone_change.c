/* SPDX-License-Identifier: BSD-2-Clause */
/* Item by item: snapshots share no memory, so texts are compared, not pointers. */

#include "server/conf/zone_change.h"

#include <string.h>

bool zone_conf_reloads(const struct zone_conf *old, const struct zone_conf *fresh)
{
	return strcmp(old->file, fresh->file) != 0 || old->zonefile_load != fresh->zonefile_load ||
	       old->default_ttl != fresh->default_ttl || old->checks != fresh->checks ||
	       old->journal.content != fresh->journal.content || old->max_size != fresh->max_size ||
	       old->zonemd_generate != fresh->zonemd_generate ||
	       old->zonemd_verify != fresh->zonemd_verify;
}

static bool same_remote(const struct conf_remote *a, const struct conf_remote *b)
{
	if (strcmp(a->id, b->id) != 0 || a->address_count != b->address_count)
		return false;
	for (size_t i = 0; i < a->address_count; i++) {
		if (!addr_equal(&a->addresses[i], &b->addresses[i], true))
			return false;
	}
	return true;
}

bool zone_conf_refreshes(const struct zone_conf *old, const struct zone_conf *fresh)
{
	if (old->master_count != fresh->master_count)
		return true;
	for (size_t i = 0; i < old->master_count; i++) {
		if (!same_remote(old->masters[i], fresh->masters[i]))
			return true;
	}
	return false;
}
