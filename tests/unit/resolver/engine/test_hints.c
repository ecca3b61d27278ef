/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/engine/hints.h"

#include "../wire.h"

static void thirteen_servers_are_known(void **state)
{
	(void)state;
	struct engine_hints h;
	struct cut cut;
	hints_init(&h);
	hints_cut(&h, &cut);
	assert_int_equal(cut.ns_count, 13);
	assert_int_equal(cut.addr_count, 26);
	assert_true(name_is_root(cut.name));
	assert_true(cut_find_ns(&cut, nm("M.root-servers.net.")) >= 0);
}

static void hints_can_be_replaced(void **state)
{
	(void)state;
	struct engine_hints h;
	static const uint8_t ip[16] = {127, 0, 0, 1};
	hints_init(&h);
	hints_clear(&h);
	assert_ok(hints_add_record(&h, nm("."), RR_NS, span_of("\1a", 3)));
	assert_int_equal(h.count, 0);
	assert_ok(hints_add_record(&h, nm("A."), RR_A, span_of(ip, 4)));
	assert_ok(hints_add(&h, nm("a."), span_of(ip, 16), 5353));
	assert_int_equal(h.count, 1);
	assert_int_equal(h.addr_count, 2);
	assert_int_equal(hints_add(&h, nm("a."), span_of(ip, 5), 53), E_ADDR);
}

static void hints_are_bounded(void **state)
{
	(void)state;
	struct engine_hints h;
	static const uint8_t ip[4] = {192, 0, 2, 1};
	uint8_t name[3] = {1, 'a', 0};
	hints_clear(&h);
	for (int i = 0; i < HINTS_NAMES_MAX; i++, name[1]++)
		assert_ok(hints_add(&h, name, span_of(ip, 4), 53));
	assert_int_equal(hints_add(&h, name, span_of(ip, 4), 53), E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thirteen_servers_are_known),
		cmocka_unit_test(hints_can_be_replaced),
		cmocka_unit_test(hints_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
