/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/conf/acl.h"
#include "../conf_from_text.h"

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
	struct conf *c = conf_from_text(
		"acl:\n  - id: no\n    address: 10.0.0.1\n    deny: on\n    action: transfer\n"
		"  - id: yes\n    address: 10.0.0.0/8\n    action: [transfer, query]\n"
		"zone:\n  - domain: a.\n    acl: [no, yes]\n");
	assert_false(allowed(c, "10.0.0.1", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "10.0.0.1", 0, ACTION_QUERY, PROTOCOL_TCP));
	assert_true(allowed(c, "10.0.0.2", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "11.0.0.2", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	conf_free(c);
}

static void keys_must_match_or_be_absent(void **state)
{
	(void)state;
	struct conf *c = conf_from_text(
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

static bool allowed_to(const struct conf *c, const struct conf_key *key)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str("192.0.2.1"), 1));
	struct acl_request r = {.from = &a, .key = key, .action = ACTION_TRANSFER};
	return acl_allows(&c->zones[0], &r, NULL);
}

/* A request verified just before a reload is judged just after it. */
static void a_key_of_the_configuration_before_is_the_same_if_nothing_changed(void **state)
{
	(void)state;
#define KEYED(id, secret, rule)                                                                    \
	"key:\n  - id: " id "\n    secret: " secret                                                \
	"\nremote:\n  - id: r\n    address: 192.0.2.1\n    key: " id                               \
	"\nacl:\n  - id: a\n    " rule                                                             \
	"\n    action: transfer\nzone:\n  - domain: a.\n    acl: a\n"
	struct conf *before = conf_from_text(KEYED("k", "Zm9v", "key: k"));
	struct conf *same = conf_from_text(KEYED("k", "Zm9v", "key: k"));
	struct conf *remote = conf_from_text(KEYED("k", "Zm9v", "remote: r"));
	struct conf *other_secret = conf_from_text(KEYED("k", "Zm9w", "key: k"));
	struct conf *other_name = conf_from_text(KEYED("l", "Zm9v", "key: l"));
	assert_true(allowed_to(same, &before->keys[0]));
	assert_true(allowed_to(remote, &before->keys[0]));
	assert_false(allowed_to(remote, NULL));
	assert_false(allowed_to(other_secret, &before->keys[0]));
	assert_false(allowed_to(other_name, &before->keys[0]));
	conf_free(before);
	conf_free(same);
	conf_free(remote);
	conf_free(other_secret);
	conf_free(other_name);
#undef KEYED
}

static void queries_are_open_to_whoever_may_do_anything(void **state)
{
	(void)state;
	struct conf *c = conf_from_text(
		"acl:\n  - id: a\n    address: 10.0.0.1\n    action: transfer\n"
		"zone:\n  - domain: a.\n    acl: a\n");
	assert_true(allowed(c, "10.0.0.1", 0, ACTION_QUERY, PROTOCOL_UDP));
	assert_false(allowed(c, "10.0.0.1", 0, ACTION_NOTIFY, PROTOCOL_UDP));
	assert_false(allowed(c, "10.0.0.2", 0, ACTION_QUERY, PROTOCOL_UDP));
	conf_free(c);
}

