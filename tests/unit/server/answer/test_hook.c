/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "server/answer/hook.h"

static enum hook_next pass(void *module, struct hook_query *q)
{
	(void)module;
	(void)q;
	return HOOK_NEXT;
}

static void a_list_knows_the_stages_of_its_hooks(void **state)
{
	(void)state;
	static const struct hook_ops first = {.at = {[HOOK_BEGIN] = pass}},
				     second = {.at = {[HOOK_BEGIN] = pass, [HOOK_END] = pass}};
	struct hook_list *list = hook_list_new(2);
	list->hooks[0].ops = &first;
	list->hooks[1].ops = &second;
	hook_list_finish(list);
	assert_int_equal(list->stages, 1u << HOOK_BEGIN | 1u << HOOK_END);
	hook_list_free(list);
	hook_list_free(NULL);
}

static void options_are_taken_while_there_is_room(void **state)
{
	(void)state;
	static struct hook_query q;
	uint8_t octets[HOOK_OPTIONS_MAX] = {7};
	q.options_len = 0;
	assert_true(hook_put_option(&q, 10, span_of(octets, 3)));
	assert_int_equal(q.options_len, 7);
	assert_memory_equal(q.options, "\0\12\0\3\7\0\0", 7);
	assert_false(hook_put_option(&q, 10, span_of(octets, HOOK_OPTIONS_MAX - 10)));
	assert_int_equal(q.options_len, 7);
	assert_true(hook_put_option(&q, 10, span_of(octets, HOOK_OPTIONS_MAX - 11)));
	assert_int_equal(q.options_len, HOOK_OPTIONS_MAX);
	assert_false(hook_put_option(&q, 10, span_of("", 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_knows_the_stages_of_its_hooks),
		cmocka_unit_test(options_are_taken_while_there_is_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
