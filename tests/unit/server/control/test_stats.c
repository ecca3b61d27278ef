/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

static void counters_are_chosen(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "| s=server i=zone-count d=2| s=mod-x i=asked #=SOA d=7", "stats");
	EXPECT(&f, &t, "| s=mod-x i=asked #=SOA d=7| s=mod-x i=asked #=NS d=0", "stats",
	       {CTL_SECTION, "mod-x"}, {CTL_FLAGS, "F"});
	EXPECT(&f, &t, "| s=server i=zone-count d=2", "stats", {CTL_SECTION, "server"},
	       {CTL_ITEM, "zone-count"});
	EXPECT(&f, &t, "| !=invalid parameter s=nope", "stats", {CTL_SECTION, "nope"});
	EXPECT(&f, &t, "| s=mod-x i=asked #=SOA z=a. d=7", "zone-stats", {CTL_ZONE, "a"});
	EXPECT(&f, &t, "| !=not exists s=server z=a", "zone-stats", {CTL_ZONE, "a"},
	       {CTL_SECTION, "server"});
	EXPECT(&f, &t, "| !=no such zone found z=x", "zone-stats", {CTL_ZONE, "x"});
	memset(&f.ops.stats, 0, sizeof(f.ops.stats));
	EXPECT(&f, &t, "| !=operation not supported", "stats");
	text_deinit(&t);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_are_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
