/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of zones.  Invariant: there is one entry per name. */

#include "resolver/request/trust.h"

struct zone_trust *trust_of(struct zone_trust **list, const uint8_t *name, struct arena *arena)
{
	void *memory;
	for (struct zone_trust *t = *list; t != NULL; t = t->next) {
		if (name_equal(t->name, name))
			return t;
	}
	if (arena_try(arena, sizeof(struct zone_trust), &memory) != OK)
		return NULL;
	struct zone_trust *t = memory;
	*t = (struct zone_trust){.next = *list, .name = name, .ede = EDE_NONE};
	*list = t;
	return t;
}
