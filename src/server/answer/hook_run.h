/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking hooks: for this folder, not for modules. */
#pragma once

#include "server/answer/hook.h"

/* The lists that concern a query; each may be NULL. */
struct hook_pair {
	const struct hook_list *global;
	const struct hook_list *zone;
};

static inline unsigned hooks_stages(const struct hook_pair *p)
{
	return (p->global != NULL ? p->global->stages : 0) |
	       (p->zone != NULL ? p->zone->stages : 0);
}

/* Ask all that want a stage, until one says something else than HOOK_NEXT. */
enum hook_next hooks_run(const struct hook_pair *lists, enum hook_stage stage,
                         struct hook_query *q);
