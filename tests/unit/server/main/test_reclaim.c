/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/attr.h"
#include "server/main/reclaim.h"
#include "../zone_text.h"
#include "server/zone/slot.h"
#include <pthread.h>
#include <stdatomic.h>

static _Atomic unsigned released;

static void release(void *ptr)
{
	assert_ptr_equal(ptr, &released);
	atomic_fetch_add(&released, 1);
}

static void what_is_put_is_released_once(void **state)
{
	(void)state;
	static const char *const lines[] = {"@ 1 SOA a b 1 1 1 1 1", NULL};
	struct reclaim *r = reclaim_new();
	for (int i = 0; i < 100; i++)
		reclaim_put(r, release, &released);
	reclaim_zone(r, NULL);
	/* A pinned version holds up nothing but itself and those after it. */
	struct zone_version *pinned = zone_from_text("example.", lines);
	zone_version_pin(pinned);
	reclaim_zone(r, pinned);
	reclaim_zone(r, zone_from_text("example.", lines));
	zone_version_unpin(pinned);
	reclaim_free(r);
	assert_int_equal(atomic_load(&released), 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_is_released_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
