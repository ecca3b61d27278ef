/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/schedule/scheduler.h"

#include <pthread.h>

struct zone {
	struct sched_zone sched;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned started, ended, inside, most_inside;
	bool blocked; /* runs wait until it is false */
	bool removed;
};

static struct pool *pool;
static struct scheduler *scheduler;
static struct zone zone;

static enum err run(struct sched_zone *s, enum zone_event event)
{
	struct zone *z = CONTAINER_OF(s, struct zone, sched);
	pthread_mutex_lock(&z->lock);
	z->started++;
	z->inside++;
	z->most_inside = MAX_OF(z->most_inside, z->inside);
	pthread_cond_broadcast(&z->changed);
	while (z->blocked)
		pthread_cond_wait(&z->changed, &z->lock);
	z->inside--;
	z->ended++;
	pthread_cond_broadcast(&z->changed);
	pthread_mutex_unlock(&z->lock);
	return event == EVENT_FLUSH ? E_IO : OK;
}

static void removed(struct sched_zone *s)
{
	struct zone *z = CONTAINER_OF(s, struct zone, sched);
	pthread_mutex_lock(&z->lock);
	z->removed = true;
	pthread_cond_broadcast(&z->changed);
	pthread_mutex_unlock(&z->lock);
}

static int setup(void **state)
{
	(void)state;
	zone = (struct zone){.sched = {.run = run, .removed = removed}};
	pthread_mutex_init(&zone.lock, NULL);
	pthread_cond_init(&zone.changed, NULL);
	pool = pool_new(3);
	scheduler = scheduler_new(pool, pool);
	scheduler_add(scheduler, &zone.sched);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	scheduler_stop(scheduler);
	pool_free(pool);
	scheduler_free(scheduler);
	return 0;
}

static void wait_for(const unsigned *what, unsigned value)
{
	pthread_mutex_lock(&zone.lock);
	while (*what < value)
		pthread_cond_wait(&zone.changed, &zone.lock);
	pthread_mutex_unlock(&zone.lock);
}

static void set_blocked(bool blocked)
{
	pthread_mutex_lock(&zone.lock);
	zone.blocked = blocked;
	pthread_cond_broadcast(&zone.changed);
	pthread_mutex_unlock(&zone.lock);
}

static void planned_events_run_when_they_are_due(void **state)
{
	(void)state;
	scheduler_set(&zone.sched, EVENT_NOTIFY, mono_add_ms(clock_mono(), 20));
	struct agenda a = scheduler_agenda(&zone.sched);
	assert_true(agenda_has(&a, EVENT_NOTIFY) || zone.started > 0);
	wait_for(&zone.ended, 1);
	scheduler_set(&zone.sched, EVENT_NOTIFY, mono_add_ms(clock_mono(), 3600 * 1000));
	scheduler_set_sooner(&zone.sched, EVENT_NOTIFY, clock_mono());
	wait_for(&zone.ended, 2);
	scheduler_settle(scheduler);
	a = scheduler_agenda(&zone.sched);
	assert_false(agenda_has(&a, EVENT_NOTIFY));
}

static void forced_events_tell_their_result(void **state)
{
	(void)state;
	assert_ok(scheduler_force(&zone.sched, EVENT_LOAD, true));
	assert_int_equal(scheduler_force(&zone.sched, EVENT_FLUSH, true), E_IO);
	assert_int_equal(zone.ended, 2);
	assert_ok(scheduler_force(&zone.sched, EVENT_FLUSH, false));
	wait_for(&zone.ended, 3);
}

static void *force_load(void *arg)
{
	(void)arg;
	return (void *)(intptr_t)scheduler_force(&zone.sched, EVENT_LOAD, true);
}

static void waiting_is_for_a_run_that_began_later(void **state)
{
	(void)state;
	pthread_t thread;
	void *result;
	set_blocked(true);
	assert_ok(scheduler_force(&zone.sched, EVENT_LOAD, false));
	wait_for(&zone.started, 1);
	pthread_create(&thread, NULL, force_load, NULL);
	struct agenda a;
	do
		a = scheduler_agenda(&zone.sched);
	while (!agenda_has(&a, EVENT_LOAD));
	set_blocked(false);
	pthread_join(thread, &result);
	assert_null(result);
	assert_int_equal(zone.ended, 2);
	assert_int_equal(zone.most_inside, 1); /* never two of one zone */
}

static void frozen_zones_wait(void **state)
{
	(void)state;
	scheduler_freeze(&zone.sched, true, true);
	scheduler_set(&zone.sched, EVENT_LOAD, clock_mono());
	scheduler_set(&zone.sched, EVENT_NOTIFY, clock_mono());
	wait_for(&zone.ended, 1);
	scheduler_settle(scheduler);
	struct agenda a = scheduler_agenda(&zone.sched);
	assert_true(agenda_has(&a, EVENT_LOAD));
	assert_true(a.frozen);
	scheduler_freeze(&zone.sched, false, false);
	wait_for(&zone.ended, 2);
}

static void held_zones_are_for_one_holder(void **state)
{
	(void)state;
	assert_ok(scheduler_hold(&zone.sched));
	assert_int_equal(scheduler_hold(&zone.sched), E_BUSY);
	assert_int_equal(scheduler_force(&zone.sched, EVENT_LOAD, true), E_TXN_MANY);
	scheduler_set(&zone.sched, EVENT_REFRESH, clock_mono());
	assert_int_equal(scheduler_force(&zone.sched, EVENT_FLUSH, true), E_IO);
	assert_int_equal(zone.ended, 1);
	scheduler_release(&zone.sched);
	wait_for(&zone.ended, 3);
}

static void removed_zones_are_told_when_nothing_runs(void **state)
{
	(void)state;
	set_blocked(true);
	scheduler_set(&zone.sched, EVENT_LOAD, clock_mono());
	wait_for(&zone.started, 1);
	scheduler_remove(&zone.sched);
	assert_false(zone.removed);
	assert_int_equal(scheduler_force(&zone.sched, EVENT_FLUSH, true), E_CANCELED);
	set_blocked(false);
	pthread_mutex_lock(&zone.lock);
	while (!zone.removed)
		pthread_cond_wait(&zone.changed, &zone.lock);
	pthread_mutex_unlock(&zone.lock);
	assert_int_equal(zone.ended, 1);
}

static void idle_zones_are_removed_at_once(void **state)
{
	(void)state;
	scheduler_set(&zone.sched, EVENT_LOAD, mono_add_ms(clock_mono(), 3600 * 1000));
	scheduler_remove(&zone.sched);
	assert_true(zone.removed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(planned_events_run_when_they_are_due, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(forced_events_tell_their_result, setup, teardown),
		cmocka_unit_test_setup_teardown(waiting_is_for_a_run_that_began_later, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(frozen_zones_wait, setup, teardown),
		cmocka_unit_test_setup_teardown(held_zones_are_for_one_holder, setup, teardown),
		cmocka_unit_test_setup_teardown(removed_zones_are_told_when_nothing_runs, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(idle_zones_are_removed_at_once, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
