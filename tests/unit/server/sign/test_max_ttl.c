/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/max_ttl.h"

static void the_largest_ttl_of_any_name_is_found(void **state)
{
	(void)state;
	struct zone_version *v = world_zone_of(
		(const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300", "a.b 7000 A 192.0.2.1",
	                         "c 3600 TXT x", NULL});
	assert_int_equal(max_ttl_find(v), 7000);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_largest_ttl_of_any_name_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
