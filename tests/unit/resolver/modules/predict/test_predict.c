/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

#include "base/rand.h"
#include "resolver/modules/stats/frequent.h"
#include "resolver/modules/stats/stats.h"

/* Timers in the order in which the module makes them. */
enum { SAMPLE, DRAIN };

static int setup(void **state)
{
	module_world_setup(state);
	clock_shift_wall(0);
	return module_load("stats") == OK && module_load("predict") == OK ? 0 : 1;
}

static struct module *predict(void)
{
	return modules_find(mw.modules, "predict");
}

static void expires(const char *name, uint16_t type, uint32_t left_s)
{
	struct name n;
	name_copy(&n, nm(name));
	mw.front.expiring(mw.front.expiring_ctx, &n, type, left_s);
}

/* A timer ends, which must be set to within these bounds. */
static void end(int timer, int64_t least, int64_t most)
{
	struct module_timer *t = mw.timers[timer];
	assert_true(t->ms >= least && t->ms <= most);
	t->ms = -1;
	t->due(t->m);
}

static void what_expires_is_fetched_once(void **state)
{
	(void)state;
	expires("WWW.e.", RR_A, 3);
	expires("www.e.", RR_A, 2);
	expires("www.e.", RR_AAAA, 2);
	assert_int_equal(mw.asked_count, 2);
	assert_true(mw.asked[0].has_options && mw.asked[0].options.no_cache);
	ANSWER("www.e.", RR_A, "www.e. 60 A 192.0.2.1");
	ANSWER("www.e.", RR_AAAA, "www.e. 60 AAAA ::1");
	mw.busy = true;
	expires("other.e.", RR_A, 3);
}

static void questions_are_learned_and_asked_ahead(void **state)
{
	struct module *stats = modules_find(mw.modules, "stats");
	(void)state;
	module_says("predict", "config", "{\"window\":15,\"period\":3}", "");
	assert_string_equal(predict()->api->needs(predict()), "stats");
	frequent_count(stats_frequent(stats), nm("www.e."), RR_AAAA);
	end(SAMPLE, 180000, 360000);
	module_says("stats", "get", "predict.learned", "1");
	module_says("stats", "frequent", NULL, "[]");
	clock_shift_wall(900);
	end(SAMPLE, 180000, 360000);
	module_says("stats", "get", "predict.learned", "0");
	end(DRAIN, 45000, 45000);
	assert_int_equal(mw.asked_count, 0);
	clock_shift_wall(2 * 900);
	end(SAMPLE, 180000, 360000);
	clock_shift_wall(3 * 900); /* the same window of the next period */
	end(SAMPLE, 180000, 360000);
	module_says("stats", "get", "predict.queue", "1");
	end(DRAIN, 45000, 45000);
	module_says("stats", "get", "predict.queue", "0");
	assert_false(mw.asked[0].has_options); /* answered from the cache, if it is there */
	ANSWER("www.e.", RR_AAAA, "www.e. 60 AAAA ::1");
}

static void without_a_period_it_only_fetches_again(void **state)
{
	(void)state;
	module_says("predict", "config", "{\"period\":0}", "");
	assert_null(predict()->api->needs(predict()));
	assert_int_equal(mw.timers[SAMPLE]->ms, -1);
	assert_int_equal(mw.timers[DRAIN]->ms, -1);
	expires("www.e.", RR_A, 3);
	assert_int_equal(mw.asked_count, 1);
	module_says("predict", "config", NULL, "");
	assert_non_null(predict()->api->needs(predict()));
	assert_true(mw.timers[SAMPLE]->ms > 0);
}

static void wrong_configurations_change_nothing(void **state)
{
	static const char *const rows[] = {"5",
	                                   "{\"window\":0}",
	                                   "{\"window\":1e9}",
	                                   "{\"period\":-1}",
	                                   "{\"period\":99999}",
	                                   "{\"other\":1}",
	                                   "{\"window\":\"x\"}",
	                                   "{\"window\":1"};
	(void)state;
	int64_t before = mw.timers[SAMPLE]->ms;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		module_says("predict", "config", rows[i], "~expected 'config({ window");
	assert_int_equal(mw.timers[SAMPLE]->ms, before);
}

static void nothing_is_left_behind(void **state)
{
	(void)state;
	assert_ok(modules_unload(mw.modules, "stats")); /* it may go first */
	end(SAMPLE, 180000, 360000);
	end(DRAIN, 45000, 45000);
	assert_ok(modules_unload(mw.modules, "predict"));
	assert_null(mw.front.expiring);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, module_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_expires_is_fetched_once),
		T(questions_are_learned_and_asked_ahead),
		T(without_a_period_it_only_fetches_again),
		T(wrong_configurations_change_nothing),
		T(nothing_is_left_behind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
