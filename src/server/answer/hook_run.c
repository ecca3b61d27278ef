/* SPDX-License-Identifier: BSD-2-Clause */
/* Global hooks come before those of the zone. */

#include "server/answer/hook_run.h"

static enum hook_next list_run(const struct hook_list *list, enum hook_stage stage,
                               struct hook_query *q)
{
	if (list == NULL || (list->stages >> stage & 1) == 0)
		return HOOK_NEXT;
	for (size_t i = 0; i < list->count; i++) {
		hook_fn fn = list->hooks[i].ops->at[stage];
		enum hook_next next = fn != NULL ? fn(list->hooks[i].module, q) : HOOK_NEXT;
		if (next != HOOK_NEXT)
			return next;
	}
	return HOOK_NEXT;
}

enum hook_next hooks_run(const struct hook_pair *lists, enum hook_stage stage, struct hook_query *q)
{
	enum hook_next next = list_run(lists->global, stage, q);
	return next != HOOK_NEXT ? next : list_run(lists->zone, stage, q);
}
