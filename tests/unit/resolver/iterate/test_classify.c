/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/iterate/classify.h"

#include "../wire.h"

static struct arena arena;
static struct msg msg;
static struct reply reply;
static struct iter_finding found;
static struct query query;

/* What a reply to `name` (or, minimised, to asked) from the servers of `cut` means. */
static enum iter_verdict judge(const char *cut, const char *name, uint16_t type, const char *asked,
                               const struct reply_text *t)
{
	static struct name q, c, a;
	name_copy(&q, nm(name));
	name_copy(&c, nm(cut));
	name_copy(&a, nm(asked != NULL ? asked : name));
	arena_deinit(&arena);
	query_init(&query, q.wire, type);
	cut_init(&query.cut, c.wire);
	query.attempt.asked = a.wire;
	query.attempt.minimised = asked != NULL;
	query.attempt.asked_type = asked != NULL ? (uint16_t)RR_NS : type;
	query.attempt.edns = true;
	assert_ok(msg_parse(&msg, reply_wire(a.wire, query.attempt.asked_type, t)));
	if (!iter_judge_header(&found, &msg, &query.attempt)) {
		assert_ok(reply_read(&reply, &msg, query.cut.name, &arena));
		assert_ok(iter_judge(&found, &reply, &query, REQ_MODE_NORMAL, &arena));
	}
	return found.verdict;
}

#define REPLY(...) (&(struct reply_text){__VA_ARGS__})
#define SOA        "e. 60 SOA a. b. 1 2 3 4 5"

static void headers_tell_failures(void **state)
{
	(void)state;
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 1, .no_opt = true)),
	                 ITER_NO_EDNS);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 4, .no_opt = true)),
	                 ITER_NO_EDNS);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 1)), ITER_BAD);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 2)), ITER_REFUSED);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 5)), ITER_REFUSED);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 9)), ITER_BAD);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = MSG_TC)), ITER_TRUNCATED);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = MSG_AA | 6)), ITER_BAD);
	assert_int_equal(judge("e.", "a.w.e.", RR_A, "w.e.", REPLY(.flags = MSG_AA | 6)),
	                 ITER_FULL);
	assert_int_equal(judge("e.", "a.w.e.", RR_A, "w.e.", REPLY(.flags = 5)), ITER_FULL);
	query.attempt.tcp = true;
	assert_ok(msg_parse(&msg, reply_wire(query.attempt.asked, RR_NS, REPLY(.flags = MSG_TC))));
	assert_true(iter_judge_header(&found, &msg, &query.attempt));
	assert_int_equal(found.verdict, ITER_BAD);
}

static void another_question_is_bad(void **state)
{
	(void)state;
	judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = MSG_AA));
	assert_ok(msg_parse(&msg, reply_wire(nm("x.e."), RR_A, REPLY(.flags = MSG_AA))));
	assert_true(iter_judge_header(&found, &msg, &query.attempt));
	assert_int_equal(found.verdict, ITER_BAD);
}

static void answers_and_chains(void **state)
{
	(void)state;
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL,
	                       REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.1"})),
	                 ITER_ANSWER);
	assert_int_equal(found.chain_count, 0);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL,
	                       REPLY(.flags = MSG_AA,
	                             .answer = {"w.e. 60 CNAME v.e.", "v.e. 60 A 192.0.2.1"})),
	                 ITER_ANSWER);
	assert_int_equal(found.chain_count, 1);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL,
	                       REPLY(.flags = MSG_AA,
	                             .answer = {"w.e. 60 CNAME v.f.", "v.f. 60 A 192.0.2.1"})),
	                 ITER_ALIAS);
	assert_true(name_equal(found.target, nm("v.f.")));
	assert_int_equal(judge("e.", "w.e.", RR_CNAME, NULL,
	                       REPLY(.flags = MSG_AA, .answer = {"w.e. 60 CNAME v.f."})),
	                 ITER_ANSWER);
	assert_int_equal(judge("e.", "w.d.e.", RR_A, NULL,
	                       REPLY(.flags = MSG_AA, .answer = {"d.e. 60 DNAME t.e."})),
	                 ITER_ALIAS);
	assert_int_equal(found.chain_count, 2);
	assert_true(name_equal(found.target, nm("w.t.e.")));
}

static void negative_answers_need_authority(void **state)
{
	(void)state;
	assert_int_equal(
		judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = MSG_AA | 3, .authority = {SOA})),
		ITER_NXDOMAIN);
	assert_int_equal(found.proof_count, 1);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 0, .authority = {SOA})),
	                 ITER_NODATA);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = MSG_AA)), ITER_NODATA);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 0)), ITER_LAME);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.flags = 3)), ITER_LAME);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.authority = {"e. 60 NS n.e."})),
	                 ITER_LAME);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL,
	                       REPLY(.flags = MSG_AA | 3, .answer = {"w.e. 60 CNAME v.e."},
	                             .authority = {SOA})),
	                 ITER_NXDOMAIN);
	assert_int_equal(found.chain_count, 1);
}

static void referrals_lead_closer(void **state)
{
	(void)state;
	assert_int_equal(judge(".", "w.e.", RR_A, NULL, REPLY(.authority = {"e. 60 NS n.e."})),
	                 ITER_REFERRAL);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.authority = {"f. 60 NS n.e."})),
	                 ITER_LAME);
	assert_int_equal(judge("e.", "w.e.", RR_A, NULL, REPLY(.authority = {"v.e. 60 NS n.e."})),
	                 ITER_LAME);
	assert_int_equal(judge(".", "e.", RR_DS, NULL, REPLY(.authority = {"e. 60 NS n.e."})),
	                 ITER_NODATA);
	assert_int_equal(judge(".", "e.", RR_NS, NULL, REPLY(.authority = {"e. 60 NS n.e."})),
	                 ITER_REFERRAL);
}

static void minimised_questions_lead_on(void **state)
{
	(void)state;
	assert_int_equal(
		judge("e.", "a.b.e.", RR_A, "b.e.", REPLY(.flags = MSG_AA, .authority = {SOA})),
		ITER_MORE);
	assert_int_equal(
		judge("e.", "a.b.e.", RR_A, "b.e.", REPLY(.flags = MSG_AA | 3, .authority = {SOA})),
		ITER_FULL);
	assert_int_equal(judge("e.", "a.b.e.", RR_A, "b.e.",
	                       REPLY(.flags = MSG_AA, .answer = {"b.e. 1 NS n.e."})),
	                 ITER_MORE);
	assert_int_equal(
		judge("e.", "a.b.e.", RR_A, "b.e.", REPLY(.authority = {"b.e. 1 NS n.e."})),
		ITER_REFERRAL);
	assert_int_equal(judge("e.", "a.b.e.", RR_A, "b.e.", REPLY(.flags = 0)), ITER_FULL);
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_tell_failures),
		cmocka_unit_test(another_question_is_bad),
		cmocka_unit_test(answers_and_chains),
		cmocka_unit_test(negative_answers_need_authority),
		cmocka_unit_test(referrals_lead_closer),
		cmocka_unit_test(minimised_questions_lead_on),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
