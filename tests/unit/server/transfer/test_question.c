/* SPDX-License-Identifier: BSD-2-Clause */
#include "scripted_primary.h"
#include "server/transfer/question.h"
#include "server/transfer/set_query.h"
#include "zone_conf_text.h"

static unsigned taken, kept;

static enum err take(void *ctx, const struct msg *answer)
{
	taken++;
	assert_int_equal(answer->qtype, RR_DS);
	return *(enum err *)ctx;
}

static enum err ask_ds(struct question_answer *answer, const struct primary_step *steps,
                       bool secret, enum err taking)
{
	struct primary p;
	struct tsig_key key;
	uint8_t message[512];
	char peer[PEER_TEXT_MAX];
	size_t len;
	assert_ok(tsig_key_parse(&key, span_str("k:Zm9v")));
	primary_start(&p, steps, secret ? &key : NULL);
	struct conf *conf = zone_conf_text(&p.at, secret ? "    key: k\n" : "", "");
	const struct question q = {
		.remote = &conf->remotes[0],
		.terms = {.io_ms = 5000, .pool = conn_pool_new(2, 60000)},
	};
	taken = 0;
	assert_ok(set_query_write((const uint8_t *)"\7example", RR_DS, 7, message, sizeof(message),
	                          &len));
	enum err e = question_ask(answer, &q, message, len, sizeof(message), take, &taking);
	kept = conn_pool_count(q.terms.pool);
	question_peer(peer, &q, answer);
	assert_non_null(strstr(peer, secret ? " TCP, key k." : " TCP"));
	conn_pool_free(q.terms.pool);
	conf_free(conf);
	primary_stop(&p);
	assert_int_equal(e, answer->err);
	return e;
}

static const char *const nothing[] = {NULL};

static void an_answer_is_taken_and_the_connection_kept(void **state)
{
	(void)state;
	static const struct primary_step good[] = {{RR_DS, .lines = nothing}, {0}};
	struct question_answer a;
	assert_ok(ask_ds(&a, good, false, OK));
	assert_int_equal(taken, 1);
	assert_int_equal(kept, 1);
	assert_ok(ask_ds(&a, good, true, OK));
	assert_int_equal(taken, 1);
	assert_int_equal(ask_ds(&a, good, false, E_MALFORMED), E_MALFORMED);
	assert_int_equal(kept, 0);
}

static void an_error_code_is_told_and_nothing_taken(void **state)
{
	(void)state;
	static const struct primary_step refused[] = {{RR_DS, RCODE_REFUSED, .lines = nothing},
	                                              {0}};
	struct question_answer a;
	assert_ok(ask_ds(&a, refused, false, OK));
	assert_int_equal(a.rcode, RCODE_REFUSED);
	assert_int_equal(taken + kept, 0);
}

static void a_forged_signature_is_no_answer(void **state)
{
	(void)state;
	static const struct primary_step forged[] = {
		{RR_DS, .lines = nothing, .is_wrongly_signed = true}, {0}};
	struct question_answer a;
	assert_int_equal(ask_ds(&a, forged, true, OK), E_TSIG_SIG);
	assert_int_equal(taken + kept, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_taken_and_the_connection_kept),
		cmocka_unit_test(an_error_code_is_told_and_nothing_taken),
		cmocka_unit_test(a_forged_signature_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
