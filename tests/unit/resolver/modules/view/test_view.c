/* SPDX-License-Identifier: BSD-2-Clause */
#include "../policy/policy_world.h"

#include "resolver/modules/builtin.h"

static struct module_env env;
static struct module m = {.api = &module_view, .env = &env};

static struct filter *network(const char *text, bool at)
{
	struct addr_range range;
	assert_ok(addr_range_parse(&range, span_str(text)));
	return filter_network(&range, at);
}

static int rcode_for(const char *from)
{
	env.policy = pw.policy;
	policy_world_ask("a.e.", RR_A, from);
	enum hook_result result = module_view.layer.begin(&m, &pw.r);
	module_view.layer.finish(&m, &pw.r);
	return result == HOOK_ANSWERED ? pw.r.answer.rcode : -1;
}

static void clients_have_rules_of_their_own(void **state)
{
	(void)state;
	policy_world_add(RULES_VIEW_AT, network("127.0.0.1", true), ACTION_DROP);
	policy_world_add(RULES_VIEW_FROM, network("10.1.0.0/16", false), ACTION_PASS);
	policy_world_add(RULES_VIEW_FROM, network("10.0.0.0/8", false), ACTION_REFUSE);
	assert_int_equal(rcode_for("10.1.2.3"), -1);
	assert_int_equal(rcode_for("10.2.2.3"), RCODE_REFUSED);
	assert_int_equal(rcode_for("192.0.2.1"), RCODE_SERVFAIL); /* by where it asks */
	module_view.deinit(&m);
	assert_int_equal(rcode_for("10.2.2.3"), -1);
}

static void keys_come_first(void **state)
{
	(void)state;
	struct name key;
	name_copy(&key, nm("mykey."));
	policy_world_add(RULES_VIEW_KEY, filter_key(&key), ACTION_PASS);
	policy_world_add(RULES_VIEW_FROM, network("0.0.0.0/0", false), ACTION_REFUSE);
	assert_int_equal(rcode_for("10.0.0.1"), RCODE_REFUSED);
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	const struct front_client who = {
		.from = &pw.r.client.from, .at = &pw.r.client.at, .key = nm("mykey.")};
	pw.r.client.audience = (uint16_t)pw.front.audience(pw.front.audience_ctx, &who);
	assert_int_equal(module_view.layer.begin(&m, &pw.r), HOOK_NEXT);
	module_view.layer.finish(&m, &pw.r);
}

static void questions_of_our_own_are_nobodys(void **state)
{
	(void)state;
	env.policy = pw.policy;
	policy_world_add(RULES_VIEW_FROM, filter_all(), ACTION_REFUSE);
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	pw.r.client.internal = true;
	assert_int_equal(module_view.layer.begin(&m, &pw.r), HOOK_NEXT);
	module_view.layer.finish(&m, &pw.r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POLICY_TEST(clients_have_rules_of_their_own),
		POLICY_TEST(keys_come_first),
		POLICY_TEST(questions_of_our_own_are_nobodys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
