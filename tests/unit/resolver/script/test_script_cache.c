/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

#include <sys/stat.h>

SCRIPT_TEST(sizes_are_set_by_assignment_and_call, {"cache.size", "0\n"},
            {"cache.size = 10 * MB", ""}, {"cache.size", "10485760\n"},
            {"cache.current_size", "10485760\n"}, {"cache.open(1 * MB)", "true\n"},
            {"cache = { size = 2 * MB }", ""}, {"cache.size", "2097152\n"},
            {"cache.open(8191)", "~invalid cache size specified"},
            {"cache.open(0/0)", "~invalid cache size specified"},
            {"cache.size = 'x'", "~expected 'open("}, {"cache.fssize() > 0", "true\n"})

SCRIPT_TEST(storage_is_a_folder, {"cache.storage", "lmdb://\n"},
            {"cache.backends()['lmdb://']", "false\n"}, {"cache.storage = 'lmdb://'", ""},
            {"cache.size", "10485760\n"}, {"cache.backends()['lmdb://']", "true\n"},
            {"cache.open(1 * MB, 'lmdb://below')", "true\n"}, {"cache.storage", "lmdb://below\n"},
            {"cache.current_storage", "lmdb://below\n"},
            {"cache.storage = 'redis://'", "~unsupported cache backend"},
            {"cache.open(1 * MB, 'lmdb:///proc/nowhere')",
             "~can't open cache path '/proc/nowhere'"},
            {"cache.storage", "lmdb://below\n"}, {"cache.count()", "0\n"},
            {"cache.open(1 * MB, 'lmdb://.')", "true\n"}, {"cache.storage", "lmdb://\n"})

SCRIPT_TEST(a_closed_cache_says_so, {"cache.count()", "~no cache is open yet"},
            {"cache.close()", "false\n"}, {"cache.open(1 * MB)", "true\n"},
            {"cache.count()", "0\n"}, {"cache.close()", "true\n"},
            {"cache.stats()", "~no cache is open yet"}, {"cache.clear()", "~no cache is open yet"},
            {"cache.max_ttl()", "~no cache is open yet"})

SCRIPT_TEST(ttl_limits_do_not_cross, {"cache.open(1 * MB)", "true\n"}, {"cache.min_ttl()", "0\n"},
            {"cache.max_ttl()", "518400\n"}, {"cache.min_ttl(30)", "30\n"},
            {"cache.max_ttl(30)", "~max_ttl must be larger"}, {"cache.max_ttl(60)", "60\n"},
            {"cache.min_ttl(60)", "~min_ttl must be smaller"}, {"cache.min_ttl(-1)", "~min_ttl"},
            {"cache.max_ttl(0/0)", "~max_ttl"}, {"cache.max_ttl()", "60\n"},
            {"cache.ns_tout()", "1000\n"}, {"cache.ns_tout(50)", "50\n"},
            {"cache.ns_tout(-1)", "~ns_tout"})

SCRIPT_TEST(clearing_takes_a_name_or_nothing, {"cache.open(1 * MB)", "true\n"},
            {"cache.clear()", "true\n"}, {"cache.clear('*.example.com.')", "0\n"},
            {"cache.clear('*. P')", "0\n"}, {"cache.clear('example.com.').count", "0\n"},
            {"cache.clear('example.com.').subtree", ".\n"},
            {"cache.clear('example.com.', true).not_apex",
             "to clear proofs of non-existence call cache.clear('.')\n"},
            {"cache.clear('.').not_apex", "nil\n"},
            {"cache.clear('example.com.', true, 'AAAA').count", "0\n"},
            {"cache.clear('example.com.', true, kres.type.AAAA).count", "0\n"},
            {"cache.clear('a', true, 1.5)", "~incorrect rr_type"},
            {"cache.clear('a', true, {})", "~incorrect rr_type"},
            {"cache.clear('a..b')", "~incorrect name passed"},
            {"cache.clear('a', true, 'X')", "~incorrect rr_type"},
            {"cache.clear('a', false, 'A')", "~only makes sense with exact=true"},
            {"cache.clear('a', false, nil, 0)", "~chunk_size"},
            {"cache.clear_everything()", "true\n"}, {"cache.count()", "0\n"},
            {"cache.stats().hit", "0\n"}, {"cache.prune().pruned", "0\n"},
            {"cache.checkpoint().walltime.sec > 1700000000", "true\n"},
            {"cache.checkpoint(true)", "true\n"})

static void what_is_cached_can_be_looked_at(void **state)
{
	struct script_world s;
	struct msg m;
	static const struct row open[] = {{"cache.open(1 * MB)", "true\n"}};
	static const struct row look[] = {
		{"#cache.get('www.example.')['www.example.'].A", "1\n"},
		{"cache['www.example.']['www.example.'].A[1].type", "1\n"},
		{"#cache['www.example.']['www.example.'].A[1].rdata", "4\n"},
		{"cache.get('*.example.')['www.example.'] ~= nil", "true\n"},
		{"cache.get('*.')['www.example.'] ~= nil", "true\n"},
		{"next(cache.get('example.')) == nil", "true\n"},
		{"next(cache.get('www.example. P')) == nil", "true\n"},
		{"cache['nowhere.'] == nil", "true\n"},
		{"cache.clear('example.', false, nil, 1).count > 0", "true\n"},
		{"cache['www.example.'] == nil", "true\n"},
	};
	(void)state;
	script_world_init(&s);
	script_world_run(&s, open, ARRAY_LEN(open));
	world_ask(&s.w, "www.example.", RR_A, 0, &m);
	script_world_run(&s, look, ARRAY_LEN(look));
	script_world_deinit(&s);
}

