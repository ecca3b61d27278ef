/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void hooks_are_ordered(void **state)
{
	(void)state;
	struct engine_hooks h;
	static const struct engine_hook in[] = {{.name = "c", .order = 5},
	                                        {.name = "a", .order = -1},
	                                        {.name = "d", .order = 5},
	                                        {.name = "b"}};
	engine_hooks_init(&h);
	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		assert_ok(engine_hooks_add(&h, &in[i]));
	for (size_t i = 0; i < ARRAY_LEN(in); i++)
		assert_int_equal(h.list[i].name[0], 'a' + (int)i);
	assert_int_equal(engine_hooks_add(&h, &in[0]), E_EXISTS);
	assert_ok(engine_hooks_remove(&h, "b"));
	assert_int_equal(engine_hooks_remove(&h, "b"), E_NOTFOUND);
	assert_int_equal(h.count, 3);
	assert_string_equal(h.list[1].name, "c");
}

static void the_table_is_bounded(void **state)
{
	(void)state;
	struct engine_hooks h;
	char names[ENGINE_HOOKS_MAX + 1][8];
	engine_hooks_init(&h);
	for (int i = 0; i <= ENGINE_HOOKS_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "h%d", i);
		struct engine_hook hook = {.name = names[i]};
		assert_int_equal(engine_hooks_add(&h, &hook), i < ENGINE_HOOKS_MAX ? OK : E_LIMIT);
	}
}

/* ---- questions of hooks ---- */

struct asker {
	unsigned calls;
	struct query *pushed[2];
	const char *names[2];
};

/* Ask for the names the first time, and let the query go on the second. */
static enum hook_result ask_once(struct asker *a, struct request *r)
{
	a->calls++;
	if (a->pushed[0] != NULL)
		return HOOK_NEXT;
	for (size_t i = 0; i < 2 && a->names[i] != NULL; i++) {
		a->pushed[i] = hook_push(r, nm(a->names[i]), RR_A);
		assert_non_null(a->pushed[i]);
	}
	return HOOK_YIELD;
}

static bool is_client(const struct query *q)
{
	return q->purpose == QUERY_CLIENT;
}

static enum hook_result on_find(void *ctx, struct request *r, struct query *q)
{
	return is_client(q) ? ask_once(ctx, r) : HOOK_NEXT;
}

static enum hook_result on_consume(void *ctx, struct request *r, struct query *q,
                                   const struct msg **reply)
{
	(void)reply;
	return is_client(q) ? ask_once(ctx, r) : HOOK_NEXT;
}

static enum hook_result on_finish(void *ctx, struct request *r)
{
	return ask_once(ctx, r);
}

static const uint8_t *last_octets(const struct query *q)
{
	assert_int_equal(q->state, QUERY_DONE);
	assert_int_equal(q->result, QUERY_ANSWER);
	return rrset_first(&q->set.data).data;
}

static void a_find_hook_asks_first(void **state)
{
	(void)state;
	struct asker a = {.names = {"one.example.", "two.example."}};
	const struct engine_hook hook = {.name = "m", .ctx = &a, .find = on_find};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	assert_true(name_equal(p.asked.qname.wire, nm("two.example."))); /* the last one first */
	play_reply(REPLY(.flags = MSG_AA, .answer = {"two.example. 60 A 192.0.2.22"}));
	assert_true(name_equal(p.asked.qname.wire, nm("one.example.")));
	assert_int_equal(a.calls, 1);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"one.example. 60 A 192.0.2.21"}));
	assert_int_equal(a.calls, 2);
	assert_int_equal(last_octets(a.pushed[0])[3], 21);
	assert_int_equal(last_octets(a.pushed[1])[3], 22);
	assert_true(name_equal(p.asked.qname.wire, nm("www.example.")));
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_int_equal(p.r.answer.answer_count, 1);
}

static void a_consume_hook_keeps_the_reply(void **state)
{
	(void)state;
	struct asker a = {.names = {"one.example."}};
	const struct engine_hook hook = {.name = "m", .ctx = &a, .consume = on_consume};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_false(p.answered);
	assert_true(name_equal(p.asked.qname.wire, nm("one.example.")));
	play_fail(E_TIMEOUT); /* asked again, and at last given up: the hook sees it */
	while (!p.answered)
		play_fail(E_TIMEOUT);
	assert_int_equal(a.calls, 2);
	assert_int_equal(a.pushed[0]->result, QUERY_FAILED);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_int_equal(rrset_first(&p.r.answer.answer[0].data).data[3], 20);
}

/* ---- replies that hooks change ---- */

/* Puts another last octet of an address into the reply, and says what it was. */
struct changer {
	uint8_t octet, was;
	unsigned left; /* calls that still ask a question of their own */
};

