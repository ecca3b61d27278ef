/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/transfer/refresh_decide.h"
#include "../../support.h"

static enum refresh_step decide(uint32_t ours, uint32_t theirs, enum refresh_pin pin, bool can_ixfr)
{
	const struct refresh_facts f = {.has_zone = true,
	                                .can_ixfr = can_ixfr,
	                                .pin = pin,
	                                .ours = {ours},
	                                .theirs = {theirs}};
	assert_false(refresh_skips_soa(&f));
	return refresh_decide(&f);
}

static void serials_decide(void **state)
{
	(void)state;
	assert_int_equal(decide(5, 5, REFRESH_PIN_NONE, true), REFRESH_NOTHING);
	assert_int_equal(decide(5, 4, REFRESH_PIN_NONE, true), REFRESH_OLDER);
	assert_int_equal(decide(5, 6, REFRESH_PIN_NONE, true), REFRESH_GET_IXFR);
	assert_int_equal(decide(5, 6, REFRESH_PIN_NONE, false), REFRESH_GET_AXFR);
	/* RFC 1982 section 3.2 */
	assert_int_equal(decide(0xffffffff, 0, REFRESH_PIN_NONE, true), REFRESH_GET_IXFR);
	assert_int_equal(decide(0, 0x80000000, REFRESH_PIN_NONE, true), REFRESH_OLDER);
}

static void another_primary_than_the_pinned_waits_and_then_takes_over(void **state)
{
	(void)state;
	assert_int_equal(decide(5, 6, REFRESH_PIN_WAIT, true), REFRESH_WAITING);
	assert_int_equal(decide(5, 5, REFRESH_PIN_WAIT, true), REFRESH_NOTHING);
	assert_int_equal(decide(5, 4, REFRESH_PIN_WAIT, true), REFRESH_OLDER);
	assert_int_equal(decide(5, 6, REFRESH_PIN_TAKES, true), REFRESH_GET_AXFR);
}

static void what_is_missing_or_forced_is_taken_whole(void **state)
{
	(void)state;
	struct refresh_facts f = {.can_ixfr = true};
	assert_true(refresh_skips_soa(&f));
	assert_int_equal(refresh_decide(&f), REFRESH_GET_AXFR);
	f = (struct refresh_facts){.has_zone = true, .forced = true, .can_ixfr = true, .ours = {5}};
	assert_true(refresh_skips_soa(&f));
	assert_int_equal(refresh_decide(&f), REFRESH_GET_AXFR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serials_decide),
		cmocka_unit_test(another_primary_than_the_pinned_waits_and_then_takes_over),
		cmocka_unit_test(what_is_missing_or_forced_is_taken_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
