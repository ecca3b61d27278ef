/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/attr.h"
#include "crypto/siphash.h"

/* The paper's key 00..0f; inputs 00, 00 01, ... of each length. */
static void hashes_of_counting_octets(void **state)
{
	(void)state;
	static const struct {
		size_t len;
		uint64_t hash;
	} want[] = {
		{0, UINT64_C(0x726fdb47dd0e0e31)},  {1, UINT64_C(0x74f839c593dc67fd)},
		{7, UINT64_C(0xab0200f58b01d137)},  {8, UINT64_C(0x93f5f5799a932462)},
		{15, UINT64_C(0xa129ca6149be45e5)},
	};
	uint8_t key[SIPHASH_KEY_LEN], data[16];
	for (uint8_t i = 0; i < 16; i++)
		key[i] = data[i] = i;
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		assert_true(siphash24(key, span_of(data, want[i].len)) == want[i].hash);
}

/* RFC 9018 appendix A.1: the hash of the client's cookie, fields and address. */
static void server_cookie_of_rfc_9018(void **state)
{
	(void)state;
	static const uint8_t key[] = {0xe5, 0xe9, 0x73, 0xe5, 0xa6, 0xb2, 0xa4, 0x3f,
	                              0x48, 0xe7, 0xdc, 0x84, 0x9e, 0x37, 0xbf, 0xcf};
	static const uint8_t data[] = {0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57, 0x01, 0x00,
	                               0x00, 0x00, 0x5c, 0xf7, 0x9f, 0x11, 198,  51,   100,  100};
	static const uint8_t hash[] = {0x1f, 0x81, 0x30, 0xc3, 0xee, 0xe2, 0x94, 0x80};
	uint64_t got = siphash24(key, span_of(data, sizeof(data)));
	for (unsigned i = 0; i < SIPHASH_LEN; i++)
		assert_int_equal((uint8_t)(got >> (8 * i)), hash[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_of_counting_octets),
		cmocka_unit_test(server_cookie_of_rfc_9018),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
