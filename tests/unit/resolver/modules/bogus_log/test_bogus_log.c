/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

#include "report/group_log.h"

static void what_did_not_validate_is_counted(void **state)
{
	struct request r;
	(void)state;
	assert_ok(module_load("bogus_log"));
	const struct engine_hook *h = &mw.hooks.list[0];
	memset(&r, 0, sizeof(r));
	req_client_internal(&r.client, nm("Bad.e."), RR_DNSKEY, false);
	req_answer_init(&r.answer);
	group_log_set_target(GROUP_LOG_STDOUT);
	assert_int_equal(h->finish(h->ctx, &r), HOOK_NEXT);
	module_says("bogus_log", "frequent", NULL, "[]");
	r.answer.bogus = true;
	assert_int_equal(h->finish(h->ctx, &r), HOOK_NEXT);
	r.answer.ede = EDE_EXPIRED;
	assert_int_equal(h->finish(h->ctx, &r), HOOK_NEXT);
	r.answer.ede_text = "of www";
	assert_int_equal(h->finish(h->ctx, &r), HOOK_NEXT);
	module_says("bogus_log", "frequent", NULL,
	            "[{\"count\":3,\"name\":\"bad.e.\",\"type\":\"DNSKEY\"}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {MODULE_TEST(what_did_not_validate_is_counted)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
