/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_text.h"

static void servers_in_the_zone_need_addresses(void **state)
{
	(void)state;
	assert_finds(
		ZONE("@ 60 NS ns", "d 60 NS ns1.d", "d 60 NS ns2.d"), BASIC,
		"ex. missing glue record\nd.ex. missing glue record\nd.ex. missing glue record\n");
	assert_finds(ZONE("@ 60 NS ns.", "d 60 NS a.i", "a.i 60 CNAME b"), BASIC,
	             "d.ex. missing glue record\n");
}

static void servers_below_another_cut_do_not(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns.d", "d 60 NS ns.", "e 60 NS ns.d", "f.d 60 NS g.f.d"), BASIC,
	             "");
}

static void a_wildcard_may_give_the_address(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns.", "d 60 NS a.b.w", "*.w 60 A 1.2.3.4", "e 60 NS n.e",
	                  "*.e 60 A 1.2.3.4"),
	             BASIC, "");
	assert_finds(ZONE("@ 60 NS ns.", "d 60 NS a.b.w", "*.w 60 A 1.2.3.4", "b.w 60 TXT t"),
	             BASIC, "d.ex. missing glue record\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_in_the_zone_need_addresses),
		cmocka_unit_test(servers_below_another_cut_do_not),
		cmocka_unit_test(a_wildcard_may_give_the_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
