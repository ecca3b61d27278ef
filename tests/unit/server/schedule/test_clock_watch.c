/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/schedule/clock_watch.h"

static int64_t look(struct clock_watch *w, int64_t mono_s, int64_t wall_s)
{
	return clock_watch_look(w, (struct mono){mono_s * NS_PER_S}, (struct wall){.s = wall_s});
}

static void a_clock_that_is_set_is_told_once(void **state)
{
	(void)state;
	struct clock_watch w;
	clock_watch_init(&w, (struct mono){100 * NS_PER_S}, (struct wall){.s = 5000});
	assert_int_equal(look(&w, 110, 5010), 0);
	assert_int_equal(look(&w, 120, 5020 + 86400), 86400);
	assert_int_equal(look(&w, 130, 5030 + 86400), 0);
	assert_int_equal(look(&w, 140, 5040), -86400);
	assert_int_equal(look(&w, 150, 5050), 0);
}

static void small_corrections_are_none_however_many(void **state)
{
	(void)state;
	struct clock_watch w;
	clock_watch_init(&w, (struct mono){0}, (struct wall){.s = 5000});
	for (int64_t i = 1; i < 100; i++)
		assert_int_equal(look(&w, i * 10, 5000 + i * 10 + i * 4), 0);
	assert_int_equal(look(&w, 1000, 5000 + 1000 + 99 * 4 + 5), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_that_is_set_is_told_once),
		cmocka_unit_test(small_corrections_are_none_however_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
