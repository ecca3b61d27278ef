/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "base/rand.h"
#include "base/region.h"

#include <string.h>

static void region_reuses_a_freed_block_of_the_class(void **state)
{
	(void)state;
	struct region r;
	region_init(&r, MEM_ZONE, 0);
	void *a = region_alloc(&r, 100);
	size_t used = r.used;
	region_free(&r, a, 100);
	assert_int_equal(r.used, 0);
	assert_ptr_equal(region_alloc(&r, 97), a);
	assert_int_equal(r.used, used);
	region_deinit(&r);
}

static void region_block_size_wastes_at_most_an_eighth(void **state)
{
	(void)state;
	for (size_t size = 1; size < 200000; size++) {
		size_t rounded = region_block_size(size);
		assert_true(rounded >= size);
		assert_true(rounded - size <= MAX_OF(size / 8, 8u));
		if (size > 1)
			assert_true(rounded >= region_block_size(size - 1));
	}
}

static void region_accounts_its_slabs(void **state)
{
	(void)state;
	struct region r;
	int64_t before = mem_accounted(MEM_ZONE);
	region_init(&r, MEM_ZONE, 0);
	void *big = region_alloc(&r, 1 << 20);
	memset(big, 1, 1 << 20);
	assert_true(mem_accounted(MEM_ZONE) - before >= 1 << 20);
	region_free(&r, big, 1 << 20);
	assert_true(mem_accounted(MEM_ZONE) - before < 1 << 20);
	region_deinit(&r);
	assert_int_equal(mem_accounted(MEM_ZONE), before);
}

static void region_cuts_one_slab_when_told_the_sum(void **state)
{
	(void)state;
	struct region r;
	region_init(&r, MEM_ZONE, 1000 * 64);
	size_t reserved = r.reserved;
	for (unsigned i = 0; i < 1000; i++)
		region_alloc(&r, 61);
	assert_int_equal(r.reserved, reserved);
	region_deinit(&r);
}

static void region_blocks_never_overlap(void **state)
{
	(void)state;
	enum { COUNT = 2000 };
	static struct {
		uint8_t *at;
		size_t size;
	} blocks[COUNT];
	struct region r;
	rand_replay(test_seed(rand_u64()));
	region_init(&r, MEM_ZONE, 0);
	for (unsigned round = 0; round < 20000; round++) {
		unsigned i = rand_below(COUNT);
		if (blocks[i].at != NULL) {
			for (size_t k = 0; k < blocks[i].size; k++)
				assert_int_equal(blocks[i].at[k], i & 0xff);
			region_free(&r, blocks[i].at, blocks[i].size);
			blocks[i].at = NULL;
			continue;
		}
		blocks[i].size = 1 + rand_below(rand_below(50) == 0 ? 70000 : 300);
		blocks[i].at = region_alloc(&r, blocks[i].size);
		assert_int_equal((uintptr_t)blocks[i].at % 8, 0);
		memset(blocks[i].at, (int)(i & 0xff), blocks[i].size);
	}
	region_deinit(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(region_reuses_a_freed_block_of_the_class),
		cmocka_unit_test(region_block_size_wastes_at_most_an_eighth),
		cmocka_unit_test(region_accounts_its_slabs),
		cmocka_unit_test(region_cuts_one_slab_when_told_the_sum),
		cmocka_unit_test(region_blocks_never_overlap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
