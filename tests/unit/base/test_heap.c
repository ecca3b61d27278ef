/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/heap.h"
#include "base/rand.h"

enum { ITEMS = 500 };

static void items_come_out_in_order_whatever_is_moved(void **state)
{
	(void)state;
	static struct heap_item items[ITEMS];
	struct heap h;
	rand_replay(test_seed(rand_u64()));
	heap_init(&h);
	for (int round = 0; round < 5000; round++) {
		struct heap_item *item = &items[rand_below(ITEMS)];
		if (rand_below(4) == 0)
			heap_remove(&h, item);
		else
			heap_put(&h, item, rand_below(1000));
	}
	int64_t last = -1;
	size_t n = 0;
	for (size_t i = 0; i < ITEMS; i++)
		n += items[i].place != 0;
	assert_int_equal(n, h.count);
	for (struct heap_item *f = heap_first(&h); f != NULL; f = heap_first(&h)) {
		assert_true(f->key >= last);
		last = f->key;
		heap_remove(&h, f);
		assert_int_equal(f->place, 0);
	}
	heap_deinit(&h);
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_come_out_in_order_whatever_is_moved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
