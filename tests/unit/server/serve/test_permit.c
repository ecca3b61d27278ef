/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/edns.h"
#include "server/serve/permit.h"
#include "../serve_world.h"

static void rules_of_the_zone_decide(void **state)
{
	(void)state;
	struct world w;
	struct addr near, far;
	world_init(&w);
	assert_ok(addr_parse(&near, span_str("127.0.0.1"), 1));
	assert_ok(addr_parse(&far, span_str("127.0.0.2"), 1));
	struct answer_query q = {.slot = w.slot};
	struct serve_client client = {.peer = &near, .protocol = PROTOCOL_TCP};
	assert_true(permit_may(&q, &client, ACTION_TRANSFER));
	assert_false(permit_may(&q, &client, ACTION_UPDATE));
	client.peer = &far;
	assert_false(permit_may(&q, &client, ACTION_TRANSFER));
	client.key = &w.conf->keys[0];
	assert_true(permit_may(&q, &client, ACTION_TRANSFER));
	assert_string_equal(permit_conf(&q)->text, "example.");
	q.slot = NULL;
	assert_false(permit_may(&q, &client, ACTION_TRANSFER));
	assert_null(permit_conf(&q));
	world_deinit(&w);
}

static void replies_carry_the_code(void **state)
{
	(void)state;
	uint8_t query[100], reply[512];
	size_t len = world_query(query, sizeof(query), "example.", RR_AXFR);
	struct answer_query q = {
		.query = span_of(query, len), .reply = reply, .reply_cap = sizeof(reply)};
	permit_reply(&q, RCODE_REFUSED, EDE_NONE);
	assert_int_equal(q.rcode, RCODE_REFUSED);
	assert_int_equal(reply[3] & 15, RCODE_REFUSED);
	assert_int_equal(q.reply_len, len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_of_the_zone_decide),
		cmocka_unit_test(replies_carry_the_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
