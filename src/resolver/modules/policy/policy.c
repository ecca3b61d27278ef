/* SPDX-License-Identifier: BSD-2-Clause */
/* Module policy: rules for all questions, and special-use names. */

#include "resolver/modules/policy/policy.h"

#include "resolver/modules/builtin.h"

static enum hook_result begin(void *ctx, struct request *r)
{
	struct policy *p = ((struct module *)ctx)->env->policy;
	enum policy_end end = policy_run(p, RULES_QUERY, r);
	if (end == POLICY_END_CHAIN)
		end = policy_special(p, r);
	return end == POLICY_END_ANSWERED ? HOOK_ANSWERED : HOOK_NEXT;
}

static enum hook_result find(void *ctx, struct request *r, struct query *q)
{
	(void)ctx;
	return policy_find(r, q);
}

static enum hook_result finish(void *ctx, struct request *r)
{
	policy_finish(((struct module *)ctx)->env->policy, r);
	return HOOK_NEXT;
}

static void init(struct module *m)
{
	policy_special_init(m->env->policy);
}

static void deinit(struct module *m)
{
	rules_clear(m->env->policy->rules,
	            1 << RULES_QUERY | 1 << RULES_ANSWER | 1 << RULES_SPECIAL);
}

const struct module_api module_policy = {
	.abi = MODULE_ABI,
	.name = "policy",
	.init = init,
	.deinit = deinit,
	.layer = {.begin = begin, .find = find, .finish = finish},
};
