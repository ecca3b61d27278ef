/* SPDX-License-Identifier: BSD-2-Clause */
/* Module ta_sentinel: users find out whether a key of the root is trusted (RFC 8509). */

#include "resolver/modules/builtin.h"

#include "resolver/engine/sentinel.h"

static enum hook_result finish(void *ctx, struct request *r)
{
	const struct module *m = ctx;
	if (m->env->anchors != NULL && sentinel_objects(r, m->env->anchors)) {
		/* RFC 8509 section 3.2: SERVFAIL, and nothing of what was found */
		req_answer_init(&r->answer);
	}
	return HOOK_NEXT;
}

const struct module_api module_ta_sentinel = {
	.abi = MODULE_ABI,
	.name = "ta_sentinel",
	.layer = {.finish = finish},
};