static void a_rule_without_action_is_for_queries(void **state)
{
	(void)state;
	struct conf *c = conf_from_text("acl:\n  - id: a\nzone:\n  - domain: a.\n    acl: a\n");
	assert_true(allowed(c, "::1", 0, ACTION_QUERY, PROTOCOL_UDP));
	assert_false(allowed(c, "::1", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	conf_free(c);
}

static void rules_may_name_remotes(void **state)
{
	(void)state;
	struct conf *c = conf_from_text(
		"key:\n  - id: k\n    secret: Zm9v\n"
		"remote:\n  - id: r\n    address: [192.0.2.1, 192.0.2.2]\n    key: k\n"
		"  - id: s\n    address: 192.0.2.3\n"
		"remotes:\n  - id: both\n    remote: [r, s]\n"
		"acl:\n  - id: a\n    remote: both\n    action: transfer\n"
		"zone:\n  - domain: a.\n    acl: a\n");
	assert_true(allowed(c, "192.0.2.2", 1, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "192.0.2.2", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_true(allowed(c, "192.0.2.3", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "192.0.2.3", 1, ACTION_TRANSFER, PROTOCOL_TCP));
	assert_false(allowed(c, "192.0.2.4", 0, ACTION_TRANSFER, PROTOCOL_TCP));
	conf_free(c);
}

/* Of a zone made by hand: `from` with `key`. */
static bool judge(const struct zone_conf *zone, const char *from, const struct conf_key *key,
                  enum conf_action action, bool automatic)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str(from), 1));
	struct acl_request r = {.from = &a,
	                        .key = key,
	                        .action = action,
	                        .protocol = PROTOCOL_TCP,
	                        .automatic = automatic};
	return acl_allows(zone, &r, NULL);
}

static void remotes_of_the_zone_need_no_rule_if_so_configured(void **state)
{
	(void)state;
	struct addr one, two, three;
	assert_ok(addr_parse(&one, span_str("192.0.2.1"), 53));
	assert_ok(addr_parse(&two, span_str("192.0.2.2"), 53));
	assert_ok(addr_parse(&three, span_str("192.0.2.3"), 53));
	struct conf_remote primary = {.addresses = &one, .address_count = 1, .automatic_acl = true};
	struct conf_remote secondary = {
		.addresses = &two, .address_count = 1, .automatic_acl = true};
	struct conf_remote other = {.addresses = &three, .address_count = 1};
	const struct conf_remote *masters[] = {&primary}, *notify[] = {&secondary, &other};
	struct zone_conf zone = {
		.masters = masters, .master_count = 1, .notify = notify, .notify_count = 2};
	assert_true(judge(&zone, "192.0.2.1", NULL, ACTION_NOTIFY, true));
	assert_false(judge(&zone, "192.0.2.1", NULL, ACTION_TRANSFER, true));
	assert_true(judge(&zone, "192.0.2.2", NULL, ACTION_TRANSFER, true));
	assert_true(judge(&zone, "192.0.2.2", NULL, ACTION_QUERY, true));
	assert_false(judge(&zone, "192.0.2.2", NULL, ACTION_NOTIFY, true));
	assert_false(judge(&zone, "192.0.2.2", NULL, ACTION_UPDATE, true));
	assert_false(judge(&zone, "192.0.2.2", NULL, ACTION_TRANSFER, false));
	assert_false(judge(&zone, "192.0.2.3", NULL, ACTION_TRANSFER, true));
}

static const uint8_t *name_of(struct name *n, const char *text)
{
	assert_ok(name_parse_str(n, text));
	return n->wire;
}

static void assert_owner(enum conf_owner_match how, const char *owner, const char *wanted,
                         bool expected)
{
	struct name a, b;
	assert_int_equal(acl_owner_matches(how, name_of(&a, owner), name_of(&b, wanted)), expected);
}

static void owners_match_in_four_ways(void **state)
{
	(void)state;
	assert_owner(MATCH_SUB_OR_EQUAL, "A.b.", "b.", true);
	assert_owner(MATCH_SUB_OR_EQUAL, "B.", "b.", true);
	assert_owner(MATCH_SUB_OR_EQUAL, "ab.", "b.", false);
	assert_owner(MATCH_EQUAL, "B.", "b.", true);
	assert_owner(MATCH_EQUAL, "a.b.", "b.", false);
	assert_owner(MATCH_SUB, "a.b.", "b.", true);
	assert_owner(MATCH_SUB, "b.", "b.", false);
	assert_owner(MATCH_PATTERN, "x.A.b.", "*.a.b.", true);
	assert_owner(MATCH_PATTERN, "x.y.b.", "*.*.b.", true);
	assert_owner(MATCH_PATTERN, "a.b.", "*.a.b.", false);
	assert_owner(MATCH_PATTERN, "y.x.a.b.", "*.a.b.", false);
	assert_owner(MATCH_PATTERN, "x.ab.b.", "*.a.b.", false);
}

/* One rule with conditions on updates, one request of two records. */
static bool update_allowed(const struct conf_acl *rule, const char *owner, uint16_t type)
{
	struct name a, b, apex;
	struct addr from;
	struct zone_conf zone = {.acl = &rule, .acl_count = 1};
	assert_ok(addr_parse(&from, span_str("192.0.2.1"), 1));
	zone.name.wire = name_of(&apex, "example.");
	zone.name.len = apex.len;
	struct acl_change changes[] = {{name_of(&a, "host.example."), 16},
	                               {name_of(&b, owner), type}};
	static struct conf_key key;
	name_of(&key.key.name, "host.example.");
	const struct acl_request r = {
		.from = &from,
		.key = rule->key_count > 0 ? *rule->keys : &key,
		.action = ACTION_UPDATE,
		.protocol = PROTOCOL_TCP,
		.is_forwarded = true,
		.changes = changes,
		.change_count = 2,
	};
	return acl_allows(&zone, &r, NULL);
}

static void every_record_of_an_update_must_fit(void **state)
{
	(void)state;
	static const uint16_t types[] = {16, 1};
	struct conf_acl rule = {.actions = ACTION_UPDATE};
	assert_true(update_allowed(&rule, "x.test.", 99));
	rule.update_types = types;
	rule.update_type_count = 2;
	assert_true(update_allowed(&rule, "x.test.", 1));
	assert_false(update_allowed(&rule, "x.test.", 28));
	rule.update_owner = OWNER_ZONE;
	assert_true(update_allowed(&rule, "x.example.", 1));
	assert_false(update_allowed(&rule, "x.test.", 1));
	rule.update_owner = OWNER_KEY;
	assert_true(update_allowed(&rule, "a.host.example.", 1));
	assert_false(update_allowed(&rule, "b.example.", 1));
	rule.update_owner_match = MATCH_EQUAL;
	assert_false(update_allowed(&rule, "a.host.example.", 1));
	/* Names, relative ones completed; none is no restriction. */
	struct conf_owner_name names[2] = {{.relative = true}, {.relative = false}};
	name_of(&names[0].name, "host.");
	name_of(&names[1].name, "other.example.");
	rule.update_owner = OWNER_NAME;
	assert_true(update_allowed(&rule, "x.test.", 1));
	rule.update_owners = names;
	rule.update_owner_count = 2;
	assert_true(update_allowed(&rule, "other.example.", 1));
	assert_false(update_allowed(&rule, "third.example.", 1));
}

/* What is for a primary elsewhere is allowed with a key that is not known here. */
static void updates_that_are_forwarded_may_be_signed_without_a_key_here(void **state)
{
	(void)state;
	struct addr from;
	struct conf_key key = {.id = "k"};
	struct conf_acl rule = {.actions = ACTION_UPDATE};
	const struct conf_acl *rules[] = {&rule};
	struct zone_conf zone = {.acl = rules, .acl_count = 1};
	assert_ok(addr_parse(&from, span_str("192.0.2.1"), 1));
	struct acl_request r = {.from = &from, .key = &key, .action = ACTION_UPDATE};
	assert_false(acl_allows(&zone, &r, NULL));
	r.is_forwarded = true;
	assert_true(acl_allows(&zone, &r, NULL));
	rule.needs_pin = true;
	assert_false(acl_allows(&zone, &r, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_may_name_remotes),
		cmocka_unit_test(remotes_of_the_zone_need_no_rule_if_so_configured),
		cmocka_unit_test(owners_match_in_four_ways),
		cmocka_unit_test(every_record_of_an_update_must_fit),
		cmocka_unit_test(updates_that_are_forwarded_may_be_signed_without_a_key_here),
		cmocka_unit_test(the_first_match_decides),
		cmocka_unit_test(keys_must_match_or_be_absent),
		cmocka_unit_test(a_key_of_the_configuration_before_is_the_same_if_nothing_changed),
		cmocka_unit_test(queries_are_open_to_whoever_may_do_anything),
		cmocka_unit_test(a_rule_without_action_is_for_queries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