static enum hook_result change(void *ctx, struct request *r, struct query *q,
                               const struct msg **reply)
{
	struct changer *c = ctx;
	struct msg *m;
	if (q->purpose != QUERY_CLIENT)
		return HOOK_NEXT;
	struct span wire = (*reply)->wire;
	m = arena_alloc(&r->arena, sizeof(*m));
	uint8_t *octets = arena_dup(&r->arena, wire.data, wire.len);
	struct msg_iter it = msg_records(*reply);
	struct msg_rr rr;
	assert_true(msg_next(&it, &rr));
	c->was = octets[rr.rdata_at + 3];
	octets[rr.rdata_at + 3] = c->octet;
	assert_ok(msg_parse(m, span_of(octets, wire.len)));
	*reply = m;
	if (c->left == 0)
		return HOOK_NEXT;
	c->left--;
	assert_non_null(hook_push(r, nm("one.example."), RR_A));
	return HOOK_YIELD;
}

static int octet_of_answer(void)
{
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	return rrset_first(&p.r.answer.answer[0].data).data[3];
}

static void what_comes_before_iterate_changes_what_is_judged(void **state)
{
	(void)state;
	struct changer front = {.octet = 7}, back = {.octet = 8}, last = {.octet = 9};
	const struct engine_hook hooks[] = {
		{.name = "front", .order = -1, .ctx = &front, .consume = change},
		{.name = "back", .order = 1, .ctx = &back, .consume = change},
		{.name = "last", .order = 2, .ctx = &last, .consume = change},
	};
	for (size_t i = 0; i < ARRAY_LEN(hooks); i++)
		assert_ok(engine_hooks_add(&p.hooks, &hooks[i]));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_int_equal(octet_of_answer(), 7);
	assert_int_equal(front.was, 20);
	assert_int_equal(back.was, 7);
	assert_int_equal(last.was, 8);
}

static void a_changed_reply_is_kept_while_a_hook_waits(void **state)
{
	(void)state;
	struct changer front = {.octet = 7, .left = 1}, back = {.octet = 8, .left = 1};
	const struct engine_hook hooks[] = {
		{.name = "front", .order = -1, .ctx = &front, .consume = change},
		{.name = "back", .order = 1, .ctx = &back, .consume = change},
	};
	for (size_t i = 0; i < ARRAY_LEN(hooks); i++)
		assert_ok(engine_hooks_add(&p.hooks, &hooks[i]));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_int_equal(front.was, 20);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"one.example. 60 A 192.0.2.21"}));
	assert_int_equal(front.was, 7);         /* its own change, the second time */
	assert_int_equal(octet_of_answer(), 7); /* the question of the other one is known */
	assert_int_equal(back.was, 8);
}

static enum hook_result end_query(void *ctx, struct request *r, struct query *q,
                                  const struct msg **reply)
{
	unsigned *calls = ctx;
	(void)r;
	(void)reply;
	(*calls)++;
	query_fail(q, EDE_OTHER, "broken");
	return HOOK_FAILED;
}

static void a_consume_hook_ends_the_query(void **state)
{
	(void)state;
	unsigned calls = 0;
	const struct engine_hook hook = {.name = "m", .ctx = &calls, .consume = end_query};
	assert_ok(hints_add(&p.hints, nm("l."), span_of((uint8_t[]){192, 0, 2, 2}, 4), 53));
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_true(p.answered); /* nobody else is asked */
	assert_int_equal(calls, 1);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
	assert_string_equal(p.r.answer.ede_text, "broken");
}

/* Sends a found answer on to another name, once. */
static enum hook_result redirect(void *ctx, struct request *r, struct query *q)
{
	unsigned *calls = ctx;
	if (q->purpose == QUERY_CLIENT && (*calls)++ == 0)
		assert_ok(query_restart(q, nm("other.example."), r->options.limits.cname_steps));
	return HOOK_NEXT;
}

static void a_found_hook_lets_the_query_go_on(void **state)
{
	(void)state;
	unsigned calls = 0;
	const struct engine_hook hook = {.name = "m", .ctx = &calls, .found = redirect};
	const char *const names[] = {"other.example.", "www.example."};
	const char *const answers[] = {"other.example. 60 A 192.0.2.31",
	                               "www.example. 60 A 192.0.2.30"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		play_begin(names[i], RR_A);
		play_reply(REPLY(.flags = MSG_AA, .answer = {answers[i]}));
	}
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	assert_int_equal(octet_of_answer(), 31);
	assert_int_equal(calls, 2);
}

static void a_finish_hook_asks_last(void **state)
{
	(void)state;
	struct asker a = {.names = {"one.example."}};
	const struct engine_hook hook = {.name = "m", .ctx = &a, .finish = on_finish};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_false(p.answered);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"one.example. 60 A 192.0.2.21"}));
	assert_true(p.answered);
	assert_int_equal(a.calls, 2);
	assert_int_equal(last_octets(a.pushed[0])[3], 21);
	assert_int_equal(rrset_first(&p.r.answer.answer[0].data).data[3], 20);
}

