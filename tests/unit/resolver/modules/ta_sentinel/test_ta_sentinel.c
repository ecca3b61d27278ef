/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

/* test_sentinel.c has what is decided; here: what becomes of the answer. */
static void an_answer_it_objects_to_is_a_failure_and_nothing_else(void **state)
{
	struct request r;
	(void)state;
	anchors_add_root(mw.anchors);
	assert_ok(module_load("ta_sentinel"));
	const struct engine_hook *h = &mw.hooks.list[0];
	memset(&r, 0, sizeof(r));
	for (int known = 0; known < 2; known++) {
		req_client_internal(&r.client,
		                    nm(known ? "root-key-sentinel-is-ta-20326.e."
		                             : "root-key-sentinel-is-ta-00001.e."),
		                    RR_A, false);
		req_answer_init(&r.answer);
		r.answer.rcode = RCODE_NOERROR;
		r.answer.secure = true;
		r.answer.answer_count = 1;
		assert_int_equal(h->finish(h->ctx, &r), HOOK_NEXT);
		assert_int_equal(r.answer.rcode, known ? RCODE_NOERROR : RCODE_SERVFAIL);
		assert_int_equal(r.answer.answer_count, known);
		assert_int_equal(r.answer.secure, known);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(an_answer_it_objects_to_is_a_failure_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
