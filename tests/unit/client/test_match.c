/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/attr.h"
#include "client/match.h"

#include <string.h>

static const uint8_t query[] = "\x12\x34\x01\0\0\1\0\0\0\0\0\0\3WwW\4tesT\0\0\1\0\1";
enum { LEN = sizeof(query) - 1 };

static enum match matches(size_t at, uint8_t value, bool check_case)
{
	uint8_t reply[LEN];
	memcpy(reply, query, LEN);
	reply[2] |= 0x80;
	reply[at] = value;
	return match_reply(span_of(query, LEN), span_of(reply, LEN), check_case);
}

static void each_part_is_compared(void **state)
{
	(void)state;
	assert_int_equal(matches(0, 0x12, true), MATCH_OK);
	assert_int_equal(matches(0, 0x13, true), MATCH_ID);
	assert_int_equal(matches(2, 0x01, true), MATCH_QR);
	assert_int_equal(matches(2, 0xa1, true), MATCH_OPCODE);
	assert_int_equal(matches(13, 'x', true), MATCH_QUESTION);
	assert_int_equal(matches(13, 'w', true), MATCH_CASE);
	assert_int_equal(matches(13, 'w', false), MATCH_OK);
	assert_int_equal(matches(LEN - 3, 28, true), MATCH_QUESTION);
	assert_int_equal(matches(LEN - 1, 3, true), MATCH_QUESTION);
	assert_int_equal(matches(5, 0, true), MATCH_QUESTION);
	assert_int_equal(matches(5, 2, true), MATCH_QUESTION);
}

static void types_that_differ_like_letters_are_different(void **state)
{
	uint8_t q[LEN], r[LEN];
	(void)state;
	memcpy(q, query, LEN);
	q[LEN - 3] = 'A';
	memcpy(r, q, LEN);
	r[2] |= 0x80;
	r[LEN - 3] = 'a';
	assert_int_equal(match_reply(span_of(q, LEN), span_of(r, LEN), false), MATCH_QUESTION);
}

static void a_failure_may_lack_the_question(void **state)
{
	uint8_t reply[12] = "\x12\x34\x81\5";
	(void)state;
	assert_int_equal(match_reply(span_of(query, LEN), span_of(reply, 12), true), MATCH_OK);
	reply[3] = 3;
	assert_int_equal(match_reply(span_of(query, LEN), span_of(reply, 12), true),
	                 MATCH_QUESTION);
	reply[3] = 0;
	assert_int_equal(match_reply(span_of(query, LEN), span_of(reply, 12), true),
	                 MATCH_QUESTION);
	assert_int_equal(match_reply(span_of(query, LEN), span_of(reply, 11), true), MATCH_SHORT);
}

static void a_question_that_runs_past_the_end_does_not_match(void **state)
{
	uint8_t reply[LEN];
	(void)state;
	memcpy(reply, query, LEN);
	reply[2] |= 0x80;
	for (size_t len = 12; len < LEN; len++)
		assert_int_equal(match_reply(span_of(query, LEN), span_of(reply, len), true),
		                 MATCH_QUESTION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_is_compared),
		cmocka_unit_test(types_that_differ_like_letters_are_different),
		cmocka_unit_test(a_failure_may_lack_the_question),
		cmocka_unit_test(a_question_that_runs_past_the_end_does_not_match),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
