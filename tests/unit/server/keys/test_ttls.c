/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/keys/ttls.h"

static void waits_are_delay_and_ttl(void **state)
{
	(void)state;
	struct key_ttls t = {0};
	key_ttls_set(&t, 10, 15, 2, 1000);
	assert_int_equal(key_ttls_dnskey_gone(&t, 1000, 2), 1012);
	assert_int_equal(key_ttls_zone_gone(&t, 1000, 2), 1017);
}

static void a_lowered_ttl_counts_until_the_old_one_ran_out(void **state)
{
	(void)state;
	struct key_ttls t = {0};
	key_ttls_set(&t, 100, 1000, 2, 1000);
	key_ttls_set(&t, 10, 20, 2, 1010);
	assert_int_equal(key_ttls_dnskey_gone(&t, 1010, 2), 1112);
	assert_int_equal(key_ttls_zone_gone(&t, 1010, 2), 2012);
	assert_int_equal(key_ttls_dnskey_gone(&t, 2000, 2), 2012);
	/* A higher one counts at once. */
	key_ttls_set(&t, 500, 20, 2, 1011);
	assert_int_equal(key_ttls_dnskey_gone(&t, 1010, 2), 1512);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_are_delay_and_ttl),
		cmocka_unit_test(a_lowered_ttl_counts_until_the_old_one_ran_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
