/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The resolver as a step machine: events go in, actions come out.  No sockets, no clock, no files;
 * given the same events, times and random numbers (base/rand.h can be replayed) it does the same.
 *
 *   req_init, once; then for each question
 *   req_client_read, req_reset
 *   engine_step(BEGIN) -> ask ...; engine_step(REPLY or FAILED) -> ask ...; -> answer
 *
 * Between events the machine keeps everything in the request.  Requests for the same question are
 * not put together here; resolver/serve does that.
 *
 * Thread: one at a time for all requests that share an environment.
 */
#pragma once

#include "resolver/engine/events.h"

/*
 * Work on one event.
 *
 * out  what the caller is to do now, in this order; overwritten
 *
 * Events of asks that are no longer awaited, and all events of a request that has been answered,
 * give no action.  A request always ends in ENGINE_ANSWER: at the latest when an event comes after
 * its deadline, and every ask and wait that is handed out ends by then.
 */
void engine_step(const struct engine_env *env, struct request *r, const struct engine_event *event,
                 struct engine_actions *out);

/* When the request must have ended: for owners that watch over deadlines themselves. */
static inline struct mono engine_deadline(const struct request *r)
{
	return r->budget.deadline;
}
