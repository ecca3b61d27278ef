/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/rand.h"
#include "crypto/ecdsa_der.h"

enum { TRIES = 2000 };

static void numbers_survive_the_way_there_and_back(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < TRIES; i++) {
		size_t half = 32 + 16 * rand_below(2);
		uint8_t rs[2 * ECDSA_MAX_HALF], der[ECDSA_DER_MAX_LEN], back[2 * ECDSA_MAX_HALF];
		rand_octets(rs, 2 * half);
		/* Often with leading zeros. */
		memset(rs, 0, rand_below(4));
		memset(rs + half, 0, rand_below((uint32_t)half + 1));
		size_t len = ecdsa_der_write(der, rs, half);
		assert_true(len <= ECDSA_DER_MAX_LEN);
		assert_ok(ecdsa_der_read(back, half, span_of(der, len)));
		assert_memory_equal(back, rs, 2 * half);
		for (size_t cut = 0; cut < len; cut++)
			assert_int_equal(ecdsa_der_read(back, half, span_of(der, cut)),
			                 E_MALFORMED);
	}
	rand_replay(0);
}

static void zero_is_one_octet_and_a_high_bit_is_padded(void **state)
{
	(void)state;
	uint8_t rs[64] = {0}, der[ECDSA_DER_MAX_LEN];
	rs[63] = 0x80;
	static const uint8_t want[] = {0x30, 7, 2, 1, 0, 2, 2, 0, 0x80};
	assert_int_equal(ecdsa_der_write(der, rs, 32), sizeof(want));
	assert_memory_equal(der, want, sizeof(want));
}

static void malformed_sequences_are_refused(void **state)
{
	(void)state;
	static const uint8_t bad[][10] = {
		{0x31, 6, 2, 1, 1, 2, 1, 1},    /* not a sequence */
		{0x30, 6, 3, 1, 1, 2, 1, 1},    /* not an integer */
		{0x30, 6, 2, 1, 0x81, 2, 1, 1}, /* negative */
		{0x30, 0x81, 6, 2, 1, 1, 2, 1}, /* long form */
		{0x30, 6, 2, 0, 2, 2, 1, 1},    /* no octets */
		{0x30, 6, 2, 5, 1, 2, 1, 1},    /* runs past the end */
	};
	uint8_t rs[64];
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(ecdsa_der_read(rs, 32, span_of(bad[i], 8)), E_MALFORMED);
	static const uint8_t good[] = {0x30, 6, 2, 1, 1, 2, 1, 1, 0};
	assert_ok(ecdsa_der_read(rs, 32, span_of(good, 8)));
	assert_int_equal(ecdsa_der_read(rs, 32, span_of(good, 9)), E_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_survive_the_way_there_and_back),
		cmocka_unit_test(zero_is_one_octet_and_a_high_bit_is_padded),
		cmocka_unit_test(malformed_sequences_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
