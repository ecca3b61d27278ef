/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "observe/counters.h"

#include <pthread.h>

enum { THREADS = 200, TIMES = 500 };

static void counters_begin_at_zero_and_add_up(void **state)
{
	(void)state;
	struct counters *c = counters_new(3);
	assert_int_equal(counters_sum(c, 0), 0);
	counters_add(c, 0, 1);
	counters_add(c, 2, 40);
	counters_add(c, 2, 2);
	assert_int_equal(counters_sum(c, 0), 1);
	assert_int_equal(counters_sum(c, 1), 0);
	assert_int_equal(counters_sum(c, 2), 42);
	counters_free(c);
	counters_free(NULL);
}

static void *count(void *c)
{
	for (unsigned i = 0; i < TIMES; i++)
		counters_add(c, i % 2, 1);
	return NULL;
}

/* More threads than blocks: some share one. */
static void counters_of_many_threads_lose_nothing(void **state)
{
	(void)state;
	struct counters *c = counters_new(2);
	pthread_t threads[THREADS];
	for (unsigned i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, count, c), 0);
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(counters_sum(c, 0), THREADS * TIMES / 2);
	assert_int_equal(counters_sum(c, 1), THREADS * TIMES / 2);
	counters_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_begin_at_zero_and_add_up),
		cmocka_unit_test(counters_of_many_threads_lose_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
