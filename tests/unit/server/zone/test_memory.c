/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "server/zone/memory.h"

static struct zone_memory *memory_make(void **block)
{
	struct region r;
	region_init(&r, MEM_ZONE, 0);
	*block = region_alloc(&r, 64);
	return zone_memory_new(&r);
}

static void memory_gives_returned_blocks_to_the_writer(void **state)
{
	(void)state;
	void *block;
	struct zone_memory *m = memory_make(&block);
	struct cow_blocks retired = {0}, none = {0};
	struct cow_block b = {.at = block, .size = 64};
	VEC_PUSH(&retired, b);
	zone_memory_join(m); /* the next version */
	assert_int_equal(zone_memory_region(m)->used, 64);
	zone_memory_leave(m, &retired); /* the first is gone */
	assert_int_equal(zone_memory_region(m)->used, 0);
	assert_ptr_equal(region_alloc(zone_memory_region(m), 64), block);
	zone_memory_leave(m, &none);
}

static void memory_goes_with_its_last_version(void **state)
{
	(void)state;
	void *block;
	int64_t before = mem_accounted(MEM_ZONE);
	struct zone_memory *m = memory_make(&block);
	struct cow_blocks retired = {0}, none = {0};
	struct cow_block b = {.at = block, .size = 64};
	assert_true(zone_memory_bytes(m) >= 64);
	VEC_PUSH(&retired, b);
	zone_memory_join(m);
	zone_memory_leave(m, &retired);
	zone_memory_leave(m, &none);
	assert_int_equal(mem_accounted(MEM_ZONE), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_gives_returned_blocks_to_the_writer),
		cmocka_unit_test(memory_goes_with_its_last_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
