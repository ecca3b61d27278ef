/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "server/update/soa_serial.h"

static void only_the_serial_changes(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text(
		"example.",
		(const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300", "@ 60 NS ns", NULL});
	struct zone_edit *e = zone_edit_new(v);
	assert_ok(zone_edit_settle(e));
	assert_ok(soa_serial_put(e, (struct serial){UINT32_MAX}));
	const struct zone_version *view = zone_edit_view(e);
	assert_true(view->serial.value == UINT32_MAX);
	assert_int_equal(view->refresh_s, 7200);
	assert_int_equal(view->minimum_s, 300);
	assert_int_equal(view->record_count, 2);
	struct zone_changeset c = {0};
	zone_edit_changes(e, &c);
	assert_int_equal(c.removed.count, 1);
	assert_int_equal(c.added.count, 1);
	zone_changeset_deinit(&c);
	zone_edit_free(e);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(only_the_serial_changes)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
