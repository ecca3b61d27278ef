/* SPDX-License-Identifier: BSD-2-Clause */
#include "scripted_primary.h"
#include "server/transfer/notify.h"
#include "zone_conf_text.h"

static unsigned kept; /* connections after the last one was told */

static enum err tell(const struct primary_step *steps, bool secret, unsigned io_ms)
{
	struct primary p;
	struct tsig_key key;
	assert_ok(tsig_key_parse(&key, span_str("k:Zm9v")));
	primary_start(&p, steps, secret ? &key : NULL);
	struct conf *conf = zone_conf_text(&p.at, secret ? "    key: k\n" : "", "");
	struct zone_version *v = zone_from_text("example.",
	                                        (const char *[]){XFR_SOA(7), "@ 60 NS a", NULL});
	const struct notify_plan plan = {
		.conf = &conf->zones[0],
		.remote = &conf->remotes[0],
		.version = v,
		.terms = {.io_ms = io_ms, .pool = conn_pool_new(2, 60000)}};
	enum err e = notify_send(&plan);
	kept = conn_pool_count(plan.terms.pool);
	conn_pool_free(plan.terms.pool);
	assert_int_equal(p.surprises, 0);
	assert_int_equal(p.asked, 1);
	zone_version_free(v);
	conf_free(conf);
	primary_stop(&p);
	return e;
}

static const char *const nothing[] = {NULL};

static void an_answer_is_delivery_whatever_it_says(void **state)
{
	(void)state;
	static const struct primary_step good[] = {{RR_SOA, .lines = nothing, .is_notify = true},
	                                           {0}};
	static const struct primary_step refused[] = {
		{RR_SOA, RCODE_REFUSED, .lines = nothing, .is_notify = true}, {0}};
	assert_ok(tell(good, false, 5000));
	assert_int_equal(kept, 1);
	assert_ok(tell(refused, false, 5000));
	assert_int_equal(kept, 0);
}

static void silence_and_closing_are_no_delivery(void **state)
{
	(void)state;
	static const struct primary_step silent[] = {{RR_SOA}, {0}};
	static const struct primary_step rude[] = {{RR_SOA, .hangs_up = true}, {0}};
	assert_int_equal(tell(silent, false, 50), E_TIMEOUT);
	assert_true(tell(rude, false, 5000) != OK);
}

static void a_signed_notice_wants_a_signed_answer(void **state)
{
	(void)state;
	static const struct primary_step good[] = {{RR_SOA, .lines = nothing, .is_notify = true},
	                                           {0}};
	static const struct primary_step forged[] = {
		{RR_SOA, .lines = nothing, .is_notify = true, .is_wrongly_signed = true}, {0}};
	assert_ok(tell(good, true, 5000));
	assert_int_equal(kept, 1);
	assert_int_equal(tell(forged, true, 5000), E_TSIG_SIG);
	assert_int_equal(kept, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_delivery_whatever_it_says),
		cmocka_unit_test(silence_and_closing_are_no_delivery),
		cmocka_unit_test(a_signed_notice_wants_a_signed_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
