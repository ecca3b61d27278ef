/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/conf/conf.h"

static const struct conf_machine machine = {
	.hostname = "host.example",
	.cpus = 4,
	.max_files = 1000,
	.rundir = "/run/knot",
	.storage = "/var/lib/knot",
	.cwd = "/srv",
};

static struct conf *load(const char *text)
{
	struct conf *c = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	enum err e = conf_new_text(&c, span_str(text), &machine, &error, &warnings);
	if (e != OK)
		print_message("%s\n", error.buf);
	assert_ok(e);
	text_deinit(&error);
	text_deinit(&warnings);
	return c;
}

static void expect_error(const char *text, const char *message)
{
	struct conf *c = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	assert_int_not_equal(conf_new_text(&c, span_str(text), &machine, &error, &warnings), OK);
	assert_string_equal(error.buf, message);
	text_deinit(&error);
	text_deinit(&warnings);
}

static void defaults_follow_the_machine(void **state)
{
	(void)state;
	struct conf *c = load("zone:\n  - domain: Example.com\n");
	assert_string_equal(c->server.identity, "host.example");
	assert_true(span_equal(c->server.nsid, span_str("host.example")));
	assert_int_equal(c->server.udp_workers, 4);
	assert_int_equal(c->server.tcp_workers, 10);
	assert_int_equal(c->server.tcp_max_clients, 500);
	assert_int_equal(c->server.udp_max_payload6, 1232);
	assert_string_equal(c->server.rundir, "/run/knot");
	assert_string_equal(c->control.listen, "/run/knot/knot.sock");
	assert_int_equal(c->log_count, 0);
	assert_int_equal(c->zone_count, 1);
	assert_string_equal(c->zones[0].text, "example.com.");
	assert_string_equal(c->zones[0].file, "/var/lib/knot/example.com.zone");
	assert_int_equal(c->zones[0].default_ttl, 3600);
	conf_free(c);
}

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

static void a_zone_uses_exactly_one_template(void **state)
{
	(void)state;
	struct conf *c = load(
		"acl:\n  - id: a\n    action: transfer\n  - id: b\n    action: transfer\n"
		"template:\n  - id: default\n    storage: /d\n    acl: [a, b]\n"
		"  - id: t\n    file: t-%s\n"
		"zone:\n  - domain: one.\n  - domain: two.\n    template: t\n"
		"  - domain: three.\n    acl: b\n");
	assert_string_equal(c->zones[0].file, "/d/one.zone");
	assert_int_equal(c->zones[0].acl_count, 2);
	assert_string_equal(c->zones[1].file, "/var/lib/knot/t-two");
	assert_int_equal(c->zones[1].acl_count, 0);
	assert_int_equal(c->zones[2].acl_count, 1);
	assert_string_equal(c->zones[2].acl[0]->id, "b");
	struct name n;
	assert_ok(name_parse_str(&n, "two."));
	assert_ptr_equal(conf_zone_find(c, n.wire), &c->zones[1]);
	conf_free(c);
}

static void keys_need_a_secret(void **state)
{
	(void)state;
	struct conf *c = load("key:\n  - id: K\n    secret: Zm9v\nacl:\n  - id: a\n    key: k\n");
	assert_int_equal(c->keys[0].key.alg, DIGEST_SHA256);
	assert_int_equal(c->keys[0].key.secret_len, 3);
	assert_ptr_equal(c->acls[0].keys[0], &c->keys[0]);
	conf_free(c);
	expect_error("key:\n  - id: k\n",
	             "config, file 'text', line 2, section 'key[k.]' (no key secret defined)");
}

static void later_work_is_refused_by_name(void **state)
{
	(void)state;
	expect_error("zone:\n  - domain: a.\n    dnssec-signing: on\n",
	             "config, file 'text', line 3, item 'dnssec-signing' (not available in this "
	             "version)");
	expect_error("zone:\n  - domain: a.\n    journal-content: all\n",
	             "config, file 'text', line 3, item 'journal-content', value 'all' (not "
	             "available in this version)");
	expect_error("policy:\n  - id: p\n",
	             "config, file 'text', line 1, item 'policy' (not available in this version)");
	expect_error("mod-rrl:\n  - id: p\n",
	             "config, file 'text', line 1, item 'mod-rrl' (not available in this version)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_follow_the_machine),
		cmocka_unit_test(items_override_and_paths_are_joined),
		cmocka_unit_test(a_zone_uses_exactly_one_template),
		cmocka_unit_test(keys_need_a_secret),
		cmocka_unit_test(later_work_is_refused_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
