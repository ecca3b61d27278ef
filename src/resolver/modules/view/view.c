/* SPDX-License-Identifier: BSD-2-Clause */
/* Module view: rules for some clients, by the key they name, their address, or the one they ask. */

#include "resolver/modules/policy/policy.h"

#include "resolver/modules/builtin.h"

static enum hook_result begin(void *ctx, struct request *r)
{
	struct policy *p = ((struct module *)ctx)->env->policy;
	enum policy_end end = POLICY_END_CHAIN;
	if (r->client.internal) /* nobody asked */
		return HOOK_NEXT;
	for (unsigned i = RULES_VIEW_KEY; i <= RULES_VIEW_AT && end == POLICY_END_CHAIN; i++)
		end = policy_run(p, (enum rules_chain)i, r);
	return end == POLICY_END_ANSWERED ? HOOK_ANSWERED : HOOK_NEXT;
}

static enum hook_result find(void *ctx, struct request *r, struct query *q)
{
	(void)ctx;
	return policy_find(r, q);
}

/* Also for policy, if that is not loaded. */
static enum hook_result finish(void *ctx, struct request *r)
{
	policy_finish(((struct module *)ctx)->env->policy, r);
	return HOOK_NEXT;
}

static void deinit(struct module *m)
{
	rules_clear(m->env->policy->rules,
	            1 << RULES_VIEW_KEY | 1 << RULES_VIEW_FROM | 1 << RULES_VIEW_AT);
}

const struct module_api module_view = {
	.abi = MODULE_ABI,
	.name = "view",
	.deinit = deinit,
	.layer = {.begin = begin, .find = find, .finish = finish},
};
