/* SPDX-License-Identifier: BSD-2-Clause */
/* What every file of the engine does in passing: record an event, hand out an action. */

#include "resolver/engine/work.h"

#include <assert.h>

void work_trace(const struct work *w, enum trace_kind kind, const struct trace_about *about)
{
	trace_add(w->env->trace, w->r->now, w->r->id, kind, about);
}

struct engine_action *work_act(const struct work *w, enum engine_action_type type)
{
	assert(w->out->count < ENGINE_ACTIONS_MAX);
	struct engine_action *a = &w->out->list[w->out->count++];
	a->type = type;
	return a;
}
