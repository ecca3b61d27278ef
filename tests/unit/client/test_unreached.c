/* SPDX-License-Identifier: BSD-2-Clause */
#include "client/unreached.h"
#include "base/clock.h"
#include "support.h"

static int64_t now_ns;

static int64_t read_clock(void *ctx)
{
	(void)ctx;
	return now_ns;
}

static struct unreached *begin(unsigned delay_ms)
{
	static const struct clock_source source = {.mono_ns = read_clock, .wall_ns = read_clock};
	now_ns = NS_PER_S;
	clock_replace(&source);
	struct unreached *u = unreached_new();
	unreached_set_delay(u, delay_ms);
	return u;
}

static void end(struct unreached *u)
{
	unreached_free(u);
	clock_replace(NULL);
}

static struct addr at(unsigned last, uint16_t port)
{
	const uint8_t octets[4] = {192, 0, (uint8_t)(2 + last / 256), (uint8_t)last};
	return addr_from_octets(span_of(octets, 4), port);
}

static void what_failed_is_remembered_for_a_while(void **state)
{
	(void)state;
	struct unreached *u = begin(100);
	struct addr a = at(1, 53), other_port = at(1, 54), b = at(2, 53);
	assert_false(unreached_has(u, &a, NULL));
	unreached_note(u, &a, NULL, false, E_TIMEOUT);
	assert_true(unreached_has(u, &a, NULL));
	assert_false(unreached_has(u, &other_port, NULL));
	assert_false(unreached_has(u, &b, NULL));
	assert_false(unreached_has(u, &a, &b)); /* by another way it may be */
	now_ns += 99 * NS_PER_MS;
	assert_true(unreached_has(u, &a, NULL));
	now_ns += NS_PER_MS;
	assert_false(unreached_has(u, &a, NULL));
	end(u);
}

static void the_source_address_counts(void **state)
{
	(void)state;
	struct unreached *u = begin(100);
	struct addr a = at(1, 53), via = at(9, 0);
	unreached_note(u, &a, &via, false, E_UNREACHABLE);
	assert_true(unreached_has(u, &a, &via));
	assert_false(unreached_has(u, &a, NULL));
	end(u);
}

static void success_forgets(void **state)
{
	(void)state;
	struct unreached *u = begin(100);
	struct addr a = at(1, 53);
	unreached_note(u, &a, NULL, false, E_CONNREFUSED);
	unreached_note(u, &a, NULL, true, E_CLOSED);
	assert_false(unreached_has(u, &a, NULL));
	end(u);
}

static void our_own_failures_say_nothing_of_the_remote(void **state)
{
	(void)state;
	static const enum err ours[] = {OK, E_CANCELED, E_ADDRNOTAVAIL, E_PERM, E_LIMIT};
	struct unreached *u = begin(100);
	struct addr a = at(1, 53);
	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		unreached_note(u, &a, NULL, false, ours[i]);
		assert_false(unreached_has(u, &a, NULL));
	}
	unreached_note(u, &a, NULL, true, E_TIMEOUT); /* reached, and silent */
	assert_false(unreached_has(u, &a, NULL));
	/* Opened fast, refused when something was sent. */
	unreached_note(u, &a, NULL, true, E_CONNREFUSED);
	assert_true(unreached_has(u, &a, NULL));
	end(u);
}

static void without_a_delay_nothing_is_remembered(void **state)
{
	(void)state;
	struct unreached *u = begin(0);
	struct addr a = at(1, 53);
	unreached_note(u, &a, NULL, false, E_CONNREFUSED);
	assert_false(unreached_has(u, &a, NULL));
	unreached_set_delay(u, 100);
	assert_false(unreached_has(u, &a, NULL));
	unreached_note(u, &a, NULL, false, E_CONNREFUSED);
	unreached_set_delay(u, 0);
	unreached_set_delay(u, 100);
	assert_false(unreached_has(u, &a, NULL));
	unreached_note(NULL, &a, NULL, false, E_CONNREFUSED);
	assert_false(unreached_has(NULL, &a, NULL));
	end(u);
}

static void the_table_is_bounded(void **state)
{
	(void)state;
	struct unreached *u = begin(1000);
	for (unsigned i = 0; i < 257; i++, now_ns++) {
		struct addr a = at(i, 53);
		unreached_note(u, &a, NULL, false, E_TIMEOUT);
	}
	struct addr first = at(0, 53), second = at(1, 53), last = at(256, 53);
	assert_false(unreached_has(u, &first, NULL));
	assert_true(unreached_has(u, &second, NULL));
	assert_true(unreached_has(u, &last, NULL));
	end(u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_failed_is_remembered_for_a_while),
		cmocka_unit_test(the_source_address_counts),
		cmocka_unit_test(success_forgets),
		cmocka_unit_test(our_own_failures_say_nothing_of_the_remote),
		cmocka_unit_test(without_a_delay_nothing_is_remembered),
		cmocka_unit_test(the_table_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
