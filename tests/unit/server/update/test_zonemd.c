/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "dns/rrtype.h"
#include "server/update/zonemd.h"
#include "server/zone/check_zonemd.h"

static struct zone_version *zone;
static struct zone_edit *edit;

static int setup(void **state)
{
	(void)state;
	zone = zone_from_text("example.",
	                      (const char *[]){"@ 600 SOA a b 1 7200 900 1209600 300",
	                                       "@ 60 ZONEMD 1 1 240 0011223344556677889900aa",
	                                       "x 60 A 192.0.2.1", NULL});
	edit = zone_edit_new(zone);
	assert_ok(zone_edit_settle(edit));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	zone_edit_free(edit);
	zone_version_free(zone);
	return 0;
}

static void found(void *arg, const struct zone_check_finding *f)
{
	(void)f;
	++*(int *)arg;
}

static void zonemd_is_made_with_the_soa_ttl(void **state)
{
	(void)state;
	int findings = 0;
	const enum conf_zonemd settings[] = {GENERATE_ZONEMD_SHA384, GENERATE_ZONEMD_SHA512};
	for (int i = 0; i < 2; i++) {
		assert_false(zonemd_is_right(zone_edit_view(edit), settings[i]));
		assert_ok(zonemd_put(edit, settings[i]));
		const struct zone_version *v = zone_edit_view(edit);
		assert_true(zonemd_is_right(v, settings[i]));
		assert_true(zone_check_zonemd(v, found, &findings));
		assert_int_equal(set_of(v->apex, RR_ZONEMD)->count, 1);
		assert_int_equal(zone_set_ttl(v->apex, set_of(v->apex, RR_ZONEMD)), 600);
	}
	assert_int_equal(findings, 0);
}

static void zonemd_is_removed_or_left_alone(void **state)
{
	(void)state;
	assert_true(zonemd_is_right(zone_edit_view(edit), GENERATE_ZONEMD_NONE));
	assert_ok(zonemd_put(edit, GENERATE_ZONEMD_NONE));
	assert_non_null(zone_node_find(zone_edit_view(edit)->apex, RR_ZONEMD));
	assert_false(zonemd_is_right(zone_edit_view(edit), GENERATE_ZONEMD_REMOVE));
	assert_ok(zonemd_put(edit, GENERATE_ZONEMD_REMOVE));
	assert_null(zone_node_find(zone_edit_view(edit)->apex, RR_ZONEMD));
	assert_true(zonemd_is_right(zone_edit_view(edit), GENERATE_ZONEMD_REMOVE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(zonemd_is_made_with_the_soa_ttl, setup, teardown),
		cmocka_unit_test_setup_teardown(zonemd_is_removed_or_left_alone, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
