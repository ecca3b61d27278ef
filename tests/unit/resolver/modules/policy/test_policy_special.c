/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

static bool ask(const char *name, uint16_t type)
{
	policy_world_ask(name, type, "10.0.0.1");
	policy_special_init(pw.policy);
	enum policy_end end = policy_special(pw.policy, &pw.r);
	assert_int_not_equal(end, POLICY_END_RESOLVE);
	policy_world_finish();
	return end == POLICY_END_ANSWERED;
}

static void nobodys_names_are_denied_with_an_explanation(void **state)
{
	(void)state;
	assert_true(ask("a.test.", RR_A));
	assert_int_equal(pw.r.answer.rcode, RCODE_NXDOMAIN);
	assert_int_equal(pw.r.answer.ede, EDE_NOT_SUPPORTED);
	assert_int_equal(pw.r.answer.additional_count, 1);
	assert_true(ask("10.in-addr.arpa.", RR_SOA));
	assert_int_equal(pw.r.answer.rcode, RCODE_NXDOMAIN);
	assert_false(ask("a.example.", RR_A));
}

static void this_host_is_known(void **state)
{
	static const struct {
		const char *name;
		uint16_t type;
		int rcode;
		unsigned answers;
	} rows[] = {
		{"localhost.", RR_A, RCODE_NOERROR, 1},
		{"a.localhost.", RR_AAAA, RCODE_NOERROR, 1},
		{"localhost.", RR_SOA, RCODE_NOERROR, 1},
		{"localhost.", RR_NS, RCODE_NOERROR, 1},
		{"a.localhost.", RR_NS, RCODE_NOERROR, 0},
		{"localhost.", RR_MX, RCODE_NOERROR, 0},
		{"1.0.0.127.in-addr.arpa.", RR_PTR, RCODE_NOERROR, 1},
		{"1.0.0.127.in-addr.arpa.", RR_A, RCODE_NOERROR, 0},
		{"0.0.127.in-addr.arpa.", RR_PTR, RCODE_NOERROR, 0},
		{"127.in-addr.arpa.", RR_NS, RCODE_NOERROR, 1},
		{"127.in-addr.arpa.", RR_SOA, RCODE_NOERROR, 1},
		{"2.0.0.127.in-addr.arpa.", RR_PTR, RCODE_NXDOMAIN, 0},
		{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.",
	         RR_PTR, RCODE_NOERROR, 1},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(ask(rows[i].name, rows[i].type));
		assert_int_equal(pw.r.answer.rcode, rows[i].rcode);
		assert_int_equal(pw.r.answer.answer_count, rows[i].answers);
		assert_int_equal(pw.r.answer.authority_count, rows[i].answers == 0);
		assert_true(pw.r.answer.authoritative);
	}
}

static void ds_of_a_local_zone_is_the_parents(void **state)
{
	(void)state;
	assert_false(ask("home.arpa.", RR_DS));
	assert_true(ask("x.home.arpa.", RR_DS));
}

static void a_request_may_be_exempt(void **state)
{
	(void)state;
	policy_world_ask("a.test.", RR_A, "10.0.0.1");
	policy_special_init(pw.policy);
	pw.r.options.no_special = true;
	assert_int_equal(policy_special(pw.policy, &pw.r), POLICY_END_CHAIN);
	pw.r.options.no_special = false;
	pw.r.options.for_itself = true;
	assert_int_equal(policy_special(pw.policy, &pw.r), POLICY_END_CHAIN);
}

static enum policy_end ask_rules(const char *name)
{
	policy_world_ask(name, RR_A, "10.0.0.1");
	enum policy_end end = policy_special(pw.policy, &pw.r);
	policy_world_finish();
	return end;
}

static void they_are_rules_like_others(void **state)
{
	(void)state;
	policy_special_init(pw.policy);
	policy_special_init(pw.policy);
	struct rules_list *l = rules_list_ref(pw.policy->rules, RULES_SPECIAL);
	assert_int_equal(l->count, 4);
	assert_int_equal(ask_rules("a.test."), POLICY_END_ANSWERED);
	pw.front.tallies[pw.r.tally]++; /* the service has sent it */
	rules_fold(pw.policy->rules);
	assert_int_equal(l->items[1]->count, 1);
	assert_int_equal(l->items[0]->count + l->items[2]->count + l->items[3]->count, 0);
	l->items[1]->suspended = true;
	assert_int_equal(ask_rules("a.test."), POLICY_END_CHAIN);
	assert_int_equal(ask_rules("localhost."), POLICY_END_ANSWERED);
	rules_list_unref(l);
	/* anywhere else, too: what is not special is left to the next rule */
	policy_world_add(RULES_QUERY, filter_all(), ACTION_SPECIAL);
	policy_world_ask("www.example.", RR_A, "10.0.0.1");
	assert_int_equal(policy_run(pw.policy, RULES_QUERY, &pw.r), POLICY_END_CHAIN);
	policy_world_finish();
}

static void take_all_away(void *ctx)
{
	++*(unsigned *)ctx;
	rules_clear(pw.policy->rules, 1 << RULES_SPECIAL);
}

static void a_list_that_scripts_have_is_asked_for_before_it_is_used(void **state)
{
	unsigned calls = 0;
	(void)state;
	policy_special_init(pw.policy);
	pw.policy->calls = (struct policy_calls){.ctx = &calls, .special = take_all_away};
	assert_int_equal(ask_rules("www.example."), POLICY_END_CHAIN);
	assert_int_equal(calls, 0);
	assert_int_equal(ask_rules("a.test."), POLICY_END_CHAIN);
	assert_int_equal(calls, 1);
	assert_true(pw.r.own); /* nobody tells when it changes */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POLICY_TEST(nobodys_names_are_denied_with_an_explanation),
		POLICY_TEST(this_host_is_known),
		POLICY_TEST(ds_of_a_local_zone_is_the_parents),
		POLICY_TEST(a_request_may_be_exempt),
		POLICY_TEST(they_are_rules_like_others),
		POLICY_TEST(a_list_that_scripts_have_is_asked_for_before_it_is_used),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
