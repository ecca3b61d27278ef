/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "server/update/serial.h"

enum { NOW = 1700000000 /* 2023-11-14 */ };

static uint32_t next(uint32_t current, enum conf_serial_policy policy, struct modulo m)
{
	const struct serial_rule rule = {policy, m};
	return serial_next((struct serial){current}, &rule, NOW).value;
}

static const struct modulo any = {0, 1, 0};

static void serial_increments_and_wraps(void **state)
{
	(void)state;
	assert_int_equal(next(7, SERIAL_INCREMENT, any), 8);
	assert_int_equal(next(UINT32_MAX, SERIAL_INCREMENT, any), 0);
}

static void serial_follows_time_or_date(void **state)
{
	(void)state;
	assert_int_equal(next(7, SERIAL_UNIXTIME, any), NOW);
	assert_int_equal(next(7, SERIAL_DATESERIAL, any), 2023111400);
	assert_int_equal(next(2023111400, SERIAL_DATESERIAL, any), 2023111401);
}

static void serial_never_goes_back(void **state)
{
	(void)state;
	assert_int_equal(next(NOW + 5, SERIAL_UNIXTIME, any), NOW + 6);
	assert_int_equal(next(2023111500, SERIAL_DATESERIAL, any), 2023111501);
	/* more than 2^31 ahead is behind (RFC 1982 section 3.2) */
	assert_int_equal(next(NOW + UINT32_C(0x90000000), SERIAL_UNIXTIME, any), NOW);
}

static void serial_stays_in_its_class(void **state)
{
	(void)state;
	assert_int_equal(next(7, SERIAL_INCREMENT, (struct modulo){1, 3, 0}), 10);
	assert_int_equal(next(10, SERIAL_INCREMENT, (struct modulo){1, 3, 0}), 13);
	assert_int_equal(next(UINT32_MAX - 1, SERIAL_INCREMENT, (struct modulo){2, 256, 0}), 2);
}

static void serial_is_shifted(void **state)
{
	(void)state;
	assert_int_equal(next(7, SERIAL_UNIXTIME, (struct modulo){0, 1, -100}), NOW - 100);
	assert_int_equal(next(7, SERIAL_INCREMENT, (struct modulo){0, 1, 20}), 28);
	assert_int_equal(next(7, SERIAL_INCREMENT, (struct modulo){0, 1, -20}), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serial_increments_and_wraps),
		cmocka_unit_test(serial_follows_time_or_date),
		cmocka_unit_test(serial_never_goes_back),
		cmocka_unit_test(serial_stays_in_its_class),
		cmocka_unit_test(serial_is_shifted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
