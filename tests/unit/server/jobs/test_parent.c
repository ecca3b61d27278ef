/* SPDX-License-Identifier: BSD-2-Clause */
/* What is planned, and when; what servers answer is tested in server/transfer. */
#include "signed_world.h"

#include "server/jobs/parent.h"

static const struct addr nobody; /* of no family: cannot be reached */
static const struct conf_remote remote = {.id = "r", .addresses = &nobody, .address_count = 1};
static const struct conf_remote *const remotes[] = {&remote};
static const struct conf_submission submission = {
	.id = "s", .parents = remotes, .parent_count = 1, .check_interval_s = 60};

static void a_key_that_waits_has_its_parent_asked(void **state)
{
	(void)state;
	signed_policy.parent.submission = &submission;
	assert_ok(job_load(&world.job));
	assert_true(signing_waits_for_parent(world.job.unit));
	/* Nobody answers: again after the interval, the key still waits. */
	assert_ok(job_ds_check(&world.job));
	assert_true(world_plans(EVENT_DS_CHECK));
	assert_true(signing_waits_for_parent(world.job.unit));
	assert_true(world_logged("DS check, outgoing, remote"));
}

static void without_submission_an_operator_confirms(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	assert_false(world_plans(EVENT_DS_CHECK));
	assert_ok(job_ds_check(&world.job));
	assert_false(world_plans(EVENT_DS_CHECK));
}

static void a_push_is_planned_kept_and_repeated(void **state)
{
	(void)state;
	world.zone.ds_push = remotes;
	world.zone.ds_push_count = 1;
	assert_ok(job_load(&world.job));
	assert_true(world_plans(EVENT_DS_PUSH));
	int64_t planned = world.job.unit->timers.next_push_s;
	assert_true(planned > clock_wall().s);
	scheduler_cancel(&world.job.unit->sched, EVENT_DS_PUSH);
	parent_resume(&world.job);
	assert_true(world_plans(EVENT_DS_PUSH));
	scheduler_cancel(&world.job.unit->sched, EVENT_DS_PUSH);
	assert_true(job_ds_push(&world.job) != OK);
	assert_true(world_plans(EVENT_DS_PUSH));
	assert_true(world.job.unit->timers.next_push_s > planned);
}

static void nothing_new_is_not_pushed(void **state)
{
	(void)state;
	assert_ok(job_load(&world.job));
	world.zone.ds_push = remotes;
	world.zone.ds_push_count = 1;
	world.job.unit->signing->is_to_follow = true;
	parent_follow(&world.job);
	assert_false(world_plans(EVENT_DS_PUSH));
	world.job.unit->signing->has_new_cds = true;
	parent_follow(&world.job); /* keys were not looked at since */
	assert_false(world_plans(EVENT_DS_PUSH));
	world.job.unit->signing->is_to_follow = true;
	parent_follow(&world.job);
	assert_true(world_plans(EVENT_DS_PUSH));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIGNED_TEST(a_key_that_waits_has_its_parent_asked),
		SIGNED_TEST(without_submission_an_operator_confirms),
		SIGNED_TEST(a_push_is_planned_kept_and_repeated),
		SIGNED_TEST(nothing_new_is_not_pushed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
