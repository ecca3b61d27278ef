/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/hash.h"

static void seeds_matter_and_hold(void **state)
{
	(void)state;
	assert_int_equal(hash_octets("abc", 3, 1), hash_octets("abc", 3, 1));
	assert_int_not_equal(hash_octets("abc", 3, 1), hash_octets("abc", 3, 2));
	assert_int_not_equal(hash_octets("abc", 3, 1), hash_octets("abd", 3, 1));
	assert_int_not_equal(hash_seed(), 0);
	assert_int_equal(hash_seed(), hash_seed());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seeds_matter_and_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
