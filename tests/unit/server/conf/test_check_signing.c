/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

static void policies_are_checked_though_unused(void **state)
{
	(void)state;
	expect_error("policy:\n  - id: p\n    ksk-size: 255\n",
	             "config, file 'text', line 3, item 'ksk-size', value '255' (key size not "
	             "compatible with algorithm)");
	expect_reason("policy:\n  - id: p\n    algorithm: rsasha256\n    zsk-size: 512\n",
	              "key size");
	expect_reason("policy:\n  - id: p\n    rrsig-lifetime: 2h\n    rrsig-refresh: 1h\n",
	              "RRSIG refresh");
	expect_reason("policy:\n  - id: p\n    zsk-lifetime: 1h\n", "ZSK lifetime too low");
	expect_reason("policy:\n  - id: p\n    ksk-lifetime: 1h\n", "KSK lifetime too low");
	expect_reason("policy:\n  - id: p\n    ksk-lifetime: 1h\n    single-type-signing: on\n",
	              "CSK lifetime too low");
	expect_reason("policy:\n  - id: p\n    dnskey-management: incremental\n",
	              "requires 'delete-delay'");
	expect_reason(
		"policy:\n  - id: p\n    dnskey-management: incremental\n    offline-ksk: on\n",
		"offline KSK");
	expect_reason("policy:\n  - id: p\n    keytag-modulo: 3/3\n", "(value is out of range)");
	expect_reason("remote:\n  - id: r\n    address: ::1\npolicy:\n  - id: p\n    ds-push: r\n"
	              "    cds-cdnskey-publish: none\n",
	              "DS push");
	expect_reason("keystore:\n  - id: k\n    key-label: on\n", "pkcs11");
	expect_reason("dnskey-sync:\n  - id: k\n    check-interval: 5\n", "no remote defined");
}

static void sound_policies_are_fine(void **state)
{
	(void)state;
	conf_free(
		load("policy:\n  - id: p\n    algorithm: rsasha512\n    ksk-size: 4096\n"
	             "    zsk-lifetime: 0\n    rrsig-refresh: 7d\n    keytag-modulo: 0/1\n"
	             "    unsafe-operation: [no-check-keyset, no-update-nsec]\n"
	             "  - id: q\n    nsec3: on\n    nsec3-salt-lifetime: -1\n    algorithm: ed448\n"
	             "    ksk-size: 456\n"));
}

/* The other way round from what was meant: told, but not kept. */
static void a_list_of_signers_without_their_keys_is_noticed(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"", "    dnskey-management: incremental\n    delete-delay: 1h\n"};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct conf *c = NULL;
		struct text error, warnings;
		char text[400];
		snprintf(text, sizeof(text),
		         "remote:\n  - id: r\n    address: ::1\ndnskey-sync:\n  - id: s\n"
		         "    remote: r\npolicy:\n  - id: p\n    dnskey-sync: s\n%s",
		         rows[i]);
		text_init(&error);
		text_init(&warnings);
		assert_ok(conf_new_text(&c, span_str(text), &machine, &error, &warnings));
		assert_int_equal(strstr(warnings.buf, "are not kept") != NULL, i == 0);
		text_deinit(&error);
		text_deinit(&warnings);
		conf_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies_are_checked_though_unused),
		cmocka_unit_test(sound_policies_are_fine),
		cmocka_unit_test(a_list_of_signers_without_their_keys_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
