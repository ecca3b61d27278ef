/* SPDX-License-Identifier: BSD-2-Clause */
#include "../ddns_return.h"
#include "server/jobs/ddns_queue.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct ddns_request *request(size_t len)
{
	static uint8_t octets[65535], reply[12];
	struct ddns_request *r = ddns_request_new(span_of(octets, len),
	                                          span_of(reply, sizeof(reply)), NULL, NULL);
	r->to = returned_later(NULL);
	return r;
}

static void requests_come_out_in_order_at_once(void **state)
{
	struct ddns_queue q;
	struct list out;
	(void)state;
	ddns_queue_init(&q, &lock);
	list_init(&out);
	assert_int_equal(ddns_queue_take(&q, &out), 0);
	for (size_t i = 20; i < 30; i++)
		assert_ok(ddns_queue_put(&q, request(i), false));
	assert_int_equal(ddns_queue_take(&q, &out), 10);
	assert_int_equal(ddns_queue_take(&q, &out), 0);
	size_t expected = 20;
	LIST_EACH_SAFE (it, &out) {
		struct ddns_request *r = LIST_ITEM(it, struct ddns_request, link);
		assert_int_equal(r->len, expected++);
		list_remove(it);
		ddns_request_drop(r);
	}
	ddns_queue_deinit(&q);
}

/* Fill it; how many went in. */
static unsigned fill(bool frozen, size_t len)
{
	struct ddns_queue q;
	unsigned count = 0;
	returned = (struct ddns_returned){0};
	ddns_queue_init(&q, &lock);
	for (;;) {
		struct ddns_request *r = request(len);
		if (ddns_queue_put(&q, r, frozen) != OK) {
			ddns_request_drop(r);
			break;
		}
		count++;
	}
	ddns_queue_deinit(&q);
	/* What waits when the zone goes is answered. */
	assert_int_equal(returned.replies, count);
	assert_int_equal(returned_rcode(), RCODE_SERVFAIL);
	return count;
}

static void there_are_bounds(void **state)
{
	(void)state;
	assert_int_equal(fill(true, 20), DDNS_QUEUE_FROZEN);
	assert_int_equal(fill(false, 20), DDNS_QUEUE_MAX);
	assert_int_equal(fill(false, 65535), DDNS_QUEUE_OCTETS / 65535);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_come_out_in_order_at_once),
		cmocka_unit_test(there_are_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
