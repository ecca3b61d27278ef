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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slot_shows_what_was_published_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