static void a_finish_hook_gets_no_more_time(void **state)
{
	(void)state;
	struct asker a = {.names = {"one.example."}};
	const struct engine_hook hook = {.name = "m", .ctx = &a, .finish = on_finish};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	p.now = p.r.budget.deadline;
	play_step((struct engine_event){.type = ENGINE_WAKE});
	assert_true(play_has(ENGINE_CANCEL));
	assert_true(p.answered);
	assert_int_equal(a.calls, 2);
	assert_int_equal(a.pushed[0]->result, QUERY_FAILED);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_null(hook_push(&p.r, nm("late.example."), RR_A));
}

static enum hook_result yield_idly(void *ctx, struct request *r, struct query *q)
{
	(void)ctx, (void)r, (void)q;
	return HOOK_YIELD;
}

static void waiting_for_nothing_is_a_failure(void **state)
{
	(void)state;
	const struct engine_hook hook = {.name = "m", .find = yield_idly};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

static enum hook_result ask_for_ever(void *ctx, struct request *r)
{
	unsigned *count = ctx;
	if (hook_push(r, nm("one.example."), RR_A) == NULL)
		return HOOK_NEXT;
	(*count)++;
	return HOOK_YIELD;
}

static void questions_of_hooks_are_bounded(void **state)
{
	(void)state;
	unsigned count = 0;
	const struct engine_hook hook = {.name = "m", .ctx = &count, .finish = ask_for_ever};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	play_reply(REPLY(.flags = MSG_AA, .answer = {"one.example. 60 A 192.0.2.21"}));
	assert_true(p.answered);
	assert_int_equal(count, p.options.limits.hook_queries);
}

/* ---- what was found, what is sent ---- */

static enum hook_result on_found(void *ctx, struct request *r, struct query *q)
{
	assert_int_equal(q->state, QUERY_DONE);
	return is_client(q) ? ask_once(ctx, r) : HOOK_NEXT;
}

static void what_the_cache_has_is_shown(void **state)
{
	(void)state;
	struct asker a = {.names = {"one.example."}};
	const struct engine_hook hook = {.name = "m", .ctx = &a, .found = on_found};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_true(p.answered);
	assert_int_equal(a.calls, 0); /* it came from a server */
	assert_ptr_equal(p.r.plan.ended->below, NULL);
	play_begin("www.example.", RR_A);
	assert_false(p.answered);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"one.example. 60 A 192.0.2.21"}));
	assert_true(p.answered);
	assert_int_equal(a.calls, 2);
	assert_int_equal(last_octets(a.pushed[0])[3], 21);
	assert_int_equal(rrset_first(&p.r.answer.answer[0].data).data[3], 20);
	assert_ptr_equal(p.r.plan.ended->ended_before, a.pushed[0]);
}

static enum hook_result object(void *ctx, struct request *r, struct query *q)
{
	(void)ctx, (void)r, (void)q;
	return HOOK_FAILED;
}

static void what_the_cache_has_may_be_refused(void **state)
{
	(void)state;
	const struct engine_hook hook = {.name = "m", .found = object};
	play_begin("www.example.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"www.example. 60 A 192.0.2.20"}));
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
}

/* Nothing may go to 192.0.2.1. */
static enum hook_result keep_from_first(void *ctx, struct request *r, struct query *q,
                                        const struct hook_message *m)
{
	unsigned *count = ctx;
	struct msg msg;
	(void)r, (void)q;
	(*count)++;
	assert_ok(msg_parse(&msg, m->wire));
	assert_int_equal(msg.qtype, RR_A);
	return addr_octets(&m->to).data[3] == 1 ? HOOK_FAILED : HOOK_NEXT;
}

static void a_message_may_be_kept_from_a_server(void **state)
{
	(void)state;
	unsigned count = 0;
	const struct engine_hook hook = {.name = "m", .ctx = &count, .checkout = keep_from_first};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("www.example.", RR_A);
	assert_true(p.answered); /* there is no other */
	assert_int_equal(count, 1);
	assert_int_equal(p.r.answer.rcode, RCODE_SERVFAIL);
	assert_ok(hints_add(&p.hints, nm("l."), span_of((uint8_t[]){192, 0, 2, 2}, 4), 53));
	play_begin("ftp.example.", RR_A);
	assert_false(p.answered);
	assert_int_equal(play_server(), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hooks_are_ordered),
		cmocka_unit_test(the_table_is_bounded),
		PLAY(a_find_hook_asks_first),
		PLAY(a_consume_hook_keeps_the_reply),
		PLAY(what_comes_before_iterate_changes_what_is_judged),
		PLAY(a_changed_reply_is_kept_while_a_hook_waits),
		PLAY(a_consume_hook_ends_the_query),
		PLAY(a_found_hook_lets_the_query_go_on),
		PLAY(a_finish_hook_asks_last),
		PLAY(a_finish_hook_gets_no_more_time),
		PLAY(waiting_for_nothing_is_a_failure),
		PLAY(questions_of_hooks_are_bounded),
		PLAY(what_the_cache_has_is_shown),
		PLAY(what_the_cache_has_may_be_refused),
		PLAY(a_message_may_be_kept_from_a_server),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
