/* SPDX-License-Identifier: BSD-2-Clause */
/* What every file of the engine does in passing: record an event, hand out an action. */

#include "resolver/engine/work.h"

#include <assert.h>

void work_trace(const struct work *w, enum trace_kind kind, const struct trace_about *about)
{
	if (!w->env->trace_asked || w->r->options.trace)
		trace_add(w->env->trace, w->r->now, w->r->id, kind, about);
}

bool work_yields(const struct work *w, struct query *q, enum hook_result result, const char *name)
{
	if (result != HOOK_YIELD)
		return false;
	NOTE(w, TRACE_HOOK, .name = q->name, .text = name);
	if (w->r->plan.top == q) {
		query_fail(q, EDE_OTHER, "a module waits for nothing");
		q->own_fault = true;
	}
	return true;
}

struct engine_action *work_act(const struct work *w, enum engine_action_type type)
{
	assert(w->out->count < ENGINE_ACTIONS_MAX);
	struct engine_action *a = &w->out->list[w->out->count++];
	a->type = type;
	return a;
}
