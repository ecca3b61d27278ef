/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/cut.h"

#include "support.h"

static const uint8_t zone[] = "\7example";

static void names_are_held_once_and_bounded(void **state)
{
	(void)state;
	struct cut c;
	uint8_t names[CUT_NS_MAX + 1][4];
	cut_init(&c, zone);
	for (int i = 0; i <= CUT_NS_MAX; i++) {
		memcpy(names[i], (uint8_t[]){2, 'n', (uint8_t)('A' + i), 0}, 4);
		int at = cut_add_ns(&c, names[i]);
		assert_int_equal(at, i < CUT_NS_MAX ? i : -1);
	}
	assert_int_equal(cut_add_ns(&c, (const uint8_t *)"\2Na"), 0);
	assert_int_equal(cut_find_ns(&c, (const uint8_t *)"\2zz"), -1);
}

static void addresses_are_held_once_and_bounded(void **state)
{
	(void)state;
	struct cut c;
	uint8_t octets[4] = {192, 0, 2, 0};
	cut_init(&c, zone);
	cut_add_ns(&c, (const uint8_t *)"\1a");
	assert_false(cut_ns_has_addr(&c, 0));
	for (int i = 0; i < 20; i++) {
		octets[3] = (uint8_t)i;
		cut_add_addr(&c, 0, span_of(octets, 4), 53);
		cut_add_addr(&c, 0, span_of(octets, 4), 53);
	}
	assert_int_equal(c.addr_count, CUT_ADDR_PER_NS);
	assert_true(cut_ns_has_addr(&c, 0));
	cut_add_addr(&c, 0, span_of(octets, 3), 53);
	assert_int_equal(c.addr_count, CUT_ADDR_PER_NS);
	struct addr a = server_addr_get(&c.addr[1].at);
	assert_int_equal(addr_port(&a), 53);
	assert_int_equal(addr_family(&a), AF_INET);
}

static void local_addresses_are_not_public(void **state)
{
	(void)state;
	static const struct {
		uint8_t octets[4];
		bool public;
	} four[] = {{{0, 1, 2, 3}, false},         {{127, 0, 0, 1}, false}, {{224, 0, 0, 1}, false},
	            {{255, 255, 255, 255}, false}, {{192, 0, 2, 1}, true},  {{10, 0, 0, 1}, true}};
	for (size_t i = 0; i < ARRAY_LEN(four); i++)
		assert_int_equal(server_addr_is_public(span_of(four[i].octets, 4)), four[i].public);
	uint8_t six[16] = {0};
	assert_false(server_addr_is_public(span_of(six, 16)));
	six[15] = 1;
	assert_false(server_addr_is_public(span_of(six, 16)));
	six[10] = six[11] = 0xff; /* ::ffff:0.0.0.1 */
	assert_false(server_addr_is_public(span_of(six, 16)));
	six[0] = 0x20;
	assert_true(server_addr_is_public(span_of(six, 16)));
	assert_false(server_addr_is_public(span_of(six, 5)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_held_once_and_bounded),
		cmocka_unit_test(addresses_are_held_once_and_bounded),
		cmocka_unit_test(local_addresses_are_not_public),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
