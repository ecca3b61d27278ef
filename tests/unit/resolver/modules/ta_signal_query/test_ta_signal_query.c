/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static int setup(void **state)
{
	struct anchor *a;
	module_world_setup(state);
	anchors_add_root(mw.anchors);
	assert_ok(anchors_make(mw.anchors, nm("e."), &a));
	static const uint8_t ds[] = {0xab, 0xcd, 13, 2, 1, 2, 3, 4},
			     low[] = {0, 9, 13, 2, 1, 2, 3, 4}, same[] = {0, 9, 13, 4, 1, 2, 3, 4};
	assert_ok(anchor_add(a, RR_DS, 60, span_of(ds, sizeof(ds))));
	assert_ok(anchor_add(a, RR_DS, 60, span_of(low, sizeof(low))));
	assert_ok(anchor_add(a, RR_DS, 60, span_of(same, sizeof(same))));
	return module_load("ta_signal_query") == OK ? 0 : 1;
}

static void see(const char *name, uint16_t type, bool minimised)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	struct request r;
	struct query q;
	struct msg m;
	memset(&r, 0, sizeof(r));
	memset(&m, 0, sizeof(m));
	query_init(&q, nm(name), type);
	q.attempt.minimised = minimised;
	const struct msg *reply = &m;
	assert_int_equal(h->consume(h->ctx, &r, &q, &reply), HOOK_NEXT);
}

static void keys_that_are_fetched_are_signalled_by_tags_in_order(void **state)
{
	(void)state;
	see("e.", RR_DNSKEY, false);
	see("e.", RR_DNSKEY, false);         /* once */
	assert_int_equal(mw.asked_count, 0); /* not from within */
	module_wait(0);
	assert_int_equal(mw.asked_count, 1);
	assert_true(mw.asked[0].options.nonauth);
	module_answer("_ta-0009-abcd.e.", RR_NULL, RCODE_NXDOMAIN, NULL);
	see("e.", RR_DNSKEY, false);
	module_wait(0);
	module_answer("_ta-0009-abcd.e.", RR_NULL, RCODE_SERVFAIL, NULL);
	see(".", RR_DNSKEY, false);
	module_wait(0);
	module_answer("_ta-4f66-9728.", RR_NULL, RCODE_NXDOMAIN, NULL);
}

static void other_replies_signal_nothing(void **state)
{
	(void)state;
	see("e.", RR_DS, false);
	see("e.", RR_DNSKEY, true);
	see("www.e.", RR_DNSKEY, false);
	assert_int_equal(mw.timers[0]->ms, -1);
}

static void keys_that_are_not_trusted_are_not_told(void **state)
{
	(void)state;
	struct anchor *a = anchors_get(mw.anchors, nm("e."));
	a->keys.items[0].state = ANCHOR_ADD_PEND;
	see("e.", RR_DNSKEY, false);
	module_wait(0);
	module_answer("_ta-0009.e.", RR_NULL, RCODE_NXDOMAIN, NULL);
	a->keys.items[1].state = a->keys.items[2].state = ANCHOR_REVOKED;
	see("e.", RR_DNSKEY, false);
	module_wait(0);
	assert_int_equal(mw.asked_count, 0);
	see("e.", RR_DNSKEY, false);
	assert_true(anchors_remove(mw.anchors, nm("e.")));
	module_wait(0);
	assert_int_equal(mw.asked_count, 0);
}

static void a_label_has_room_for_so_many_tags(void **state)
{
	(void)state;
	struct anchor *a = anchors_get(mw.anchors, nm("e."));
	for (uint8_t i = 0; i < 20; i++) {
		const uint8_t ds[] = {1, i, 13, 2, i};
		assert_ok(anchor_add(a, RR_DS, 60, span_of(ds, sizeof(ds))));
	}
	see("e.", RR_DNSKEY, false);
	module_wait(0);
	assert_int_equal(mw.asked_count, 1);
	assert_int_equal(mw.asked[0].name.wire[0], 63);
}

static void when_too_much_is_under_way_it_waits_for_the_next_time(void **state)
{
	(void)state;
	mw.busy = true;
	see("e.", RR_DNSKEY, false);
	module_wait(0);
	mw.busy = false;
	see("e.", RR_DNSKEY, false);
	module_wait(0);
	assert_int_equal(mw.asked_count, 1);
}

#undef MODULE_TEST
#define MODULE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, module_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(keys_that_are_fetched_are_signalled_by_tags_in_order),
		MODULE_TEST(other_replies_signal_nothing),
		MODULE_TEST(keys_that_are_not_trusted_are_not_told),
		MODULE_TEST(a_label_has_room_for_so_many_tags),
		MODULE_TEST(when_too_much_is_under_way_it_waits_for_the_next_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
