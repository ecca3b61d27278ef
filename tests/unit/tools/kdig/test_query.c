/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include "tools/kdig/query.h"

static void defaults_are_those_of_the_manual(void **state)
{
	(void)state;
	struct kdig_query q;
	kdig_query_init(&q);
	assert_int_equal(q.timeout_ms, 5000);
	assert_int_equal(q.retries, 2);
	assert_int_equal(q.lookup.type, RR_A);
	assert_int_equal(q.lookup.class_, CLASS_IN);
	assert_int_equal(q.lookup.flags, MSG_RD | MSG_AD);
	assert_int_equal(q.family, AF_UNSPEC);
	assert_true(q.stats && q.style.header && q.style.answer && q.style.idn);
	assert_true(!q.tcp && !q.short_ && !q.json && !q.qr && !q.has_key);
	assert_int_equal(q.port[0], '\0');
	kdig_query_deinit(&q);
}

static void the_secret_is_wiped_at_the_end(void **state)
{
	(void)state;
	struct kdig_query q;
	struct server_arg server = {.host = "a"};
	static const uint8_t nothing[3];
	kdig_query_init(&q);
	q.name = mem_strdup("a");
	VEC_PUSH(&q.servers.args, server);
	assert_ok(tsig_key_parse(&q.key, span_str("k:Zm9v")));
	kdig_query_deinit(&q);
	assert_memory_equal(q.key.secret, nothing, sizeof(nothing));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_manual),
		cmocka_unit_test(the_secret_is_wiped_at_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
