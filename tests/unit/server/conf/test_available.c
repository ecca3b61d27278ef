/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

static void what_is_used_and_not_there_is_refused_by_name(void **state)
{
	(void)state;
	expect_error("zone:\n  - domain: a.\n    catalog-role: interpret\n",
	             "config, file 'text', line 3, item 'catalog-role', value 'interpret' (not "
	             "available "
	             "in this version)");
	expect_reason("server:\n  listen-quic: ::1\n",
	              "item 'listen-quic', value '::1' (not available in this version)");
	expect_reason("xdp:\n  listen: eth0\n", "item 'listen', value 'eth0' (not available");
	expect_reason("template:\n  - id: default\n    catalog-role: interpret\n"
	              "zone:\n  - domain: a.\n",
	              "line 3, item 'catalog-role', value 'interpret' (not available");
}

/* Of what a zone is signed by, only where one is. */
static void what_signing_cannot_do_is_refused_by_name(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"policy:\n  - id: default\n    offline-ksk: on\n    manual: on\n",
	         "'offline-ksk'"},
		{"keystore:\n  - id: default\n    backend: pkcs11\n    config: x\n", "'backend'"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[600];
		snprintf(text, sizeof(text), "%szone:\n  - domain: a.\n", rows[i][0]);
		conf_free(load(text));
		snprintf(text, sizeof(text), "%szone:\n  - domain: a.\n    dnssec-signing: on\n",
		         rows[i][0]);
		expect_reason(text, rows[i][1]);
	}
}

static void what_is_off_or_unused_is_fine(void **state)
{
	(void)state;
	conf_free(load("server:\n  edns-client-subnet: off\n  dbus-event: none\n"
	               "  quic-max-clients: 128\nxdp:\n  tcp: on\n"
	               "keystore:\n  - id: k\n    backend: pkcs11\n"
	               "policy:\n  - id: p\n    keystore: k\n    algorithm: ED25519\n"
	               "mod-dnstap:\n  - id: d\n    sink: /x\n"
	               "template:\n  - id: t\n    dnssec-signing: on\n    dnssec-policy: p\n"
	               "zone:\n  - domain: a.\n    dnssec-signing: off\n    zonemd-verify: off\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_used_and_not_there_is_refused_by_name),
		cmocka_unit_test(what_signing_cannot_do_is_refused_by_name),
		cmocka_unit_test(what_is_off_or_unused_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
