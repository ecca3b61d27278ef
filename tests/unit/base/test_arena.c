/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/arena.h"

static void arena_keeps_its_bound(void **state)
{
	(void)state;
	struct arena a;
	void *p = NULL;
	arena_init(&a, 64);
	assert_ok(arena_try(&a, 48, &p));
	assert_int_equal(arena_try(&a, 17, &p), E_SPACE);
	assert_ok(arena_try(&a, 16, &p));
	assert_int_equal(arena_try(&a, 1, &p), E_SPACE);
	arena_reset(&a);
	assert_ok(arena_try(&a, 64, &p));
	arena_deinit(&a);
}

static void arena_refuses_sizes_that_wrap(void **state)
{
	(void)state;
	struct arena a;
	void *p = NULL;
	arena_init(&a, 0);
	assert_int_equal(arena_try(&a, SIZE_MAX, &p), E_SPACE);
	arena_deinit(&a);
}

static void arena_memory_is_aligned_and_apart(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 0);
	uint8_t *before = NULL;
	for (size_t i = 1; i < 5000; i += 7) {
		uint8_t *p = arena_zalloc(&a, i);
		assert_int_equal((uintptr_t)p % 16, 0);
		if (before != NULL)
			assert_int_equal(before[0], (uint8_t)(i - 7));
		p[0] = (uint8_t)i;
		p[i - 1] = (uint8_t)i;
		before = p;
	}
	arena_deinit(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_keeps_its_bound),
		cmocka_unit_test(arena_refuses_sizes_that_wrap),
		cmocka_unit_test(arena_memory_is_aligned_and_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
