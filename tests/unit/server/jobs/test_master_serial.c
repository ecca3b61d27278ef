/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_world.h"

#include "server/jobs/master_serial.h"

static void what_was_noted_is_known(void **state)
{
	(void)state;
	struct master_serial m;
	assert_ok(job_load(&world.job));
	master_serial_find(&world.job, &m);
	assert_false(m.is_known || m.has_signed);
	master_serial_note(&world.job, (struct serial){70}, (struct serial){2});
	master_serial_find(&world.job, &m);
	assert_true(m.is_known && m.has_signed);
	assert_int_equal(m.serial.value, 70);
	assert_int_equal(m.signed_as.value, 2);
	assert_ok(world_change("x")); /* our serials go on */
	master_serial_find(&world.job, &m);
	assert_true(m.is_known);
}

static void contents_from_before_are_not_it(void **state)
{
	(void)state;
	struct master_serial m;
	assert_ok(job_load(&world.job));
	master_serial_note(&world.job, (struct serial){70}, (struct serial){3});
	master_serial_find(&world.job, &m);
	assert_false(m.is_known);
	assert_int_equal(m.signed_as.value, 3);
}

static void nothing_is_known_without_contents_or_database(void **state)
{
	(void)state;
	struct master_serial m;
	master_serial_note(&world.job, (struct serial){70}, (struct serial){2});
	master_serial_find(&world.job, &m);
	assert_false(m.is_known);
	assert_true(m.has_signed);
	world.env.kasp = NULL;
	master_serial_note(&world.job, (struct serial){71}, (struct serial){3});
	master_serial_find(&world.job, &m);
	assert_false(m.is_known || m.has_signed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNED_TEST(what_was_noted_is_known),
		SIGNED_TEST(contents_from_before_are_not_it),
		SIGNED_TEST(nothing_is_known_without_contents_or_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
