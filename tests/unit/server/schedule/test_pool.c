/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/schedule/pool.h"
#include "base/attr.h"
#include <stdatomic.h>

static _Atomic unsigned ran;

struct counted {
	struct pool_job job;
};

static void count(struct pool_job *job)
{
	(void)job;
	atomic_fetch_add(&ran, 1);
}

static void every_job_runs_once(void **state)
{
	(void)state;
	static struct counted jobs[200];
	struct pool *p = pool_new(3);
	for (size_t i = 0; i < ARRAY_LEN(jobs); i++) {
		jobs[i].job.run = count;
		pool_put(p, &jobs[i].job);
	}
	pool_wait(p);
	assert_int_equal(atomic_load(&ran), ARRAY_LEN(jobs));
	struct pool_counts c = pool_count(p);
	assert_int_equal(c.workers, 3);
	assert_int_equal(c.running + c.pending, 0);
	pool_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_job_runs_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
