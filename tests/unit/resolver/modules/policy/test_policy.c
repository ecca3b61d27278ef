/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

#include "resolver/modules/builtin.h"

static struct module_env env;
static struct module m = {.api = &module_policy, .env = &env};

static enum hook_result begin(const char *name, uint16_t type)
{
	policy_world_ask(name, type, "10.0.0.1");
	return module_policy.layer.begin(&m, &pw.r);
}

static int setup(void **state)
{
	policy_world_setup(state);
	env.policy = pw.policy;
	module_policy.init(&m);
	return 0;
}

static void special_names_are_the_last_resort(void **state)
{
	(void)state;
	assert_int_equal(begin("a.test.", RR_A), HOOK_ANSWERED);
	assert_int_equal(begin("a.example.", RR_A), HOOK_NEXT);
	policy_world_add(RULES_QUERY, filter_type(RR_A), ACTION_PASS);
	assert_int_equal(begin("a.test.", RR_A), HOOK_NEXT);
	module_policy.layer.finish(&m, &pw.r);
	assert_int_equal(begin("a.test.", RR_MX), HOOK_ANSWERED);
	policy_world_add(RULES_QUERY, filter_type(RR_MX), ACTION_REFUSE);
	assert_int_equal(begin("a.test.", RR_MX), HOOK_ANSWERED);
	assert_int_equal(pw.r.answer.rcode, RCODE_REFUSED);
	module_policy.layer.finish(&m, &pw.r);
}

static void rules_go_with_the_module(void **state)
{
	(void)state;
	begin("a.example.", RR_A);
	policy_world_add(RULES_QUERY, filter_all(), ACTION_REFUSE);
	policy_world_add(RULES_VIEW_FROM, filter_all(), ACTION_REFUSE);
	module_policy.deinit(&m);
	assert_int_equal(begin("a.example.", RR_A), HOOK_NEXT);
	struct rules_list *views = rules_list_ref(pw.policy->rules, RULES_VIEW_FROM);
	assert_int_equal(views->count, 1);
	rules_list_unref(views);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, policy_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(special_names_are_the_last_resort),
		T(rules_go_with_the_module),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
