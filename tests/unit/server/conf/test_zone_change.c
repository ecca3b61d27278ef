/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/conf/zone_change.h"

static struct conf_remote remote[2];
static const struct conf_remote *masters[2] = {&remote[0], &remote[1]};
static struct addr addresses[2];

static struct zone_conf sample(void)
{
	return (struct zone_conf){.file = "a.zone", .default_ttl = 60, .masters = masters};
}

static void what_the_contents_depend_on_reloads(void **state)
{
	(void)state;
	struct zone_conf a = sample(), b = sample();
	b.zonefile_sync_s = 5;
	b.serial_policy = SERIAL_UNIXTIME;
	assert_false(zone_conf_reloads(&a, &b));
	b = sample();
	b.file = "b.zone";
	assert_true(zone_conf_reloads(&a, &b));
	b = sample();
	b.default_ttl = 61;
	assert_true(zone_conf_reloads(&a, &b));
	b = sample();
	b.journal.content = JOURNAL_ALL;
	assert_true(zone_conf_reloads(&a, &b));
	b = sample();
	b.zonemd_generate = GENERATE_ZONEMD_SHA384;
	assert_true(zone_conf_reloads(&a, &b));
}

static void what_keys_and_signatures_go_by_signs(void **state)
{
	(void)state;
	const struct conf_keystore store = {.config = "k"}, other = {.config = "l"};
	const struct conf_submission submissions[2] = {{.id = "s"}, {.id = "s", .timeout_s = 9}};
	struct conf_policy p = {.id = "p", .keystore = &store}, q = p;
	struct zone_conf a = sample(), b = sample();
	a.policy = &p;
	b.policy = &q;
	q.nsec3.on = true;
	assert_false(zone_conf_signs(&a, &b)); /* nobody signs */
	b.dnssec_signing = true;
	assert_true(zone_conf_signs(&a, &b));
	assert_false(zone_conf_signs(&b, &a)); /* what is signed stays */
	a.dnssec_signing = true;
	assert_true(zone_conf_signs(&a, &b));
	q = p;
	assert_false(zone_conf_signs(&a, &b));
	q.keys.algorithm = 15;
	assert_true(zone_conf_signs(&a, &b));
	q = p;
	q.rrsig.lifetime_s = 1;
	assert_true(zone_conf_signs(&a, &b));
	q = p;
	q.keystore = &other;
	assert_true(zone_conf_signs(&a, &b));
	q = p;
	p.parent.submission = &submissions[0];
	q.parent.submission = &submissions[1];
	assert_true(zone_conf_signs(&a, &b));
	q.parent.submission = NULL;
	assert_true(zone_conf_signs(&a, &b));
}

/* Signing is what telling other signers follows. */
static void other_signers_are_told(void **state)
{
	(void)state;
	const struct conf_keystore store = {.config = "k"};
	const struct conf_dnskey_sync one = {.id = "s", .remotes = masters, .remote_count = 1};
	const struct conf_dnskey_sync both = {.id = "s", .remotes = masters, .remote_count = 2};
	struct conf_policy p = {.id = "p", .keystore = &store}, q = p;
	struct zone_conf a = sample(), b = sample();
	remote[0].id = remote[1].id = "r";
	a.policy = &p;
	b.policy = &q;
	a.dnssec_signing = b.dnssec_signing = true;
	q.keys.tag_modulo.modulus = 2;
	assert_false(zone_conf_signs(&a, &b)); /* there is nobody to tell */
	q = p;
	q.sync = &one;
	assert_true(zone_conf_signs(&a, &b));
	p.sync = &both;
	assert_true(zone_conf_signs(&a, &b));
	q.sync = &both;
	assert_false(zone_conf_signs(&a, &b));
	q.keys.tag_modulo.modulus = 2;
	assert_true(zone_conf_signs(&a, &b));
	q = p;
	q.keys.incremental = true;
	assert_true(zone_conf_signs(&a, &b));
}

static void other_primaries_are_asked(void **state)
{
	(void)state;
	struct zone_conf a = sample(), b = sample();
	assert_ok(addr_parse(&addresses[0], span_str("192.0.2.1"), 53));
	assert_ok(addr_parse(&addresses[1], span_str("192.0.2.2"), 53));
	for (int i = 0; i < 2; i++)
		remote[i] = (struct conf_remote){
			.id = "r", .addresses = &addresses[0], .address_count = 1};
	a.master_count = 1;
	b.master_count = 1;
	assert_false(zone_conf_refreshes(&a, &b));
	b.masters = masters + 1;
	assert_false(zone_conf_refreshes(&a, &b)); /* another snapshot of the same */
	remote[1].addresses = &addresses[1];
	assert_true(zone_conf_refreshes(&a, &b));
	b.master_count = 0;
	assert_true(zone_conf_refreshes(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_contents_depend_on_reloads),
		cmocka_unit_test(what_keys_and_signatures_go_by_signs),
		cmocka_unit_test(other_signers_are_told),
		cmocka_unit_test(other_primaries_are_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
