/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/request.h"

#include "support.h"

static void a_reset_forgets_all_but_owner_and_memory(void **state)
{
	(void)state;
	struct request r;
	struct req_client c;
	struct req_options o;
	req_options_init(&o);
	req_client_internal(&c, name_root, RR_NS, false);
	req_init(&r);
	assert_int_equal(r.stage, REQ_ANSWERED);
	r.owner = &c;
	req_reset(&r, 7, &c, &o);
	assert_int_equal(r.stage, REQ_NEW);
	arena_alloc(&r.arena, 100);
	r.asks = 9;
	req_reset(&r, 8, &c, &o);
	assert_int_equal(r.id, 8);
	assert_int_equal(r.asks, 0);
	assert_int_equal(r.arena.used, 0);
	assert_int_equal(r.arena.limit, REQ_ARENA_LIMIT);
	assert_non_null(r.arena.head); /* one block is kept */
	assert_ptr_equal(r.owner, &c);
	req_deinit(&r);
	assert_int_equal(r.stage, REQ_ANSWERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reset_forgets_all_but_owner_and_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
