/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static void what_is_cached_is_not_asked(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	p.wall.s += 50;
	play_begin("W.e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.answer[0].data.ttl, 10);
	p.wall.s += 10;
	play_begin("w.e.", RR_A);
	assert_false(p.answered);
}

static void no_cache_asks_again(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9"}));
	p.options.no_cache = true;
	play_begin("w.e.", RR_A);
	assert_false(p.answered);
}

static void the_closest_known_zone_is_asked(void **state)
{
	(void)state;
	play_begin("w.e.", RR_MX);
	play_reply(REPLY(.authority = {"e. 60 NS a.e."}, .additional = {"a.e. 60 A 192.0.2.3"}));
	play_reply(REPLY(.flags = MSG_AA));
	play_begin("v.e.", RR_A);
	assert_int_equal(play_server(), 3);
	play_begin("e.", RR_DS); /* of the parent */
	assert_int_equal(play_server(), 1);
	p.wall.s += 61;
	play_begin("u.e.", RR_A); /* the delegation has expired */
	assert_int_equal(play_server(), 1);
}

static void cached_dnames_cover_what_is_below(void **state)
{
	(void)state;
	play_begin("x.d.e.", RR_A);
	play_reply(
		REPLY(.flags = MSG_AA, .answer = {"d.e. 60 DNAME t.e.", "x.t.e. 60 A 192.0.2.9"}));
	assert_true(p.answered);
	play_begin("y.d.e.", RR_A);
	assert_true(name_equal(p.asked.qname.wire, nm("y.t.e.")));
}

static void failures_are_known_for_a_moment(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_fail(E_UNREACHABLE);
	play_begin("w.e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.ede, EDE_CACHED);
	p.wall.s += 5;
	play_begin("w.e.", RR_A);
	assert_false(p.answered);
}

/* Gives an A record for t.e. and a denial for what is below n.e. */
static enum hook_result give(void *ctx, struct request *r, struct query *q)
{
	(void)ctx;
	if (name_is_under(q->name, nm("n.e.")))
		q->result = QUERY_NODATA;
	else if (name_equal(q->name, nm("t.e.")))
		q->result = QUERY_ANSWER;
	else
		return HOOK_NEXT;
	q->set = (struct req_set){.data = {.owner = q->name,
	                                   .type = RR_A,
	                                   .class_ = CLASS_IN,
	                                   .ttl = 5,
	                                   .count = 1,
	                                   .size = 6,
	                                   .records = arena_dup(&r->arena, "\0\4\300\0\2\7", 6)}};
	return HOOK_FOUND;
}

static void a_module_may_know_the_result(void **state)
{
	const struct engine_hook hook = {.name = "m", .find = give};
	(void)state;
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("t.e.", RR_A);
	assert_true(p.answered && !p.r.answer.authoritative && !p.r.answer.secure);
	assert_int_equal(p.r.answer.answer[0].data.records[5], 7);
	play_begin("x.n.e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.rcode, RCODE_NOERROR);
	assert_int_equal(p.r.answer.answer_count, 0);
	play_begin("alias.e.", RR_A); /* the target of an alias is asked for too */
	assert_false(p.answered);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"alias.e. 60 CNAME t.e."}));
	assert_true(p.answered);
	assert_int_equal(p.r.answer.answer_count, 2);
	assert_false(p.r.answer.authoritative);
}

static void the_cache_has_its_place_among_modules(void **state)
{
	struct engine_hook hook = {.name = "m", .order = ENGINE_HOOK_CACHE + 1, .find = give};
	(void)state;
	play_begin("t.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"t.e. 60 A 192.0.2.9"}));
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("t.e.", RR_A);
	assert_int_equal(p.r.answer.answer[0].data.records[5], 9);
	play_begin("y.n.e.", RR_A);
	assert_true(p.answered);
	assert_ok(engine_hooks_remove(&p.hooks, "m"));
	hook.order = ENGINE_HOOK_CACHE - 1;
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("t.e.", RR_A);
	assert_int_equal(p.r.answer.answer[0].data.records[5], 7);
}

static void glue_is_an_answer_for_the_modest(void **state)
{
	(void)state;
	play_begin("w.e.", RR_MX);
	play_reply(REPLY(.authority = {"e. 60 NS a.e."}, .additional = {"a.e. 60 A 192.0.2.3"}));
	play_reply(REPLY(.flags = MSG_AA));
	play_begin("a.e.", RR_A);
	assert_false(p.answered);
	p.options.nonauth = true;
	play_begin("a.e.", RR_A);
	assert_true(p.answered);
	assert_int_equal(rrset_first(&p.r.answer.answer[0].data).data[3], 3);
	play_begin("e.", RR_NS);
	assert_true(p.answered);
	assert_int_equal(p.r.answer.answer_count, 1);
	p.options.nonauth = false; /* it has not become one for others */
	play_begin("a.e.", RR_A);
	assert_false(p.answered);
}

static struct cut cut_seen;

static enum hook_result see_cut(void *ctx, struct request *r, struct query *q)
{
	(void)ctx, (void)r;
	cut_seen = q->cut;
	return HOOK_NEXT;
}

static void the_cut_is_found_for_cached_answers_too(void **state)
{
	(void)state;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.authority = {"e. 60 NS a.e."}, .additional = {"a.e. 60 A 192.0.2.3"}));
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 CNAME v.e."}));
	play_reply(REPLY(.flags = MSG_AA, .answer = {"v.e. 60 A 192.0.2.3"}));
	const struct engine_hook hook = {.name = "m", .order = 0, .find = see_cut};
	assert_ok(engine_hooks_add(&p.hooks, &hook));
	play_begin("w.e.", RR_A);
	assert_true(name_is_root(cut_seen.name));
	p.options.always_cut = true;
	play_begin("w.e.", RR_A); /* seen when the query goes on with the alias's target */
	assert_true(p.answered);
	assert_true(name_equal(cut_seen.name, nm("e.")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(what_is_cached_is_not_asked),
		PLAY(no_cache_asks_again),
		PLAY(the_closest_known_zone_is_asked),
		PLAY(cached_dnames_cover_what_is_below),
		PLAY(failures_are_known_for_a_moment),
		PLAY(a_module_may_know_the_result),
		PLAY(the_cache_has_its_place_among_modules),
		PLAY(glue_is_an_answer_for_the_modest),
		PLAY(the_cut_is_found_for_cached_answers_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
