/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module detect_time_jump: what is cached expires by the wall clock.  When that is set back, all of
 * it would live too long: it is forgotten.  When it is set forward, only what has expired by then
 * is lost, as it must be.
 */

#include "resolver/modules/builtin.h"

#include "base/clock.h"
#include "report/group_log.h"

#include <inttypes.h>

enum { LOOK_MS = 60 * 1000, JUMP_S = 600 };

/* Seconds that the wall clock went ahead of the one that cannot be set, since the checkpoint. */
static int64_t drift_s(const struct module_checkpoint *then, const struct module_checkpoint *now)
{
	return ((now->wall_ns - then->wall_ns) - (now->mono.ns - then->mono.ns)) / NS_PER_S;
}

static void on_due(struct module *m)
{
	const struct module_checkpoint now = {.mono = clock_mono(), .wall_ns = clock_wall_ns()};
	int64_t drift = drift_s(m->env->checkpoint, &now);
	m->env->timer_set(m->state, LOOK_MS);
	if (drift >= -JUMP_S && drift <= JUMP_S)
		return;
	*m->env->checkpoint = now;
	group_log(SEV_NOTICE, "system", "the clock was set %s by %" PRId64 " seconds%s",
	          drift < 0 ? "back" : "forward", drift < 0 ? -drift : drift,
	          drift < 0 ? ": the cache is cleared" : "");
	if (drift < 0)
		m->env->clear_cache(m->env->ctx);
}

static void init(struct module *m)
{
	m->state = m->env->timer_new(m->env->ctx, m, on_due);
	m->env->timer_set(m->state, LOOK_MS);
}

static void deinit(struct module *m)
{
	m->env->timer_free(m->state);
}

const struct module_api module_detect_time_jump = {
	.abi = MODULE_ABI,
	.name = "detect_time_jump",
	.init = init,
	.deinit = deinit,
};
