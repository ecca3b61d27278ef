/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/conf/acl.h"

static struct conf *load(const char *text)
{
	const struct conf_machine machine = {.hostname = "h",
	                                     .cpus = 1,
	                                     .max_files = 10,
	                                     .rundir = "/r",
	                                     .storage = "/s",
	                                     .cwd = "/"};
	struct conf *c = NULL;
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	assert_ok(conf_new_text(&c, span_str(text), &machine, &error, &warnings));
	text_deinit(&error);
	text_deinit(&warnings);
	return c;
}

static bool allowed(const struct conf *c, const char *from, size_t key, enum conf_action action,
                    enum conf_protocol protocol)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str(from), 1));
	struct acl_request r = {.from = &a,
	                        .key = key > 0 ? &c->keys[key - 1] : NULL,
	                        .action = action,
	                        .protocol = protocol};
	return acl_allows(&c->zones[0], &r, NULL);
}

static void the_first_match_decides(void **state)
{
	(void)state;
	struct conf *c = load(
		"acl:\n  - id: no\n    address: 10.0.0.1\n    deny: on\n    action: transfer\n"
		"  - id: yes\n    address: 10.0.0.0/8\n    action: [transfer, query]\n"
		"zone:\n  - domain: a.\n    acl: [no, yes]\n");
	assert_false(allowed(c, "10.0.0.1", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_true(allowed(c, "10.0.0.1", 0, ACTION_QUERY, PROTOCOL_TCP));
	assert_true(allowed(c, "10.0.0.2", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "11.0.0.2", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	conf_free(c);
}

static void keys_must_match_or_be_absent(void **state)
{
	(void)state;
	struct conf *c = load(
		"key:\n  - id: k\n    secret: Zm9v\n  - id: l\n    secret: Zm9v\n"
		"acl:\n  - id: keyed\n    key: k\n    action: transfer\n"
		"  - id: open\n    address: ::1\n    action: transfer\n    protocol: tcp\n"
		"zone:\n  - domain: a.\n    acl: [keyed, open]\n");
	assert_true(allowed(c, "1.1.1.1", 1, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "1.1.1.1", 2, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "1.1.1.1", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_true(allowed(c, "::1", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "::1", 0, ACTION_TRANSFER, PROTOCOL_UDP));
	/* A rule without key wants an unsigned request. */
	assert_false(allowed(c, "::1", 2, ACTION_TRANSFER, PROTOCOL_TCP));
	conf_free(c);
}

static void a_rule_without_action_is_for_queries(void **state)
{
	(void)state;
	struct conf *c = load("acl:\n  - id: a\nzone:\n  - domain: a.\n    acl: a\n");
	assert_true(allowed(c, "::1", 0, ACTION_QUERY, PROTOCOL_UDP));
	assert_false(allowed(c, "::1", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	conf_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_match_decides),
		cmocka_unit_test(keys_must_match_or_be_absent),
		cmocka_unit_test(a_rule_without_action_is_for_queries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
