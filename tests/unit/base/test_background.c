/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/background.h"
#include "../support.h"

struct counter {
	struct background b;
	unsigned wanted, done;
	unsigned ended;
};

static void run(void *arg)
{
	struct counter *c = arg;
	pthread_mutex_lock(&c->b.lock);
	while (!c->b.ending) {
		if (c->done == c->wanted)
			background_wait(&c->b);
		else
			c->done++;
	}
	c->ended++;
	pthread_mutex_unlock(&c->b.lock);
}

static unsigned done(struct counter *c)
{
	pthread_mutex_lock(&c->b.lock);
	unsigned n = c->done;
	pthread_mutex_unlock(&c->b.lock);
	return n;
}

static void it_works_when_woken_and_ends_when_told(void **state)
{
	(void)state;
	struct counter c = {.wanted = 0};
	background_init(&c.b);
	background_start(&c.b, "test", run, &c);
	pthread_mutex_lock(&c.b.lock);
	c.wanted = 3;
	background_wake(&c.b);
	pthread_mutex_unlock(&c.b.lock);
	while (done(&c) < 3)
		continue;
	background_end(&c.b);
	assert_int_equal(c.ended, 1);
}

static void run_until(void *arg)
{
	struct counter *c = arg;
	pthread_mutex_lock(&c->b.lock);
	struct mono soon = mono_add_ms(clock_mono(), 10);
	while (background_wait_until(&c->b, soon))
		continue;
	c->done = mono_reached(clock_mono(), soon);
	pthread_mutex_unlock(&c->b.lock);
}

static void waiting_has_an_end(void **state)
{
	(void)state;
	struct counter c = {.wanted = 0};
	background_init(&c.b);
	background_start(&c.b, "test", run_until, &c);
	while (done(&c) == 0)
		continue;
	background_end(&c.b);
}

static void without_a_thread_there_is_nothing_to_wait_for(void **state)
{
	(void)state;
	struct background b;
	background_init(&b);
	background_end(&b);
	assert_true(b.ending);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_works_when_woken_and_ends_when_told),
		cmocka_unit_test(waiting_has_an_end),
		cmocka_unit_test(without_a_thread_there_is_nothing_to_wait_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
