/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

#include <sys/stat.h>

SCRIPT_TEST(modules_are_loaded_and_unloaded, {"hints.get()", "~module 'hints' is not loaded"},
            {"modules.load('hints   >  iterate')", "true\n"},
            {"table.concat(modules.list(), ' ', 1, 4)", "iterate hints validate cache\n"},
            {"modules.load('hints < rrcache')", "true\n"},
            {"table.concat(modules.list(), ' ', 1, 4)", "iterate validate hints cache\n"},
            {"modules.unload('hints')", "true\n"},
            {"modules.unload('hints')", "~No such file or directory"},
            {"hints.set('a.b 192.0.2.1')", "~module 'hints' is not loaded"})

SCRIPT_TEST(wrong_ones_are_refused, {"modules.load('no-such')", "~No such file or directory"},
            {"modules.load('etcd')", "~module 'etcd' is not available in this version"},
            {"modules.load('hints > nothing')", "~referenced module not found"},
            {"modules.load('hints >')", "~expected 'load(string module)'"},
            {"modules.load('hints = cache')", "~expected 'load(string module)'"},
            {"modules.load('')", "~expected 'load(string module)'"},
            {"modules.load(5)", "~expected 'load(string module)'"},
            {"modules.load('../hints')", "~No such file"},
            {"modules = 5", "~'modules' takes a table"},
            {"modules.unload('cache')", "~No such file or directory"},
            {"hints.x", "~module 'hints' is not loaded"})

SCRIPT_TEST(
	some_are_there_without_being_told,
	{"table.concat(modules.list(), ' ')",
         "iterate validate cache ta_signal_query policy priming detect_time_skew detect_time_jump "
         "ta_sentinel edns_keepalive ta_update refuse_nord watchdog extended_error\n"},
	{"modules.unload('refuse_nord')", "true\n"}, {"refuse_nord == nil", "true\n"},
	{"modules = { 'refuse_nord < cache' }", ""}, {"modules.list()[3]", "refuse_nord\n"},
	{"modules = { edns_keepalive = 5 }", "~module 'edns_keepalive' takes no configuration"})

SCRIPT_TEST(properties_are_fields, {"modules.load('stats')", "true\n"},
            {"stats['filter.match'] = 5", ""}, {"stats['filter.match']", "5\n"},
            {"stats.set('x y', 2)", "nil\n"}, {"stats['x y']", "2\n"}, {"stats.nothing", "nil\n"},
            {"stats.set('x')", "~stats.set: expected"},
            {"stats.list('iter')['iterator.udp']", "7\n"}, {"#stats.frequent()", "0\n"},
            {"modules = { 'nsid' }", ""}, {"nsid.name('instance 1')", "instance 1\n"},
            {"nsid.name()", "instance 1\n"}, {"nsid.x", "~module 'nsid' has no 'x'"},
            {"nsid.x = 1", "~'x' cannot be set"})

SCRIPT_TEST(configuration_is_handed_over,
            {"modules = { hints = { path = '/x' } }", "~expected 'config(string path)'"},
            {"hints.get()", "~module 'hints' is not loaded"}, {"modules = { 'hints' }", ""},
            {"hints['a.b'] = '192.0.2.1'", ""}, {"hints.set('a.b', '192.0.2.2').result", "true\n"},
            {"modules = { 'hints' }", ""}, /* already there: as it is */
            {"#hints['a.b'].result", "2\n"}, {"hints.get('x') == nil", "true\n"},
            {"hints = { ['c.d'] = '::1' }", ""}, {"hints.get('c.d')[1]", "::1\n"},
            {"hints.use_nodata(true).result", "true\n"},
            {"hints.use_nodata(5)", "~expected 'use_nodata(bool)'"},
            {"hints.root({ ['a.root.'] = '192.0.2.7' })['a.root.'][1]", "192.0.2.7\n"},
            {"hints.root()['a.root.'][1]", "192.0.2.7\n"},
            {"modules = { hints = '/nonexistent' }", "~/nonexistent: No such file"},
            {"hints.get('c.d')[1]", "::1\n"})

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
}

static void modules_in_lua_are_found_in_their_folder(void **state)
{
	char folder[] = "/tmp/bowline-modules-XXXXXX", inner[80], command[100], removal[100];
	struct script_world s;
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(inner, sizeof(inner), "%s/counter", folder);
	assert_int_equal(mkdir(inner, 0700), 0);
	write_file(inner, "counter.lua",
	           "local M = { count = 0 }\n"
	           "function M.init() M.count = M.count + 1 end\n"
	           "function M.deinit() ended = (ended or 0) + 1 end\n"
	           "function M.config(c) if c == 'bad' then error('bad value') end M.conf = c end\n"
	           "return M\n");
	write_file(folder, "broken.lua", "x = = 1\n");
	write_file(folder, "empty.lua", "");
	write_file(folder, "layered.lua", "return { layer = {} }");
	write_file(folder, "failing.lua", "return { init = function() error('no') end }");
	script_world_init(&s);
	snprintf(command, sizeof(command), "moduledir('%s') == moduledir()", folder);
	const struct row rows[] = {
		{command, "true\n"},
		{"modules.load('counter < cache')", "true\n"},
		{"counter.count", "1\n"},
		{"modules.list()[3]", "counter\n"},
		{"modules = { counter = { a = 1 } }", ""},
		{"counter.conf.a", "1\n"},
		{"modules = { counter = 'bad' }", "~bad value"},
		{"counter.conf.a", "1\n"},
		{"modules.unload('counter')", "true\n"},
		{"counter == nil and ended", "1\n"},
		{"modules = { counter = 'bad' }", "~bad value"},
		{"counter == nil and ended", "2\n"},
		{"modules.load('broken')", "~broken.lua:1: unexpected symbol"},
		{"modules.load('empty')", "~its file does not return a table"},
		{"modules.load('layered')", "true\n"},
		{"modules.unload('layered')", "true\n"},
		{"modules.load('failing')", "~failing.lua:1: no"},
		{"failing", "nil\n"},
		{"moduledir(5)", "~expected 'moduledir(string path)'"},
	};
	script_world_run(&s, rows, ARRAY_LEN(rows));
	script_world_deinit(&s);
	snprintf(removal, sizeof(removal), "rm -r %s", folder);
	assert_int_equal(system(removal), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modules_are_loaded_and_unloaded),
		cmocka_unit_test(wrong_ones_are_refused),
		cmocka_unit_test(some_are_there_without_being_told),
		cmocka_unit_test(properties_are_fields),
		cmocka_unit_test(configuration_is_handed_over),
		cmocka_unit_test(modules_in_lua_are_found_in_their_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
