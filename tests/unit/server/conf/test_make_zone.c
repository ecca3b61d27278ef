/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

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

static void zones_have_their_defaults(void **state)
{
	(void)state;
	struct conf *c = load("zone:\n  - domain: a.\n");
	const struct zone_conf *z = &c->zones[0];
	assert_int_equal(z->zonefile_load, ZONEFILE_LOAD_WHOLE);
	assert_int_equal(z->zonefile_sync_s, 0);
	assert_int_equal(z->journal.content, JOURNAL_CHANGES);
	assert_int_equal(z->journal.max_usage, 100 << 20);
	assert_int_equal(z->journal.max_depth, 20);
	assert_true(z->ixfr.provide && !z->ixfr.benevolent);
	assert_true(z->max_size == UINT64_MAX);
	assert_int_equal(z->intervals.refresh_min, 2);
	assert_int_equal(z->intervals.expire_max, UINT32_MAX);
	assert_int_equal(z->serial_modulo.modulus, 1);
	assert_int_equal(z->master_count, 0);
	assert_null(z->ddns_master);
	assert_int_equal(z->modules.count, 0);
	assert_int_equal(z->adjust_threads, 1);
	conf_free(c);
}

static void items_of_zones_reach_the_snapshot(void **state)
{
	(void)state;
	struct conf *c = load("zone:\n  - domain: a.\n    zonefile-sync: -1\n    ixfr-by-one: on\n"
	                      "    journal-max-usage: 1M\n    retry-max-interval: 1h\n"
	                      "    serial-policy: UnixTime\n    notify-delay: 5\n"
	                      "    adjust-threads: 7\n");
	const struct zone_conf *z = &c->zones[0];
	assert_int_equal(z->zonefile_sync_s, -1);
	assert_true(z->ixfr.by_one);
	assert_int_equal(z->journal.max_usage, 1 << 20);
	assert_int_equal(z->intervals.retry_max, 3600);
	assert_int_equal(z->serial_policy, SERIAL_UNIXTIME);
	assert_int_equal(z->notify_delay_s, 5);
	assert_int_equal(z->adjust_threads, 7);
	conf_free(c);
}

static void templates_have_rules(void **state)
{
	(void)state;
	expect_reason("template:\n  - id: t\n    global-module: mod-whoami\n",
	              "(global module is only allowed with the default template)");
	expect_reason("template:\n  - id: t\n    notify: \"\"\n",
	              "(empty value is only allowed in a zone)");
	expect_reason("zone:\n  - domain: a.\n    module: mod-bogus\n", "(invalid reference)");
	expect_reason("zone:\n  - domain: a.\n    module: mod-dnstap\n",
	              "item 'module', value 'mod-dnstap' (not available in this version)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_uses_exactly_one_template),
		cmocka_unit_test(zones_have_their_defaults),
		cmocka_unit_test(items_of_zones_reach_the_snapshot),
		cmocka_unit_test(templates_have_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
