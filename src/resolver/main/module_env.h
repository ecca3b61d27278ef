/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What modules may act upon (resolver/modules/module.h), by the service and the loop.
 *
 * Owner: a resolver; lives until the loop is closed.  Thread: the loop's.
 */
#pragma once

#include "resolver/modules/module.h"
#include "resolver/serve/serve.h"

/* What the environment is made of; all borrowed. */
struct module_parts {
	uv_loop_t *loop;
	struct serve *serve;
	struct answer_cache *answers;
	struct rrcache *cache;
	struct upstream *upstream;
	const struct anchors *anchors;
	struct engine_hints *hints;
	struct front *front;
	struct policy *policy;
	bool *follow_anchors;
	struct module_checkpoint *checkpoint;
};

/* parts: borrowed, too */
void module_env_init(struct module_env *out, struct module_parts *parts);
