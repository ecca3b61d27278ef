/* SPDX-License-Identifier: BSD-2-Clause */
#include "scripted_primary.h"
#include "server/transfer/set_ask.h"
#include "zone_conf_text.h"

static void one_set_after_another_is_asked_for(void **state)
{
	(void)state;
	static const char *const keys[] = {"@ 60 DNSKEY 257 3 13 AAAA", "@ 60 DNSKEY 256 3 13 AAAA",
	                                   NULL},
				 *const none[] = {NULL};
	static const struct primary_step steps[] = {{RR_DNSKEY, .lines = keys},
	                                            {RR_CDS, .lines = none},
	                                            {RR_CDS, RCODE_REFUSED, .lines = none},
	                                            {0}};
	struct primary primary;
	struct question_answer answer;
	primary_start(&primary, steps, NULL);
	struct conf *conf = zone_conf_text(&primary.at, "", "");
	const struct question q = {.remote = &conf->remotes[0], .terms = {.io_ms = 5000}};
	struct set_asked a = {.name = conf->zones[0].name.wire, .type = RR_DNSKEY};
	arena_init(&a.arena, 4096);
	assert_ok(set_ask(&answer, &q, &a));
	assert_int_equal(a.reply.set.count, 2);
	assert_true(a.reply.authoritative);
	a.type = RR_CDS;
	assert_ok(set_ask(&answer, &q, &a));
	assert_int_equal(a.reply.set.count, 0);
	assert_ok(set_ask(&answer, &q, &a));
	assert_int_equal(answer.rcode, RCODE_REFUSED);
	assert_int_equal(primary.surprises, 0);
	arena_deinit(&a.arena);
	conf_free(conf);
	primary_stop(&primary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(one_set_after_another_is_asked_for)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
