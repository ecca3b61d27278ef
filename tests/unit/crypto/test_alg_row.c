/* SPDX-License-Identifier: BSD-2-Clause */
#include "vectors.h"

static void eight_algorithms_are_supported(void **state)
{
	(void)state;
	unsigned count = 0;
	for (unsigned alg = 0; alg < 256; alg++)
		count += crypto_alg_is_supported((uint8_t)alg);
	assert_int_equal(count, sizeof(every_alg));
	for (size_t i = 0; i < sizeof(every_alg); i++)
		assert_true(crypto_alg_is_supported(every_alg[i]));
}

static void defaults_are_sizes_of_the_algorithm(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(every_alg); i++)
		assert_true(
			crypto_alg_has_bits(every_alg[i], crypto_alg_default_bits(every_alg[i])));
	assert_int_equal(crypto_alg_default_bits(3), 0);
	assert_false(crypto_alg_has_bits(3, 1024));
}

static void sizes_have_bounds(void **state)
{
	(void)state;
	assert_false(crypto_alg_has_bits(8, 511));
	assert_true(crypto_alg_has_bits(8, 512));
	assert_true(crypto_alg_has_bits(8, 4096));
	assert_false(crypto_alg_has_bits(8, 4097));
	assert_false(crypto_alg_has_bits(10, 1023));
	assert_false(crypto_alg_has_bits(13, 384));
	assert_true(crypto_alg_has_bits(16, 456));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eight_algorithms_are_supported),
		cmocka_unit_test(defaults_are_sizes_of_the_algorithm),
		cmocka_unit_test(sizes_have_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
