/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "../serve_world.h"

static void options_come_from_the_configuration(void **state)
{
	(void)state;
	struct world w;
	world_init(&w);
	assert_int_equal(w.view.udp4.udp_max, 1232);
	assert_false(w.view.udp6.is_stream);
	assert_true(w.view.stream.is_stream);
	assert_true(span_equal(w.view.udp4.identity, span_str("test")));
	assert_ptr_equal(serve_view_get(&w.env), &w.view);
	world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_come_from_the_configuration),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
