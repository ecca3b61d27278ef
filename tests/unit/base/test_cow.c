/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "base/cow.h"
#include "base/rand.h"

#include <string.h>

static void cow_drop_frees_fresh_blocks_at_once(void **state)
{
	(void)state;
	struct region r;
	struct cow c;
	struct cow_blocks retired;
	region_init(&r, MEM_ZONE, 0);
	cow_init(&c, &r);
	void *block = cow_alloc(&c, 100);
	assert_true(cow_is_fresh(&c, block));
	assert_true(r.used > 0);
	cow_drop(&c, block, 100);
	assert_false(cow_is_fresh(&c, block));
	assert_int_equal(r.used, 0);
	cow_finish(&c, &retired);
	assert_int_equal(retired.count, 0);
	region_deinit(&r);
}

static void cow_drop_retires_blocks_others_may_see(void **state)
{
	(void)state;
	struct region r;
	struct cow c;
	struct cow_blocks retired;
	region_init(&r, MEM_ZONE, 0);
	void *old = region_alloc(&r, 64);
	memset(old, 0x5a, 64);
	cow_init(&c, &r);
	assert_false(cow_is_fresh(&c, old));
	cow_drop(&c, old, 64);
	assert_int_equal(((uint8_t *)old)[63], 0x5a);
	assert_int_equal(c.retired_bytes, 64);
	cow_finish(&c, &retired);
	assert_int_equal(retired.count, 1);
	assert_ptr_equal(retired.items[0].at, old);
	region_free(&r, retired.items[0].at, retired.items[0].size);
	assert_int_equal(r.used, 0);
	VEC_FREE(&retired);
	region_deinit(&r);
}

static void cow_abort_leaves_what_was_there(void **state)
{
	(void)state;
	struct region r;
	struct cow c;
	region_init(&r, MEM_ZONE, 0);
	uint8_t *old = region_alloc(&r, 64);
	memset(old, 7, 64);
	size_t used = r.used;
	cow_init(&c, &r);
	for (size_t i = 1; i < 500; i++)
		memset(cow_alloc(&c, i), 1, i);
	cow_drop(&c, old, 64);
	cow_abort(&c);
	assert_int_equal(r.used, used);
	assert_int_equal(old[0], 7);
	region_deinit(&r);
}

static void cow_knows_its_fresh_blocks_among_many(void **state)
{
	(void)state;
	enum { BLOCKS = 5000 };
	static void *blocks[BLOCKS];
	struct region r;
	struct cow c;
	rand_replay(test_seed(rand_u64()));
	region_init(&r, MEM_ZONE, 0);
	cow_init(&c, &r);
	for (size_t i = 0; i < BLOCKS; i++)
		blocks[i] = cow_alloc(&c, 8 + i % 100);
	for (size_t i = 0; i < BLOCKS; i++) {
		if (rand_below(2) == 0) {
			cow_drop(&c, blocks[i], 8 + i % 100);
			blocks[i] = NULL;
		}
	}
	for (size_t i = 0; i < BLOCKS; i++)
		assert_true(blocks[i] == NULL || cow_is_fresh(&c, blocks[i]));
	cow_abort(&c);
	assert_int_equal(r.used, 0);
	region_deinit(&r);
}

static void cow_adopts_blocks_cut_by_others(void **state)
{
	(void)state;
	struct region r;
	struct cow c;
	region_init(&r, MEM_ZONE, 0);
	cow_init(&c, &r);
	void *block = region_alloc(&r, 40);
	cow_adopt(&c, block, 40);
	assert_true(cow_is_fresh(&c, block));
	cow_abort(&c);
	assert_int_equal(r.used, 0);
	region_deinit(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cow_drop_frees_fresh_blocks_at_once),
		cmocka_unit_test(cow_drop_retires_blocks_others_may_see),
		cmocka_unit_test(cow_abort_leaves_what_was_there),
		cmocka_unit_test(cow_adopts_blocks_cut_by_others),
		cmocka_unit_test(cow_knows_its_fresh_blocks_among_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
