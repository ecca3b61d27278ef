/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "server/answer/hook_run.h"

#include <string.h>

static char trail[64];

struct part {
	char name;
	enum hook_next says;
};

static enum hook_next note(void *module, struct hook_query *q)
{
	const struct part *p = module;
	(void)q;
	trail[strlen(trail)] = p->name;
	return p->says;
}

static const struct hook_ops ops = {.at = {[HOOK_BEGIN] = note}};

static struct hook_list *list_of(struct part *a, struct part *b)
{
	struct hook_list *list = hook_list_new(2);
	list->hooks[0] = (struct hook){&ops, a};
	list->hooks[1] = (struct hook){&ops, b};
	hook_list_finish(list);
	return list;
}

static void global_hooks_come_first_each_list_in_order(void **state)
{
	(void)state;
	static struct hook_query q;
	struct part a = {'a', HOOK_NEXT}, b = {'b', HOOK_NEXT}, c = {'c', HOOK_NEXT},
		    d = {'d', HOOK_NEXT};
	struct hook_pair lists = {list_of(&a, &b), list_of(&c, &d)};
	memset(trail, 0, sizeof(trail));
	assert_int_equal(hooks_run(&lists, HOOK_BEGIN, &q), HOOK_NEXT);
	assert_string_equal(trail, "abcd");
	/* A word ends it. */
	memset(trail, 0, sizeof(trail));
	b.says = HOOK_DROP;
	assert_int_equal(hooks_run(&lists, HOOK_BEGIN, &q), HOOK_DROP);
	assert_string_equal(trail, "ab");
	/* At a stage that nobody wants nobody is asked. */
	memset(trail, 0, sizeof(trail));
	assert_int_equal(hooks_run(&lists, HOOK_END, &q), HOOK_NEXT);
	assert_string_equal(trail, "");
	assert_int_equal(hooks_stages(&lists), 1u << HOOK_BEGIN);
	hook_list_free((struct hook_list *)(uintptr_t)lists.global);
	hook_list_free((struct hook_list *)(uintptr_t)lists.zone);
}

static void no_lists_say_nothing(void **state)
{
	(void)state;
	static struct hook_query q;
	struct hook_pair none = {NULL, NULL};
	assert_int_equal(hooks_run(&none, HOOK_BEGIN, &q), HOOK_NEXT);
	assert_int_equal(hooks_stages(&none), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(global_hooks_come_first_each_list_in_order),
		cmocka_unit_test(no_lists_say_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
