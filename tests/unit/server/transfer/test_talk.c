/* SPDX-License-Identifier: BSD-2-Clause */
#include "scripted_primary.h"
#include "server/transfer/primary_query.h"
#include "server/transfer/talk.h"

static const char *const soa[] = {XFR_SOA(7), NULL};
static unsigned messages;

static enum transfer_next on_message(void *ctx, struct span msg)
{
	(void)msg;
	messages++;
	return *(enum transfer_next *)ctx;
}

static enum err question(struct talk *t, enum transfer_next then)
{
	uint8_t query[512];
	size_t len;
	const struct primary_query q = {
		.id = 5, .qtype = RR_SOA, .zone = (const uint8_t *)"\7example"};
	assert_ok(primary_query_write(&q, (struct wall){0}, query, sizeof(query), &len));
	return talk_ask(t, span_of(query, len), on_message, &then);
}

static struct talk *begin(struct primary *p, const struct primary_step *steps,
                          const _Atomic bool *flag)
{
	primary_start(p, steps, NULL);
	const struct talk_options options = {.to = p->at, .terms = {.io_ms = 5000, .stop = flag}};
	return talk_new(&options);
}

static void end(struct primary *p, struct talk *t)
{
	talk_free(t);
	primary_stop(p);
}

static void questions_share_a_connection(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .lines = soa}, {0}};
	struct primary p;
	struct talk *t = begin(&p, steps, NULL);
	assert_false(talk_was_answered(t));
	for (unsigned i = 0; i < 3; i++)
		assert_ok(question(t, TRANSFER_DONE));
	assert_int_equal(p.connections, 1);
	assert_true(talk_was_answered(t));
	talk_hang_up(t);
	assert_ok(question(t, TRANSFER_DONE));
	assert_int_equal(p.connections, 2);
	end(&p, t);
}

/* RFC 7766 section 6.2.4 */
static void a_connection_that_was_given_up_is_opened_again(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_SOA, .lines = soa, .hangs_up = true}, {RR_SOA, .lines = soa}, {0}};
	struct primary p;
	struct talk *t = begin(&p, steps, NULL);
	assert_ok(question(t, TRANSFER_DONE));
	assert_ok(question(t, TRANSFER_DONE));
	assert_int_equal(p.connections, 2);
	end(&p, t);
}

static void a_server_that_hangs_up_on_us_is_not_asked_for_ever(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .hangs_up = true}, {0}};
	struct primary p;
	struct talk *t = begin(&p, steps, NULL);
	enum err e = question(t, TRANSFER_DONE);
	assert_true(e == E_CLOSED || e == E_CONNRESET);
	assert_int_equal(p.connections, 1);
	assert_false(talk_last_was_answered(t));
	end(&p, t);
}

static void after_a_stop_the_next_question_has_its_own_connection(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .lines = soa}, {0}};
	struct primary p;
	struct talk *t = begin(&p, steps, NULL);
	assert_int_equal(question(t, TRANSFER_STOP), E_CANCELED);
	assert_ok(question(t, TRANSFER_DONE));
	assert_int_equal(p.connections, 2);
	end(&p, t);
}

static _Atomic bool stop;

static void *stop_soon(void *arg)
{
	poll(NULL, 0, 20);
	atomic_store(&stop, true);
	return arg;
}

static void a_flag_ends_the_waiting(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA}, {0}};
	struct primary p;
	pthread_t thread;
	struct talk *t = begin(&p, steps, &stop);
	assert_int_equal(pthread_create(&thread, NULL, stop_soon, NULL), 0);
	assert_int_equal(question(t, TRANSFER_DONE), E_CANCELED);
	assert_true(talk_is_stopped(t));
	assert_int_equal(question(t, TRANSFER_DONE), E_CANCELED);
	pthread_join(thread, NULL);
	end(&p, t);
}

static void silence_ends_after_a_while(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA}, {0}};
	struct primary p;
	primary_start(&p, steps, NULL);
	const struct talk_options options = {.to = p.at, .terms.io_ms = 50};
	struct talk *t = talk_new(&options);
	assert_int_equal(question(t, TRANSFER_DONE), E_TIMEOUT);
	end(&p, t);
}

static void nobody_there_is_told(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA}, {0}};
	struct primary p;
	struct talk *t = begin(&p, steps, NULL);
	primary_stop(&p);
	assert_int_equal(question(t, TRANSFER_DONE), E_CONNREFUSED);
	assert_false(talk_was_answered(t));
	talk_free(t);
}

