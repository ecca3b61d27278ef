/* SPDX-License-Identifier: BSD-2-Clause */
#include "upstream_world.h"

static void the_table_is_bounded(void **state)
{
	(void)state;
	struct up_candidate kept = server(200);
	for (unsigned i = 0; i < 100; i++) {
		struct up_candidate c = server((uint8_t)i);
		reply_after(&kept, 10);
		reply_after(&c, 20);
	}
	assert_int_equal(up_count(u), 16);
	assert_int_equal(up_rtt_ms(u, &kept.at), 10);
	up_clear(u);
	assert_int_equal(up_count(u), 0);
	assert_int_equal(up_rtt_ms(u, &kept.at), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_table_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
