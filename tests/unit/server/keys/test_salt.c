/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/keys/salt.h"

static bool is_due(const struct zone_facts *f, const struct policy_nsec3 *p, bool resigned,
                   int64_t now)
{
	bool due;
	assert_ok(salt_is_due(&due, f, p, resigned, now));
	return due;
}

static void a_salt_lives_as_long_as_the_policy_says(void **state)
{
	(void)state;
	struct policy_nsec3 p = {.on = true, .salt_len = 2, .salt_lifetime_s = 100};
	struct zone_facts f = {.has_salt = false};
	bool due;
	assert_true(is_due(&f, &p, false, 1000));
	assert_int_equal(salt_next(&f, &p), 0);
	salt_set(&f, &p, (const uint8_t *)"ab", 1000);
	assert_false(is_due(&f, &p, true, 1099));
	assert_true(is_due(&f, &p, false, 1100));
	assert_int_equal(salt_next(&f, &p), 1100);
	assert_int_equal(salt_is_due(&due, &f, &p, false, 999), E_RANGE);
	p.salt_len = 3;
	assert_true(is_due(&f, &p, false, 1001));
	p.on = false;
	assert_false(is_due(&f, &p, false, 2000));
}

static void other_lifetimes_follow_keys_or_never_end(void **state)
{
	(void)state;
	struct policy_nsec3 p = {.on = true, .salt_len = 2, .salt_lifetime_s = -1};
	struct zone_facts f = {.has_salt = false};
	salt_set(&f, &p, (const uint8_t *)"ab", 1000);
	assert_false(is_due(&f, &p, false, 9000));
	assert_true(is_due(&f, &p, true, 9000));
	assert_int_equal(salt_next(&f, &p), 0);
	p.salt_lifetime_s = 0;
	assert_false(is_due(&f, &p, true, 9000));
	p = (struct policy_nsec3){.on = true, .salt_lifetime_s = 10};
	salt_set(&f, &p, NULL, 1000);
	assert_int_equal(f.salt_len, 0);
	assert_false(is_due(&f, &p, true, 9000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_salt_lives_as_long_as_the_policy_says),
		cmocka_unit_test(other_lifetimes_follow_keys_or_never_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
