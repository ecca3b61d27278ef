/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/engine/sentinel.h"

#include "../wire.h"

static struct anchors *anchors;

/* Is a secure answer for this question objected to? Key 20326 is trusted, 11111 is not. */
static bool objects(const char *name, uint16_t type, bool secure, bool cd)
{
	static struct request r;
	req_client_internal(&r.client, nm(name), type, false);
	if (cd)
		r.client.flags |= MSG_CD;
	req_answer_init(&r.answer);
	r.answer.secure = secure;
	return sentinel_objects(&r, anchors);
}

static void answers_tell_which_keys_are_trusted(void **state)
{
	(void)state;
	assert_false(objects("root-key-sentinel-is-ta-20326.example.", RR_A, true, false));
	assert_true(objects("root-key-sentinel-is-ta-11111.example.", RR_A, true, false));
	assert_true(objects("Root-Key-Sentinel-Not-TA-20326.example.", RR_AAAA, true, false));
	assert_false(objects("root-key-sentinel-not-ta-11111.example.", RR_AAAA, true, false));
}

static void everything_else_is_let_pass(void **state)
{
	(void)state;
	assert_false(objects("root-key-sentinel-not-ta-20326.example.", RR_TXT, true, false));
	assert_false(objects("root-key-sentinel-not-ta-20326.example.", RR_A, false, false));
	assert_false(objects("root-key-sentinel-not-ta-20326.example.", RR_A, true, true));
	assert_false(objects("root-key-sentinel-not-ta-2032.example.", RR_A, true, false));
	assert_false(objects("root-key-sentinel-not-ta-2032x.example.", RR_A, true, false));
	assert_false(objects("a.root-key-sentinel-not-ta-20326.example.", RR_A, true, false));
}

static int setup(void **state)
{
	(void)state;
	anchors = anchors_new();
	anchors_add_root(anchors);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	anchors_free(anchors);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_tell_which_keys_are_trusted),
		cmocka_unit_test(everything_else_is_let_pass),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
