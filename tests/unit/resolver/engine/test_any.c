/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void any_is_answered_with_one_record_of_ours(void **state)
{
	(void)state;
	play_begin("www.example.", RR_ANY);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_int_equal(p.r.answer.answer_count, 1);
	assert_int_equal(p.r.answer.answer[0].data.type, RR_HINFO);
	assert_ok(rdata_check(RR_HINFO, rrset_first(&p.r.answer.answer[0].data)));
}

static void other_types_are_found_out(void **state)
{
	(void)state;
	play_begin("www.test.", RR_A); /* special names are a matter of policy */
	assert_false(p.answered);
	assert_int_equal(p.asked.qtype, RR_A);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(any_is_answered_with_one_record_of_ours),
		PLAY(other_types_are_found_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
