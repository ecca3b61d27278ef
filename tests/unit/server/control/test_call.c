/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

static void one_zone_is_answered_for(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "", "zone-notify", {CTL_ZONE, "A"});
	EXPECT(&f, &t, "| !=no such zone found z=x", "zone-notify", {CTL_ZONE, "x"});
	EXPECT(&f, &t, "| !=empty label z=a..b", "zone-notify", {CTL_ZONE, "a..b"});
	EXPECT(&f, &t, "| !=operation not supported z=a.", "zone-refresh", {CTL_ZONE, "a."});
	text_deinit(&t);
	fake_end(&f);
}

static void of_all_zones_those_that_fail_are_summed_up(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	/* That a primary cannot refresh is no failure of refreshing all. */
	EXPECT(&f, &t, "", "zone-refresh");
	f.zone_result = E_SEMCHECK;
	EXPECT(&f, &t, "| f=B !=operation failed for some zones", "zone-reload", {CTL_FLAGS, "B"});
	text_deinit(&t);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_zone_is_answered_for),
		cmocka_unit_test(of_all_zones_those_that_fail_are_summed_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
