/* SPDX-License-Identifier: BSD-2-Clause */
#include "serve_world.h"

static struct world w;

static int setup(void **state)
{
	(void)state;
	world_init(&w);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	world_deinit(&w);
	return 0;
}

static void a_question_is_found_out_and_then_known(void **state)
{
	struct msg m;
	(void)state;
	world_ask(&w, "www.Example.", RR_A, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
	assert_int_equal(m.count[SECTION_ANSWER], 1);
	assert_int_equal(m.flags, MSG_QR | MSG_RD | MSG_RA);
	assert_false(m.edns.present);
	assert_int_equal(w.asked, 1);
	world_ask(&w, "WWW.example.", RR_A, 4096, &m);
	assert_int_equal(m.count[SECTION_ANSWER], 1);
	assert_memory_equal(m.qname.wire, "\3WWW\7example", 13);
	assert_true(m.edns.present);
	assert_int_equal(m.edns.udp_size, 1232);
	assert_int_equal(w.asked, 1);
}

static void without_cache_every_question_is_asked(void **state)
{
	struct msg m;
	(void)state;
	serve_settings(w.serve)->request.no_cache = true;
	world_ask(&w, "www.example.", RR_A, 0, &m);
	world_ask(&w, "www.example.", RR_A, 0, &m);
	assert_int_equal(w.asked, 2);
}

static void rules_refuse_without_asking(void **state)
{
	uint8_t query[512];
	struct msg m;
	struct serve_numbers n;
	(void)state;
	w.front.refuse_no_rd = true;
	world_ask(&w, "example.", RR_AXFR, 0, &m);
	assert_int_equal(msg_rcode(&m), RCODE_NOTIMP);
	size_t len = world_query(query, 1, "example.", RR_A, 0);
	wire_set_u16(query + 2, 0); /* RD=0 */
	world_send(&w, span_of(query, len));
	assert_true(world_wait(&w, 2000));
	assert_int_equal(w.reply[3] & 15, RCODE_REFUSED);
	serve_get_numbers(w.serve, &n);
	assert_int_equal(n.queries, 2);
	assert_int_equal(n.refused, 2);
	assert_int_equal(w.asked, 0);
}

struct seen {
	unsigned count, cached, edns;
	int64_t elapsed_ns;
	unsigned rcode; /* of the last */
};

static void on_answered(void *ctx, const struct front_answer *a)
{
	struct seen *seen = ctx;
	seen->count++;
	seen->cached += a->cached;
	seen->edns += a->edns;
	seen->elapsed_ns += a->elapsed_ns;
	seen->rcode = a->message.data[3] & 15;
}

static void a_module_sees_every_answer(void **state)
{
	struct seen seen = {0};
	struct msg m;
	(void)state;
	w.front.answered = on_answered;
	w.front.answered_ctx = &seen;
	world_ask(&w, "www.example.", RR_A, 0, &m);
	assert_true(seen.count == 1 && seen.cached == 0 && seen.elapsed_ns > 0);
	world_ask(&w, "www.example.", RR_A, 4096, &m); /* a hit */
	assert_true(seen.count == 2 && seen.cached == 1 && seen.edns == 1);
	world_ask(&w, "other.", RR_ANY, 0, &m); /* a task that asks nobody */
	assert_true(seen.count == 3 && seen.cached == 2);
	world_ask(&w, "example.", RR_AXFR, 0, &m);
	assert_true(seen.count == 4 && seen.rcode == RCODE_NOTIMP);
}

static void without_rd_it_is_resolved_unless_a_module_refuses(void **state)
{
	uint8_t query[512];
	(void)state;
	size_t len = world_query(query, 1, "example.", RR_A, 0);
	wire_set_u16(query + 2, 0);
	world_send(&w, span_of(query, len));
	assert_true(world_wait(&w, 2000));
	assert_int_equal(w.reply[3] & 15, RCODE_NOERROR);
	w.front.refuse_no_rd = true; /* also what is known */
	world_send(&w, span_of(query, len));
	assert_true(world_wait(&w, 2000));
	assert_int_equal(w.reply[3] & 15, RCODE_REFUSED);
}

static void responses_and_runts_get_no_reply(void **state)
{
	uint8_t query[512];
	struct serve_numbers n;
	(void)state;
	size_t len = world_query(query, 1, "example.", RR_A, 0);
	query[2] |= MSG_QR >> 8;
	world_send(&w, span_of(query, len));
	world_send(&w, span_of(query, 11));
	assert_false(world_wait(&w, 50));
	serve_get_numbers(w.serve, &n);
	assert_int_equal(n.dropped, 2);
}

static void closing_with_questions_under_way_leaves_nothing(void **state)
{
	uint8_t query[512];
	(void)state;
	w.silent = true;
	size_t len = world_query(query, 1, "slow.example.", RR_A, 0);
	world_send(&w, span_of(query, len));
	assert_false(world_wait(&w, 30));
	assert_int_equal(w.asked, 1);
	/* world_deinit closes; the sanitizers look for what is left. */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_question_is_found_out_and_then_known, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(without_cache_every_question_is_asked, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(rules_refuse_without_asking, setup, teardown),
		cmocka_unit_test_setup_teardown(a_module_sees_every_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(without_rd_it_is_resolved_unless_a_module_refuses,
	                                        setup, teardown),
		cmocka_unit_test_setup_teardown(responses_and_runts_get_no_reply, setup, teardown),
		cmocka_unit_test_setup_teardown(closing_with_questions_under_way_leaves_nothing,
	                                        setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
