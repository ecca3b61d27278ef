/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/engine/hooks.h"

#include "support.h"

static void hooks_are_ordered(void **state)
{
	(void)state;
	struct engine_hooks h;
	static const struct engine_hook in[] = {{.name = "c", .order = 5},
	                                        {.name = "a", .order = -1},
	                                        {.name = "d", .order = 5},
	                                        {.name = "b"}};
	engine_hooks_init(&h);
	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		assert_ok(engine_hooks_add(&h, &in[i]));
	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		assert_int_equal(h.list[i].name[0], 'a' + (int)i);
	assert_int_equal(engine_hooks_add(&h, &in[0]), E_EXISTS);
	assert_ok(engine_hooks_remove(&h, "b"));
	assert_int_equal(engine_hooks_remove(&h, "b"), E_NOTFOUND);
	assert_int_equal(h.count, 3);
	assert_string_equal(h.list[1].name, "c");
}

static void the_table_is_bounded(void **state)
{
	(void)state;
	struct engine_hooks h;
	char names[ENGINE_HOOKS_MAX + 1][8];
	engine_hooks_init(&h);
	for (int i = 0; i <= ENGINE_HOOKS_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "h%d", i);
		struct engine_hook hook = {.name = names[i]};
		assert_int_equal(engine_hooks_add(&h, &hook), i < ENGINE_HOOKS_MAX ? OK : E_LIMIT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hooks_are_ordered),
		cmocka_unit_test(the_table_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
