/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

static void a_policy_holds_what_it_says(void **state)
{
	(void)state;
	struct conf *c = load("remote:\n  - id: r\n    address: ::1\n  - id: q\n    address: ::2\n"
	                      "remotes:\n  - id: both\n    remote: [r, q]\n"
	                      "submission:\n  - id: s\n    parent: both\n    timeout: 2d\n"
	                      "    parent-delay: 5m\n"
	                      "dnskey-sync:\n  - id: y\n    remote: q\n"
	                      "keystore:\n  - id: k\n    config: mine\n"
	                      "policy:\n  - id: p\n    keystore: k\n    algorithm: ed25519\n"
	                      "    single-type-signing: on\n    ksk-lifetime: 365d\n"
	                      "    keytag-modulo: 1/3\n    ksk-submission: s\n    ds-push: both\n"
	                      "    dnskey-sync: y\n    cds-cdnskey-publish: double-ds\n"
	                      "    dnskey-ttl: 10m\n    unsafe-operation: [no-update-nsec]\n"
	                      "zone:\n  - domain: a.example\n    dnssec-policy: p\n"
	                      "  - domain: b.example\n");
	const struct conf_policy *p = conf_policy_find(c, "p");
	assert_non_null(p);
	assert_ptr_equal(c->zones[0].policy, p);
	assert_string_equal(p->keystore->config, "/var/lib/knot/keys/mine");
	assert_int_equal(p->keys.algorithm, 15);
	assert_true(p->keys.single_type);
	assert_int_equal(p->keys.ksk_lifetime_s, 365 * 86400);
	assert_int_equal(p->keys.tag_modulo.remainder, 1);
	assert_int_equal(p->keys.tag_modulo.modulus, 3);
	assert_int_equal(p->keys.dnskey_ttl_s, 600);
	assert_int_equal(p->keys.zone_max_ttl_s, -1);
	assert_int_equal(p->parent.submission->parent_count, 2);
	assert_int_equal(p->parent.submission->timeout_s, 2 * 86400);
	assert_int_equal(p->parent.submission->parent_delay_s, 300);
	assert_int_equal(p->parent.submission->check_interval_s, 3600);
	assert_int_equal(p->parent.ds_push_count, 2);
	assert_int_equal(p->parent.cds, CDS_DOUBLE_DS);
	assert_int_equal(p->parent.cds_digest, 2);
	assert_int_equal(p->sync->check_interval_s, 60);
	assert_int_equal(p->unsafe, UNSAFE_NO_UPDATE_NSEC);
	conf_free(c);
}

static void default_is_there_without_being_written(void **state)
{
	(void)state;
	struct conf *c = load("zone:\n  - domain: b.example\n    dnssec-policy: default\n"
	                      "policy:\n  - id: p\n    keystore: default\n");
	const struct conf_policy *p = c->zones[0].policy;
	assert_ptr_equal(p, conf_policy_find(c, "default"));
	assert_null(conf_policy_find(c, "other"));
	assert_string_equal(p->keystore->config, "/var/lib/knot/keys/keys");
	assert_int_equal(p->keys.algorithm, 13);
	assert_int_equal(p->keys.zsk_lifetime_s, 30 * 86400);
	assert_int_equal(p->keys.ksk_lifetime_s, 0);
	assert_int_equal(p->keys.propagation_delay_s, 3600);
	assert_int_equal(p->rrsig.lifetime_s, 14 * 86400);
	assert_int_equal(p->nsec3.salt_len, 8);
	assert_int_equal(p->parent.cds, CDS_ROLLOVER);
	assert_null(p->parent.submission);
	assert_false(c->zones[0].dnssec_signing);
	conf_free(c);
}

static void a_policy_named_default_replaces_it(void **state)
{
	(void)state;
	struct conf *c = load("policy:\n  - id: default\n    algorithm: ed448\n"
	                      "zone:\n  - domain: b.example\n");
	assert_int_equal(c->zones[0].policy->keys.algorithm, 16);
	conf_free(c);
}

static void references_to_nothing_are_refused(void **state)
{
	(void)state;
	expect_reason("policy:\n  - id: p\n    keystore: none\n", "invalid reference");
	expect_reason("policy:\n  - id: p\n    ksk-submission: none\n", "invalid reference");
	expect_reason("policy:\n  - id: p\n    dnskey-sync: none\n", "invalid reference");
	expect_reason("zone:\n  - domain: a\n    dnssec-policy: none\n", "invalid reference");
}

static void tools_may_read_what_is_not_available(void **state)
{
	(void)state;
	struct conf *c = NULL;
	struct text error, warnings;
	struct conf_machine tool = machine;
	tool.ignore_unavailable = true;
	text_init(&error);
	text_init(&warnings);
	assert_ok(conf_new_text(&c, span_str("zone:\n  - domain: a\n    catalog-role: generate\n"),
	                        &tool, &error, &warnings));
	conf_free(c);
	text_deinit(&error);
	text_deinit(&warnings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_holds_what_it_says),
		cmocka_unit_test(default_is_there_without_being_written),
		cmocka_unit_test(a_policy_named_default_replaces_it),
		cmocka_unit_test(references_to_nothing_are_refused),
		cmocka_unit_test(tools_may_read_what_is_not_available),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
