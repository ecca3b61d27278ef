/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys_world.h"

#include "server/keys/due.h"

enum { NOW = 100000 };

static const struct key_ttls ttls = {.known = true, .dnskey_s = 100, .zone_s = 1000};
static const struct policy_keys policy = {.algorithm = 13,
                                          .ksk_lifetime_s = 5000,
                                          .zsk_lifetime_s = 3000,
                                          .delete_delay_s = 40,
                                          .propagation_delay_s = 7};

static struct rollover_next due_of(const struct zone_key *key, bool running)
{
	const struct rollover_input in = {
		.policy = &policy, .ttls = &ttls, .now = NOW, .submission_timeout_s = 60};
	struct zone_key other = {
		.is_zsk = true, .algorithm = 13, .timers = {[KEY_ACTIVE] = NOW - 1}};
	struct zone_key both[] = {*key, other};
	struct key_list l = {.items = both, .count = 2};
	return key_due(&l, 0, &in, running);
}

static void every_state_has_its_formula(void **state)
{
	(void)state;
	const struct {
		enum key_timer timer;
		bool ksk;
		enum rollover_action action;
		int64_t wait;
	} table[] = {
		{KEY_PRE_ACTIVE, false, ROLLOVER_PUBLISH, 1007},
		{KEY_PUBLISH, true, ROLLOVER_SUBMIT, 107},
		{KEY_PUBLISH, false, ROLLOVER_REPLACE, 107},
		{KEY_READY, true, ROLLOVER_RETIRE, 60},
		{KEY_ACTIVE, true, ROLLOVER_GENERATE, 5000},
		{KEY_ACTIVE, false, ROLLOVER_GENERATE, 3000},
		{KEY_RETIRE, false, ROLLOVER_REMOVE, 1007},
		{KEY_RETIRE, true, ROLLOVER_REMOVE, 107},
		{KEY_POST_ACTIVE, false, ROLLOVER_REMOVE, 107},
		{KEY_REMOVE, false, ROLLOVER_DELETE, 40},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct zone_key k = {
			.is_ksk = table[i].ksk, .is_zsk = !table[i].ksk, .algorithm = 13};
		k.timers[table[i].timer] = NOW;
		struct rollover_next due = due_of(&k, false);
		assert_int_equal(due.action, table[i].action);
		assert_int_equal(due.at - NOW, table[i].wait);
		k.public_only = true;
		assert_int_equal(due_of(&k, false).action, ROLLOVER_NOTHING);
	}
}

static void nothing_begins_while_a_rollover_runs(void **state)
{
	(void)state;
	struct zone_key k = {.is_ksk = true, .algorithm = 13, .timers = {[KEY_ACTIVE] = NOW}};
	assert_int_equal(due_of(&k, true).action, ROLLOVER_NOTHING);
	k.timers[KEY_CREATED] = NOW - 50;
	assert_int_equal(due_of(&k, false).at, NOW + 4950);
	k.algorithm = 8;
	assert_int_equal(due_of(&k, false).action, ROLLOVER_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_has_its_formula),
		cmocka_unit_test(nothing_begins_while_a_rollover_runs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
