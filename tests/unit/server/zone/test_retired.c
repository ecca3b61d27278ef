/* SPDX-License-Identifier: BSD-2-Clause */
#include "change_text.h"
#include "server/zone/edit.h"
#include "server/zone/retired.h"

/* A limit that nothing here reaches. */
static const struct zone_pin_limits wide = {
	.age_ms = 1000 * 1000, .percent = 100, .least = SIZE_MAX};
static const struct mono start = {.ns = NS_PER_S};

static struct zone_version *version(uint32_t serial)
{
	char soa[80];
	snprintf(soa, sizeof(soa), "@ 3600 SOA a b %u 7200 900 1209600 300", serial);
	return zone_from_text("example.", (const char *[]){soa, NULL});
}

/* The next version in the same memory, with a record more. */
static struct zone_version *successor(struct zone_version *v, unsigned number)
{
	char line[64];
	struct zone_record r;
	struct name owner;
	uint8_t octets[64];
	struct zone_edit *e = zone_edit_new(v);
	snprintf(line, sizeof(line), "@ 60 A 192.0.2.%u", number);
	record_from_text(&r, &owner, octets, sizeof(octets), line);
	assert_ok(zone_edit_add(e, &r));
	assert_ok(zone_edit_settle(e));
	return zone_edit_finish(e);
}

static void versions_of_one_memory_wait_for_older_pins(void **state)
{
	(void)state;
	struct zone_retired *r = zone_retired_new();
	int64_t before = mem_accounted(MEM_ZONE);
	struct zone_version *one = version(1), *two = successor(one, 2), *three = successor(two, 3);
	zone_version_pin(one);
	zone_retire(r, NULL);
	zone_retire(r, one);
	assert_true(zone_reclaim(r, start, &wide));
	zone_retire(r, two);
	assert_true(zone_reclaim(r, start, &wide));
	assert_int_equal(two->serial.value, 1); /* unpinned, but behind one that is */
	zone_version_unpin(one);
	assert_false(zone_reclaim(r, start, &wide));
	zone_retire(r, three);
	assert_false(zone_reclaim(r, start, &wide));
	assert_int_equal(mem_accounted(MEM_ZONE), before);
	zone_retired_free(r);
}

static void versions_of_other_memories_do_not_wait(void **state)
{
	(void)state;
	struct zone_retired *r = zone_retired_new();
	struct zone_version *pinned = version(1);
	zone_version_pin(pinned);
	zone_retire(r, pinned);
	int64_t with_one = mem_accounted(MEM_ZONE);
	zone_retire(r, version(2));
	zone_retire(r, version(3));
	assert_true(zone_reclaim(r, start, &wide));
	assert_int_equal(mem_accounted(MEM_ZONE), with_one);
	zone_version_unpin(pinned);
	zone_retired_free(r);
}

static void a_pin_is_overdue_when_its_time_is_over(void **state)
{
	(void)state;
	struct zone_retired *r = zone_retired_new();
	struct zone_pin_limits limits = wide;
	struct zone_version *v = version(1);
	limits.age_ms = 30 * 60 * 1000;
	zone_version_pin(v);
	zone_retire(r, v);
	assert_true(zone_reclaim(r, start, &limits));
	assert_true(zone_reclaim(r, mono_add_ms(start, limits.age_ms), &limits));
	assert_false(zone_version_is_overdue(v));
	assert_true(zone_reclaim(r, mono_add_ms(start, limits.age_ms + 1), &limits));
	assert_true(zone_version_is_overdue(v));
	zone_version_unpin(v);
	assert_false(zone_reclaim(r, start, &limits));
	zone_retired_free(r);
}

static void a_pin_is_overdue_when_it_holds_back_too_much(void **state)
{
	(void)state;
	enum { CHANGES = 60 };
	struct zone_retired *r = zone_retired_new();
	struct zone_pin_limits limits = wide;
	struct zone_version *first = version(1), *v = first;
	limits.percent = 25;
	limits.least = 2000;
	zone_version_pin(first);
	bool was_overdue = false;
	for (unsigned i = 0; i < CHANGES; i++) {
		struct zone_version *next = successor(v, i);
		zone_retire(r, v);
		assert_true(zone_reclaim(r, start, &limits));
		/* A node of 60 addresses is replaced each time: 100 octets at first. */
		if (i == 3)
			assert_false(zone_version_is_overdue(first));
		if (v != first && zone_version_is_overdue(v))
			was_overdue = true;
		v = next;
	}
	assert_true(zone_version_is_overdue(first));
	assert_false(was_overdue); /* only who is pinned */
	zone_version_unpin(first);
	assert_false(zone_reclaim(r, start, &limits));
	zone_version_free(v);
	zone_retired_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_of_one_memory_wait_for_older_pins),
		cmocka_unit_test(versions_of_other_memories_do_not_wait),
		cmocka_unit_test(a_pin_is_overdue_when_its_time_is_over),
		cmocka_unit_test(a_pin_is_overdue_when_it_holds_back_too_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
