/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

static void flags_and_filters_reach_the_event(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "", "zone-reload", {CTL_ZONE, "a"}, {CTL_FLAGS, "BF"});
	EXPECT(&f, &t, "", "zone-flush", {CTL_ZONE, "a"}, {CTL_FILTER, "d"}, {CTL_DATA_ITEM, "/x"});
	EXPECT(&f, &t, "", "zone-purge", {CTL_ZONE, "a"}, {CTL_FILTER, "tj"});
	EXPECT(&f, &t, "", "zone-purge", {CTL_ZONE, "a"});
	EXPECT(&f, &t, "", "zone-key-rollover", {CTL_ZONE, "a"}, {CTL_TYPE, "ZSK"});
	assert_string_equal(f.done, "0FB:0(a) 4d=/x:0(a) 9:12(a) 9:63(a) 14:0(a) ");
	text_deinit(&t);
	fake_end(&f);
}

static void wrong_arguments_change_nothing(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "| !=invalid parameter z=a f=d", "zone-flush", {CTL_ZONE, "a"},
	       {CTL_FILTER, "d"});
	EXPECT(&f, &t, "| !=invalid parameter z=a y=csk", "zone-key-rollover", {CTL_ZONE, "a"},
	       {CTL_TYPE, "csk"});
	f.ops.events.known = 1u << TRIGGER_RELOAD;
	EXPECT(&f, &t, "| !=operation not supported", "zone-sign");
	assert_string_equal(f.done, "");
	text_deinit(&t);
	fake_end(&f);
}

static void orphans_are_not_configured_zones(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "", "zone-purge", {CTL_FILTER, "o"});
	EXPECT(&f, &t, "", "zone-purge", {CTL_ZONE, "gone"}, {CTL_FILTER, "jo"});
	assert_string_equal(f.done, "9:127(*) 9:68(g) ");
	text_deinit(&t);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_and_filters_reach_the_event),
		cmocka_unit_test(wrong_arguments_change_nothing),
		cmocka_unit_test(orphans_are_not_configured_zones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
