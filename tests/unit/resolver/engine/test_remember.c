/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

static bool cached(enum cache_kind kind, const char *name, uint16_t type, struct cache_entry *e)
{
	return cache_get(p.env.cache, CACHE_KEY(kind, nm(name), type), p.wall, &p.r.arena, e);
}

static void what_came_along_is_not_kept(void **state)
{
	(void)state;
	struct cache_entry e;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .answer = {"w.e. 60 A 192.0.2.9", "x.e. 60 A 192.0.2.6"},
	                 .authority = {"e. 60 NS evil.", "v.e. 60 NS evil."},
	                 .additional = {"evil. 60 A 192.0.2.6"}));
	assert_true(cached(CACHE_SET, "w.e.", RR_A, &e));
	assert_int_equal(e.rank, CACHE_RANK_INDET | CACHE_RANK_AUTH);
	assert_false(cached(CACHE_SET, "x.e.", RR_A, &e));
	assert_false(cached(CACHE_CUT, "e.", RR_NS, &e));
	assert_false(cached(CACHE_CUT, "v.e.", RR_NS, &e));
	assert_false(cached(CACHE_GLUE, "evil.", RR_A, &e));
}

static void delegations_keep_their_glue_apart_from_answers(void **state)
{
	(void)state;
	struct cache_entry e;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.authority = {"e. 60 NS a.e."},
	                 .additional = {"a.e. 60 A 192.0.2.3", "b.e. 60 A 192.0.2.4"}));
	assert_true(cached(CACHE_CUT, "e.", RR_NS, &e));
	assert_true(cached(CACHE_GLUE, "a.e.", RR_A, &e));
	assert_false(cached(CACHE_GLUE, "b.e.", RR_A, &e));
	assert_false(cached(CACHE_SET, "a.e.", RR_A, &e));
	assert_false(cached(CACHE_SET, "e.", RR_NS, &e));
}

static void negative_answers_last_as_the_soa_says(void **state)
{
	(void)state;
	struct cache_entry e;
	play_begin("w.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA | 3, .authority = {"e. 600 SOA a. b. 1 2 3 4 30"}));
	assert_true(cached(CACHE_NXDOMAIN, "w.e.", 0, &e));
	assert_int_equal(e.ttl, 30);
	play_begin("v.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA, .authority = {"e. 20 SOA a. b. 1 2 3 4 30"}));
	assert_true(cached(CACHE_NODATA, "v.e.", RR_A, &e));
	assert_int_equal(e.ttl, 20);
	play_begin("u.e.", RR_A);
	play_reply(REPLY(.flags = MSG_AA)); /* without SOA: not at all */
	assert_false(cached(CACHE_NODATA, "u.e.", RR_A, &e));
}

static void made_cnames_are_not_kept(void **state)
{
	(void)state;
	struct cache_entry e;
	play_begin("x.d.e.", RR_A);
	play_reply(
		REPLY(.flags = MSG_AA, .answer = {"d.e. 60 DNAME t.e.", "x.t.e. 60 A 192.0.2.9"}));
	assert_true(cached(CACHE_SET, "d.e.", RR_DNAME, &e));
	assert_false(cached(CACHE_SET, "x.d.e.", RR_CNAME, &e));
}

static void permissive_glue_is_not_kept(void **state)
{
	(void)state;
	struct cache_entry e;
	p.options.mode = REQ_MODE_PERMISSIVE;
	play_begin("w.v.e.", RR_A);
	play_reply(REPLY(.authority = {"e. 60 NS a.e."}, .additional = {"a.e. 60 A 192.0.2.3"}));
	play_reply(REPLY(.authority = {"v.e. 60 NS n.f."}, .additional = {"n.f. 60 A 192.0.2.4"}));
	assert_int_equal(play_server(), 4);
	assert_false(cached(CACHE_GLUE, "n.f.", RR_A, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(what_came_along_is_not_kept),
		PLAY(delegations_keep_their_glue_apart_from_answers),
		PLAY(negative_answers_last_as_the_soa_says),
		PLAY(made_cnames_are_not_kept),
		PLAY(permissive_glue_is_not_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