/* What was put is there after a restart. */
static void the_file_outlives_the_process(void **state)
{
	struct script_world s;
	struct msg m;
	static const struct row open[] = {{"cache.open(1 * MB)", "true\n"}};
	static const struct row full[] = {{"cache.open(1 * MB)", "true\n"},
	                                  {"cache['www.example.'] ~= nil", "true\n"}};
	(void)state;
	script_world_init(&s);
	script_world_run(&s, open, ARRAY_LEN(open));
	world_ask(&s.w, "www.example.", RR_A, 0, &m);
	script_world_deinit(&s);
	script_world_init(&s);
	script_world_run(&s, full, ARRAY_LEN(full));
	world_ask(&s.w, "www.example.", RR_A, 0, &m);
	assert_int_equal(s.w.asked, 0);
	script_world_deinit(&s);
}

static void a_cleared_cache_asks_again(void **state)
{
	struct script_world s;
	struct msg m;
	static const struct row full[] = {{"cache.count() > 0", "true\n"},
	                                  {"cache.stats().answer_count", "1\n"}};
	static const struct row clear[] = {{"cache.clear()", "true\n"}};
	(void)state;
	static const struct row open[] = {{"cache.open(1 * MB)", "true\n"},
	                                  {"cache.clear()", "true\n"}};
	script_world_init(&s);
	assert_false(script_cache_is_open(s.script));
	script_world_run(&s, open, ARRAY_LEN(open));
	assert_true(script_cache_is_open(s.script));
	world_ask(&s.w, "www.example.", RR_A, 0, &m);
	script_world_run(&s, full, ARRAY_LEN(full));
	script_world_run(&s, clear, ARRAY_LEN(clear));
	world_ask(&s.w, "www.example.", RR_A, 0, &m);
	assert_int_equal(s.w.asked, 2);
	script_world_deinit(&s);
}

static bool is_true(struct script_world *s, const char *command)
{
	struct text out;
	text_init(&out);
	assert_true(script_eval(s->script, span_str(command), &out));
	bool yes = strcmp(out.buf, "true\n") == 0;
	text_deinit(&out);
	return yes;
}

/* A cache with two names below example. */
static void world_with_two(struct script_world *s)
{
	static const struct row open[] = {{"cache.open(1 * MB)", "true\n"}};
	struct msg m;
	script_world_init(s);
	script_world_run(s, open, ARRAY_LEN(open));
	world_ask(&s->w, "a.example.", RR_A, 0, &m);
	world_ask(&s->w, "b.example.", RR_A, 0, &m);
}

static void clearing_goes_on_by_itself(void **state)
{
	struct script_world s;
	static const struct row rows[] = {
		{"r = cache.clear('example.', false, nil, 1)", ""}, {"r.count", "1\n"},
		{"r.chunk_limit", "chunk size limit reached\n"},    {"r.round", "1\n"},
		{"next(cache.get('*.example.')) ~= nil", "true\n"},
	};
	(void)state;
	world_with_two(&s);
	script_world_run(&s, rows, ARRAY_LEN(rows));
	while (!is_true(&s, "next(cache.get('*.example.')) == nil"))
		uv_run(&s.w.loop, UV_RUN_ONCE);
	script_world_deinit(&s);
}

static void a_callback_decides_whether_clearing_goes_on(void **state)
{
	struct script_world s;
	static const struct row rows[] = {
		{"function see(n, e, t, c, r) seen = r.count end", ""},
		{"cache.clear('example.', false, nil, 1, see).round", "1\n"},
		{"seen", "1\n"},
	};
	(void)state;
	world_with_two(&s);
	script_world_run(&s, rows, ARRAY_LEN(rows));
	script_world_deinit(&s);
}

static char folder[64];

static void remove_files(void)
{
	static const char *const names[] = {"below/data.mdb", "below/lock.mdb", "data.mdb",
	                                    "lock.mdb"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlink(names[i]);
	rmdir("below");
}

/* Each case begins in an empty working directory. */
static int enter(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/bowline-script-%d", (int)getpid());
	return mkdir(folder, 0700) == 0 && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	remove_files();
	return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sizes_are_set_by_assignment_and_call),
		CASE(storage_is_a_folder),
		CASE(a_closed_cache_says_so),
		CASE(ttl_limits_do_not_cross),
		CASE(clearing_takes_a_name_or_nothing),
		CASE(what_is_cached_can_be_looked_at),
		CASE(the_file_outlives_the_process),
		CASE(a_cleared_cache_asks_again),
		CASE(clearing_goes_on_by_itself),
		CASE(a_callback_decides_whether_clearing_goes_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
