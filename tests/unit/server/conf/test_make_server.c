/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

static void items_override_and_paths_are_joined(void **state)
{
	(void)state;
	struct conf *c = load("server:\n  rundir: run\n  identity: \"\"\n  nsid: 0x0102\n"
	                      "  listen: [127.0.0.1@5300, ::1, s.sock]\n  udp-max-payload: 4096\n"
	                      "  udp-max-payload-ipv6: 1400\ncontrol:\n  listen: c.sock\n"
	                      "log:\n  - target: stdout\n    any: info\n    zone: debug\n"
	                      "  - target: x.log\n    server: error\n");
	assert_string_equal(c->server.rundir, "/srv/run");
	assert_string_equal(c->server.identity, "");
	assert_true(span_equal(c->server.nsid, span_of("\1\2", 2)));
	assert_int_equal(c->server.listen_count, 3);
	assert_int_equal(addr_port(&c->server.listen[1]), 53);
	assert_int_equal(addr_family(&c->server.listen[2]), AF_UNIX);
	assert_int_equal(c->server.udp_max_payload4, 4096);
	assert_int_equal(c->server.udp_max_payload6, 1400);
	assert_string_equal(c->control.listen, "/srv/run/c.sock");
	assert_int_equal(c->logs[0].server, 4);
	assert_int_equal(c->logs[0].zone, 5);
	assert_string_equal(c->logs[1].target, "/srv/x.log");
	assert_int_equal(c->logs[1].zone, -1);
	conf_free(c);
}

static void databases_have_places_and_sizes(void **state)
{
	(void)state;
	struct conf *c = load(
		"database:\n  storage: db\n  journal-db: /j\n  timer-db-max-size: 2M\n"
		"  journal-db-mode: Asynchronous\nstatistics:\n  file: s.yaml\n");
	assert_string_equal(c->database.storage, "/srv/db");
	assert_string_equal(c->database.journal.path, "/j");
	assert_string_equal(c->database.kasp.path, "/srv/db/keys");
	assert_int_equal(c->database.timers.max_size, 2 << 20);
	assert_int_equal(c->database.journal_mode, JOURNAL_ASYNCHRONOUS);
	assert_string_equal(c->statistics.file, "/run/knot/s.yaml");
	assert_int_equal(c->statistics.timer_s, 0);
	conf_free(c);
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	expect_reason("server:\n  listen: 127.0.0.1@0\n", "line 2, item 'listen', value "
	                                                  "'127.0.0.1@0' (invalid port)");
	expect_reason("server:\n  key-file: a\n", "not available in this version");
	expect_reason("server:\n  udp-workers: 257\n", "(value is out of range)");
	expect_reason("server:\n  user: \":x\"\n", "(invalid parameter)");
	expect_reason("database:\n  kasp-db-max-size: 4M\n", "(value is out of range)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_override_and_paths_are_joined),
		cmocka_unit_test(databases_have_places_and_sizes),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
