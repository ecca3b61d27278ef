/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/schedule/agenda.h"

static struct agenda a;

static int setup(void **state)
{
	(void)state;
	agenda_init(&a);
	return 0;
}

static struct mono at(int64_t ns)
{
	return (struct mono){ns};
}

static void agenda_gives_what_is_due_in_order(void **state)
{
	(void)state;
	agenda_set(&a, EVENT_NOTIFY, at(1));
	agenda_set(&a, EVENT_LOAD, at(5));
	assert_int_equal(agenda_wake_ns(&a), 1);
	assert_int_equal(agenda_take(&a, at(0)), EVENT_NONE);
	assert_int_equal(agenda_take(&a, at(5)), EVENT_LOAD);
	assert_false(agenda_has(&a, EVENT_LOAD));
	assert_int_equal(agenda_take(&a, at(9)), EVENT_NONE); /* one at a time */
	assert_true(agenda_wake_ns(&a) == AGENDA_NEVER);
	agenda_end(&a);
	assert_int_equal(agenda_take(&a, at(9)), EVENT_NOTIFY);
	agenda_end(&a);
	assert_true(agenda_wake_ns(&a) == AGENDA_NEVER);
}

static void an_event_that_is_always_due_keeps_no_other_waiting(void **state)
{
	(void)state;
	agenda_set(&a, EVENT_UPDATE, at(1));
	agenda_set(&a, EVENT_REFRESH, at(1));
	for (int turn = 0; turn < 3; turn++) {
		agenda_set(&a, EVENT_LOAD, at(1));
		static const enum zone_event order[] = {EVENT_LOAD, EVENT_REFRESH, EVENT_UPDATE};
		assert_int_equal(agenda_take(&a, at(1)), order[turn]);
		agenda_end(&a);
	}
	assert_int_equal(agenda_take(&a, at(1)), EVENT_LOAD);
}

static void agenda_sooner_never_delays(void **state)
{
	(void)state;
	agenda_set_sooner(&a, EVENT_FLUSH, at(10));
	agenda_set_sooner(&a, EVENT_FLUSH, at(20));
	assert_int_equal(agenda_wake_ns(&a), 10);
	agenda_set(&a, EVENT_FLUSH, at(20));
	assert_int_equal(agenda_wake_ns(&a), 20);
	agenda_cancel(&a, EVENT_FLUSH);
	assert_true(agenda_wake_ns(&a) == AGENDA_NEVER);
}

/* The events that run, in order; then nothing does. */
static void expect_runs(const enum zone_event *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(agenda_take(&a, at(1)), events[i]);
		agenda_end(&a);
	}
	assert_int_equal(agenda_take(&a, at(1)), EVENT_NONE);
}

static void freezing_stops_what_changes_zone_or_file(void **state)
{
	(void)state;
	for (int i = 0; i < ZONE_EVENTS; i++)
		agenda_set(&a, (enum zone_event)i, at(1));
	static const enum zone_event runs[] = {EVENT_EXPIRE, EVENT_NOTIFY, EVENT_DS_PUSH,
	                                       EVENT_DNSKEY_SYNC, EVENT_VALIDATE};
	a.frozen = true;
	expect_runs(runs, ARRAY_LEN(runs));
	assert_true(agenda_wake_ns(&a) == AGENDA_NEVER);
	agenda_force(&a, EVENT_FLUSH, at(1));
	assert_int_equal(agenda_take(&a, at(1)), EVENT_FLUSH);
	agenda_end(&a);
	agenda_set(&a, EVENT_FLUSH, at(1)); /* force was for once */
	assert_int_equal(agenda_take(&a, at(1)), EVENT_NONE);
	a.frozen = false;
	assert_int_equal(agenda_take(&a, at(1)), EVENT_DS_CHECK); /* the next in turn */
}

static void holding_stops_what_changes_the_zone(void **state)
{
	(void)state;
	for (int i = 0; i < ZONE_EVENTS; i++)
		agenda_force(&a, (enum zone_event)i, at(1));
	static const enum zone_event runs[] = {EVENT_FLUSH, EVENT_NOTIFY};
	a.held = true;
	expect_runs(runs, ARRAY_LEN(runs));
}

/* A NOTIFY that comes amid a refresh is not lost when that plans the next one. */
static void what_is_asked_for_while_it_runs_is_not_put_off(void **state)
{
	(void)state;
	agenda_set(&a, EVENT_REFRESH, at(1));
	assert_int_equal(agenda_take(&a, at(1)), EVENT_REFRESH);
	agenda_set(&a, EVENT_REFRESH, at(3600)); /* planned by the run, */
	agenda_set(&a, EVENT_REFRESH, at(1800)); /* which may think again */
	agenda_set_sooner(&a, EVENT_REFRESH, at(5));
	agenda_set(&a, EVENT_REFRESH, at(7200));
	agenda_end(&a);
	assert_int_equal(agenda_wake_ns(&a), 5);
	assert_int_equal(agenda_take(&a, at(5)), EVENT_REFRESH);
	agenda_set(&a, EVENT_REFRESH, at(1800));
	agenda_force(&a, EVENT_NOTIFY, at(6)); /* another's turn */
	agenda_set(&a, EVENT_REFRESH, at(3600));
	agenda_end(&a);
	agenda_cancel(&a, EVENT_NOTIFY);
	assert_int_equal(agenda_wake_ns(&a), 3600);
}

static void events_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < ZONE_EVENTS; i++)
		assert_non_null(zone_event_name((enum zone_event)i));
	assert_string_equal(zone_event_name(EVENT_REFRESH), "refresh");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(agenda_gives_what_is_due_in_order, setup),
		cmocka_unit_test_setup(an_event_that_is_always_due_keeps_no_other_waiting, setup),
		cmocka_unit_test_setup(agenda_sooner_never_delays, setup),
		cmocka_unit_test_setup(freezing_stops_what_changes_zone_or_file, setup),
		cmocka_unit_test_setup(holding_stops_what_changes_the_zone, setup),
		cmocka_unit_test_setup(what_is_asked_for_while_it_runs_is_not_put_off, setup),
		cmocka_unit_test(events_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
