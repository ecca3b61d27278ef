/* SPDX-License-Identifier: BSD-2-Clause */
/* A zone may be configured while its orphan is removed: then it begins without its past. */

#include "server/main/orphans.h"

#include "server/main/zones.h"

static bool is_configured(struct zones *z, const uint8_t *zone)
{
	struct unit *u = zones_take(z, zone);
	if (u == NULL)
		return false;
	zones_give(z, u);
	return true;
}

enum err orphans_purge(struct zones *z, const struct jobs_env *env, const uint8_t *zone,
                       const struct purge_choice *choice)
{
	struct purge_names names = {0};
	if (zone != NULL)
		return is_configured(z, zone) ? E_EXISTS : purge_orphan(env, zone, choice);
	enum err e = purge_known(env, &names);
	for (size_t i = 0; i < names.list.count && e == OK; i++) {
		const uint8_t *name = names.list.items[i].wire;
		if (!is_configured(z, name))
			e = purge_orphan(env, name, choice);
	}
	VEC_FREE(&names.list);
	return e;
}
