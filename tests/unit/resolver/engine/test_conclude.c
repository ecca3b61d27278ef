/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void without_anchors_nothing_is_validated(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_false(p.r.answer.secure);
}

static void without_a_wildcard_a_proof_is_not_passed_on(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"},
	                 .authority = {"e. 60 NSEC x.e. NS SOA NSEC"}));
	assert_int_equal(p.r.answer.authority_count, 0);
	play_begin("x.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA,
	                 .answer = {"x.e. 60 A 192.0.2.9",
	                            "x.e. 60 RRSIG A 13 1 60 20300101000000 20200101000000 1 e. "
	                            "AAAA"},
	                 .authority = {"e. 60 NSEC y.e. NS SOA NSEC"}));
	assert_int_equal(p.r.answer.authority_count, 1);
	/* nor is it lost in the cache */
	play_begin("x.e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.authority_count, 1);
}

static void who_checks_for_himself_is_not_kept_waiting(void **state)
{
	(void)state;
	struct req_client c;
	struct anchors *anchors = anchors_new();
	anchors_add_root(anchors);
	p.env.anchors = anchors;
	p.env.validator = validator_new();
	req_client_internal(&c, nm("w.e."), RR_A, true);
	c.flags |= MSG_CD;
	req_reset(&p.r, 1, &c, &p.options);
	play_step((struct engine_event){.type = ENGINE_BEGIN});
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	/* the same from the cache is validated for others */
	play_begin("w.e.", RR_A);
	assert_false(p.answered);
	assert_int_equal(p.asked.qtype, RR_DNSKEY);
	validator_free(p.env.validator);
	anchors_free(anchors);
}

static void a_made_cname_is_an_answer(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) { /* from the server, from the cache */
		play_begin("a.d.e.", RR_CNAME);
		if (i == 0)
			play_reply(REPLY(.flags = MSG_AA,
			                 .answer = {"d.e. 60 DNAME f.", "a.d.e. 60 CNAME a.f."}));
		assert_true(p.answered);
		assert_int_equal(p.r.answer.answer_count, 2);
		assert_int_equal(p.r.answer.answer[0].data.type, RR_DNAME);
		assert_int_equal(p.r.answer.answer[1].data.type, RR_CNAME);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(without_anchors_nothing_is_validated),
		PLAY(without_a_wildcard_a_proof_is_not_passed_on),
		PLAY(who_checks_for_himself_is_not_kept_waiting),
		PLAY(a_made_cname_is_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
