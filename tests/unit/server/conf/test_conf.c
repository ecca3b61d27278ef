/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

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

static void a_tree_gives_the_same_as_its_text(void **state)
{
	(void)state;
	struct conf *a = load("remote:\n  - id: r\n    address: 10.0.0.1\nzone:\n  - domain: a.\n"
	                      "    default-ttl: 5\n");
	struct conf *b = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	assert_ok(conf_new_tree(&b, &a->tree, &machine, &error, &warnings));
	conf_free(a);
	assert_int_equal(b->zones[0].default_ttl, 5);
	assert_string_equal(b->remotes[0].id, "r");
	conf_free(b);
	text_deinit(&error);
	text_deinit(&warnings);
}

static void a_broken_reference_of_a_tree_is_told(void **state)
{
	(void)state;
	struct conf *a = load("template:\n  - id: t\nzone:\n  - domain: a.\n    template: t\n");
	struct conf *b = NULL;
	struct text error, warnings;
	a->tree.blocks.items[0]->id = "u";
	text_init(&error);
	text_init(&warnings);
	assert_int_not_equal(conf_new_tree(&b, &a->tree, &machine, &error, &warnings), OK);
	assert_string_equal(error.buf, "config, file 'text', line 5, item 'template', value 't' "
	                               "(invalid reference)");
	conf_free(a);
	text_deinit(&error);
	text_deinit(&warnings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_follow_the_machine),
		cmocka_unit_test(a_tree_gives_the_same_as_its_text),
		cmocka_unit_test(a_broken_reference_of_a_tree_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
