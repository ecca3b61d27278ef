/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

#include "resolver/modules/policy/policy_answer.h"

static void denials_have_an_soa_of_the_name_and_an_explanation(void **state)
{
	(void)state;
	policy_world_ask("A.e.", RR_A, "10.0.0.1");
	policy_answer_deny(&pw.r, "go away", EDE_BLOCKED, NULL);
	const struct req_answer *a = &pw.r.answer;
	assert_int_equal(a->rcode, RCODE_NXDOMAIN);
	assert_true(a->authoritative && !a->secure);
	assert_int_equal(a->ede, EDE_BLOCKED);
	assert_true(name_equal(a->authority[0].data.owner, nm("a.e.")));
	assert_int_equal(a->authority[0].data.ttl, 10800);
	assert_ok(rdata_check(RR_SOA, rrset_first(&a->authority[0].data)));
	assert_int_equal(a->additional_count, 1);
	assert_memory_equal(rrset_first(&a->additional[0].data).data, "\7go away", 8);
	policy_answer_deny(&pw.r, NULL, EDE_NONE, NULL);
	assert_int_equal(pw.r.answer.additional_count, 0);
}

static void sets_are_copied_under_the_name_asked(void **state)
{
	(void)state;
	uint8_t record[] = {0, 4, 1, 2, 3, 4};
	const struct rrset set = {.type = RR_A, .ttl = 9, .count = 1, .size = 6, .records = record};
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	policy_answer_begin(&pw.r);
	assert_true(policy_answer_put(&pw.r, &set));
	record[2] = 9;
	assert_int_equal(rrset_first(&pw.r.answer.answer[0].data).data[0], 1);
	assert_true(name_equal(pw.r.answer.answer[0].data.owner, nm("a.e.")));
}

static void nothing_but_a_code_is_an_answer(void **state)
{
	(void)state;
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	policy_answer_nodata(&pw.r, nm("e."), nm("ns."), 5);
	assert_int_equal(pw.r.answer.authority[0].data.ttl, 5);
	assert_true(name_equal(rrset_first(&pw.r.answer.authority[0].data).data, nm("ns.")));
	policy_answer_rcode(&pw.r, RCODE_REFUSED, EDE_PROHIBITED, "why");
	assert_int_equal(pw.r.answer.authority_count, 0);
	assert_false(pw.r.answer.authoritative);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POLICY_TEST(denials_have_an_soa_of_the_name_and_an_explanation),
		POLICY_TEST(sets_are_copied_under_the_name_asked),
		POLICY_TEST(nothing_but_a_code_is_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
