/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "server/sign/salt.h"

static const struct policy_nsec3 policy = {.on = true, .salt_len = 8, .salt_lifetime_s = 100};
static const uint8_t octets[KASP_SALT_MAX] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

static void assert_need(const struct zone_facts *f, const struct policy_nsec3 *p, bool changed,
                        int64_t now, enum salt_need expected)
{
	enum salt_need need;
	assert_ok(salt_judge(&need, f, p, changed, now));
	assert_int_equal(need, expected);
}

static void a_salt_is_missing_until_one_of_its_length_is_taken(void **state)
{
	(void)state;
	struct zone_facts f = {.salt_len = 0};
	struct policy_nsec3 other = policy;
	assert_need(&f, &policy, false, 10, SALT_MISSING);
	salt_take(&f, &policy, octets, 10);
	assert_need(&f, &policy, true, 10, SALT_STAYS);
	assert_int_equal(f.salt_len, 8);
	assert_memory_equal(f.salt, octets, 8);
	other.salt_len = 4;
	assert_need(&f, &other, false, 10, SALT_MISSING);
	other.on = false;
	assert_need(&f, &other, false, 10, SALT_STAYS);
}

static void a_salt_ends_with_its_lifetime(void **state)
{
	(void)state;
	struct zone_facts f = {.salt_len = 0};
	struct policy_nsec3 p = policy;
	salt_take(&f, &p, octets, 10);
	assert_int_equal(salt_ends_s(&f, &p), 110);
	assert_need(&f, &p, false, 109, SALT_STAYS);
	assert_need(&f, &p, false, 110, SALT_OLD);
	p.salt_lifetime_s = 0;
	assert_need(&f, &p, true, 100000, SALT_STAYS);
	assert_int_equal(salt_ends_s(&f, &p), 0);
	p.salt_lifetime_s = -1;
	assert_need(&f, &p, false, 100000, SALT_STAYS);
	assert_need(&f, &p, true, 100000, SALT_OLD);
}

static void the_empty_salt_never_ends(void **state)
{
	(void)state;
	struct zone_facts f = {.salt_len = 0};
	struct policy_nsec3 p = policy;
	p.salt_len = 0;
	salt_take(&f, &p, octets, 10);
	assert_need(&f, &p, true, 100000, SALT_STAYS);
	assert_int_equal(salt_ends_s(&f, &p), 0);
}

static void a_clock_before_its_making_is_an_error(void **state)
{
	(void)state;
	struct zone_facts f = {.salt_len = 0};
	enum salt_need need;
	salt_take(&f, &policy, octets, 10);
	assert_int_equal(salt_judge(&need, &f, &policy, false, 9), E_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_salt_is_missing_until_one_of_its_length_is_taken),
		cmocka_unit_test(a_salt_ends_with_its_lifetime),
		cmocka_unit_test(the_empty_salt_never_ends),
		cmocka_unit_test(a_clock_before_its_making_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
