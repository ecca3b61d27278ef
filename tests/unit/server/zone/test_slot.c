/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "server/zone/slot.h"

static struct zone_version *version(uint32_t serial)
{
	char soa[80];
	snprintf(soa, sizeof(soa), "@ 3600 SOA a b %u 7200 900 1209600 300", serial);
	return zone_from_text("example.", (const char *[]){soa, NULL});
}

static void slot_shows_what_was_published_last(void **state)
{
	(void)state;
	struct zone_slot *s = slot_new(1, (const uint8_t *)"\7EXAMPLE");
	assert_null(slot_version(s));
	assert_null(slot_pin(s));
	struct zone_version *one = version(1), *two = version(2);
	assert_null(slot_publish(s, one));
	assert_int_equal(slot_version(s)->serial.value, 1);
	assert_ptr_equal(slot_publish(s, two), one);
	assert_int_equal(slot_version(s)->serial.value, 2);
	zone_version_free(one);
	slot_free(s);
}

static void retired_versions_wait_for_pins_in_order(void **state)
{
	(void)state;
	struct zone_retired *r = zone_retired_new();
	int64_t before = mem_accounted(MEM_ZONE);
	struct zone_version *one = version(1), *two = version(2);
	zone_version_pin(one);
	zone_retire(r, NULL);
	zone_retire(r, one);
	assert_true(zone_reclaim(r));
	zone_retire(r, two);
	assert_true(zone_reclaim(r));
	assert_int_equal(two->serial.value, 2); /* unpinned, but behind one that is */
	zone_version_unpin(one);
	assert_false(zone_reclaim(r));
	assert_int_equal(mem_accounted(MEM_ZONE), before);
	zone_retire(r, version(3));
	zone_retired_free(r);
	assert_int_equal(mem_accounted(MEM_ZONE), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slot_shows_what_was_published_last),
		cmocka_unit_test(retired_versions_wait_for_pins_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
