/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/clock.h"

static int64_t fixed(void *ctx)
{
	return *(int64_t *)ctx;
}

static void a_replaced_clock_is_the_only_one(void **state)
{
	(void)state;
	int64_t now = 90 * NS_PER_S + 5;
	struct clock_source source = {.mono_ns = fixed, .wall_ns = fixed, .ctx = &now};
	clock_replace(&source);
	assert_int_equal(clock_mono().ns, now);
	assert_int_equal(clock_wall().s, 90);
	now += NS_PER_S;
	assert_int_equal(clock_wall().s, 91);
	clock_replace(NULL);
	struct mono a = clock_mono(), b = clock_mono();
	assert_true(b.ns >= a.ns);
	assert_true(clock_wall().s > 1600000000);
}

static void the_wall_clock_can_be_shifted(void **state)
{
	(void)state;
	int64_t before = clock_wall().s;
	struct mono mono = clock_mono();
	clock_shift_wall(-1000);
	assert_in_range(before - clock_wall().s, 990, 1000);
	assert_in_range(clock_mono().ns - mono.ns, 0, 10 * NS_PER_S);
	clock_shift_wall(0);
	assert_in_range(clock_wall().s - before, 0, 10);
}

static void spans_round_up(void **state)
{
	(void)state;
	struct mono a = {1000}, b = mono_add_ms(a, 3);
	assert_int_equal(mono_ms_between(a, b), 3);
	assert_int_equal(mono_ms_between(a, (struct mono){b.ns + 1}), 4);
	assert_int_equal(mono_ms_between(b, a), -3);
	assert_true(mono_reached(b, a));
	assert_false(mono_reached(a, b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replaced_clock_is_the_only_one),
		cmocka_unit_test(the_wall_clock_can_be_shifted),
		cmocka_unit_test(spans_round_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
