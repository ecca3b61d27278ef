/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "server/jobs/expire.h"
#include "server/jobs/load.h"

static void expired_contents_are_not_served_and_asked_for(void **state)
{
	(void)state;
	world_be_secondary();
	world_write("@ SOA a b 1 7200 900 1209600 300\n");
	assert_ok(job_load(&world.job));
	assert_ok(job_expire(&world.job));
	assert_int_equal(world_serial(), 0);
	assert_int_equal(world.job.unit->slot->flags, SLOT_EXPIRED);
	assert_true(world_logged("zone expired"));
	assert_true(world_plans(EVENT_REFRESH));
	assert_int_equal(access(world.file, F_OK), 0);
	/* A primary's file makes it valid again. */
	world.zone.master_count = 0;
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 1);
	assert_int_equal(world.job.unit->slot->flags, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(expired_contents_are_not_served_and_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
