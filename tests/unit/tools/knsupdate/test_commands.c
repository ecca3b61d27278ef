/* SPDX-License-Identifier: BSD-2-Clause */
#include "session_world.h"

#include "base/mem.h"

static void good(const char *line)
{
	assert_ok(world_run(line));
	assert_string_equal(told.text, "");
}

static void bad(const char *line, const char *expected)
{
	assert_int_equal(world_run(line), E_INVALID);
	assert_string_equal(told.text, expected);
}

static void settings_are_taken(void **state)
{
	(void)state;
	good("server 192.0.2.1 5300");
	assert_string_equal(world.server.host, "192.0.2.1");
	assert_string_equal(world.server.service, "5300");
	good("server ::1");
	assert_string_equal(world.server.service, "");
	good("local 127.0.0.9 77");
	assert_int_equal(addr_port(&world.local), 77);
	good("  zone example.  ");
	assert_int_equal(world.request.zone.len, 9);
	good("origin sub.example");
	assert_int_equal(world.request.origin.len, 13);
	good("class CH");
	assert_int_equal(world.request.class_, CLASS_CH);
	good("ttl 77");
	assert_int_equal(world.request.default_ttl, 77);
	good("key hmac-sha1:k Zm9v");
	assert_true(world.has_key);
	assert_int_equal(world.key.alg, DIGEST_SHA1);
}

static void empty_lines_and_comments_do_nothing(void **state)
{
	(void)state;
	good("");
	good("   \n");
	good("; send");
}

static void both_forms_of_commands_work(void **state)
{
	(void)state;
	good("add a 60 A 192.0.2.1");
	good("update add a 60 A 192.0.2.1");
	good("del a");
	good("delete a");
	good("update del a");
	good("update  delete a A");
	assert_int_equal(world.request.updates.count, 6);
	good("prereq nxdomain a");
	good("yxdomain a");
	good("prereq yxrrset a A");
	good("nxrrset a A");
	assert_int_equal(world.request.prereqs.count, 4);
}

static void mistakes_are_told(void **state)
{
	(void)state;
	bad("foo", ";; ERROR: unexpected literal: 'foo'\n");
	bad("se", ";; ERROR: unexpected literal: 'se', did you mean 'send' ?\n");
	bad("ADD a 60 A 192.0.2.1", ";; ERROR: unexpected literal: 'ADD a 60 A 192.0.2.1'\n");
	bad("update", ";; ERROR: unexpected literal: ''\n");
	bad("prereq foo", ";; ERROR: unexpected literal: 'foo'\n");
	bad("zone a..b", ";; ERROR: failed to parse zone 'a..b'\n");
	bad("origin", ";; ERROR: failed to parse zone ''\n");
	bad("class XX", ";; ERROR: failed to parse class 'XX'\n");
	bad("ttl 1h", ";; ERROR: failed to parse ttl '1h'\n");
	bad("ttl 99999999999", ";; ERROR: failed to parse ttl '99999999999'\n");
	bad("key a", ";; ERROR: invalid key specification\n");
	bad("key a YWE= x", ";; ERROR: invalid key specification\n");
	bad("local 1.2.3", ";; ERROR: failed to parse address '1.2.3'\n");
	bad("local 127.0.0.1 99999", ";; ERROR: failed to parse port '99999'\n");
	bad("send", ";; ERROR: no zone specified\n");
	bad("gsstsig", ";; ERROR: gsstsig not supported\n");
	bad("oldgsstsig", ";; ERROR: oldgsstsig not supported\n");
	bad("realm x", ";; ERROR: realm not supported\n");
}

static void quitting_ends_it(void **state)
{
	(void)state;
	good("quit");
	assert_true(world.is_over);
	world.is_over = false;
	good("exit");
	assert_true(world.is_over);
}

static void words_complete_when_one_is_meant(void **state)
{
	(void)state;
	char *more = commands_complete("sho");
	assert_string_equal(more, "w ");
	mem_free(more);
	assert_null(commands_complete("s"));
	assert_null(commands_complete("zonex"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, world_begin, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(settings_are_taken),
		CASE(empty_lines_and_comments_do_nothing),
		CASE(both_forms_of_commands_work),
		CASE(mistakes_are_told),
		CASE(quitting_ends_it),
		CASE(words_complete_when_one_is_meant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
