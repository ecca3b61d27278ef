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

static void messages_are_kept_up_to_a_length(void **state)
{
	static uint8_t octets[REQ_MESSAGE_MAX + 1] = {1, 2, 3};
	struct req_options o;
	struct req_client c;
	struct request r;
	(void)state;
	req_options_init(&o);
	req_client_internal(&c, name_root, RR_NS, false);
	req_init(&r);
	req_reset(&r, 1, &c, &o);
	req_keep_message(&r, span_of(octets, sizeof(octets)));
	assert_int_equal(r.message.len, 0);
	req_keep_message(&r, span_of(octets, REQ_MESSAGE_MAX));
	assert_int_equal(r.message.len, REQ_MESSAGE_MAX);
	assert_ptr_not_equal(r.message.data, octets);
	assert_memory_equal(r.message.data, octets, REQ_MESSAGE_MAX);
	req_reset(&r, 2, &c, &o);
	assert_int_equal(r.message.len, 0);
	req_deinit(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reset_forgets_all_but_owner_and_memory),
		cmocka_unit_test(messages_are_kept_up_to_a_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