/* ---- what is remembered from one talk to the next ---- */

struct memory {
	struct primary primary;
	struct talk_options options;
};

static void remember(struct memory *m, const struct primary_step *steps)
{
	primary_start(&m->primary, steps, NULL);
	m->options = (struct talk_options){.to = m->primary.at,
	                                   .terms = {.io_ms = 5000,
	                                             .pool = conn_pool_new(2, 60000),
	                                             .unreached = unreached_new()}};
	unreached_set_delay(m->options.terms.unreached, 60000);
}

static void forget(struct memory *m)
{
	conn_pool_free(m->options.terms.pool);
	unreached_free(m->options.terms.unreached);
}

/* One question in a talk of its own; was the connection a kept one? */
static bool is_pooled(struct memory *m, enum transfer_next then, enum err wanted)
{
	struct talk *t = talk_new(&m->options);
	enum err e = question(t, then);
	assert_int_equal(e, wanted);
	bool pooled = talk_is_pooled(t);
	talk_free(t);
	return pooled;
}

static void a_connection_serves_the_next_talk(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .lines = soa}, {0}};
	struct memory m;
	remember(&m, steps);
	assert_false(is_pooled(&m, TRANSFER_DONE, OK));
	assert_true(is_pooled(&m, TRANSFER_DONE, OK));
	assert_true(is_pooled(&m, TRANSFER_DONE, OK));
	assert_int_equal(m.primary.connections, 1);
	primary_stop(&m.primary);
	forget(&m);
}

static void one_that_was_not_read_to_the_end_does_not(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .lines = soa}, {0}};
	struct memory m;
	remember(&m, steps);
	assert_false(is_pooled(&m, TRANSFER_STOP, E_CANCELED));
	assert_false(is_pooled(&m, TRANSFER_DONE, OK));
	assert_true(is_pooled(&m, TRANSFER_STOP, E_CANCELED));
	assert_int_equal(conn_pool_count(m.options.terms.pool), 0);
	struct talk *t = talk_new(&m.options);
	assert_ok(question(t, TRANSFER_DONE));
	talk_hang_up(t); /* what came was not to be trusted */
	talk_free(t);
	assert_int_equal(conn_pool_count(m.options.terms.pool), 0);
	primary_stop(&m.primary);
	forget(&m);
}

static void one_that_the_server_gives_up_is_replaced_once(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .lines = soa},
	                                            {RR_SOA, .hangs_up = true},
	                                            {RR_SOA, .lines = soa},
	                                            {RR_SOA, .hangs_up = true},
	                                            {0}};
	struct memory m;
	remember(&m, steps);
	assert_false(is_pooled(&m, TRANSFER_DONE, OK));
	/* The second question finds it closed, and is answered over another one. */
	assert_false(is_pooled(&m, TRANSFER_DONE, OK));
	assert_int_equal(m.primary.connections, 2);
	struct talk *t = talk_new(&m.options);
	assert_int_not_equal(question(t, TRANSFER_DONE), OK);
	assert_int_equal(m.primary.connections, 3);
	talk_free(t);
	primary_stop(&m.primary);
	forget(&m);
}

static void who_could_not_be_reached_is_not_tried_for_a_while(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .lines = soa}, {0}};
	struct memory m;
	remember(&m, steps);
	primary_stop(&m.primary);
	is_pooled(&m, TRANSFER_DONE, E_CONNREFUSED);
	is_pooled(&m, TRANSFER_DONE, E_UNREACHED);
	unreached_set_delay(m.options.terms.unreached, 0);
	is_pooled(&m, TRANSFER_DONE, E_CONNREFUSED);
	forget(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_share_a_connection),
		cmocka_unit_test(a_connection_that_was_given_up_is_opened_again),
		cmocka_unit_test(a_server_that_hangs_up_on_us_is_not_asked_for_ever),
		cmocka_unit_test(after_a_stop_the_next_question_has_its_own_connection),
		cmocka_unit_test(a_flag_ends_the_waiting),
		cmocka_unit_test(silence_ends_after_a_while),
		cmocka_unit_test(nobody_there_is_told),
		cmocka_unit_test(a_connection_serves_the_next_talk),
		cmocka_unit_test(one_that_was_not_read_to_the_end_does_not),
		cmocka_unit_test(one_that_the_server_gives_up_is_replaced_once),
		cmocka_unit_test(who_could_not_be_reached_is_not_tried_for_a_while),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
