/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"

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

static void remotes_have_addresses_and_sources(void **state)
{
	(void)state;
	struct conf *c = load(
		"key:\n  - id: K\n    secret: Zm9v\n"
		"remote:\n  - id: r\n    address: [10.0.0.1, ::1@54, 10.0.0.2, r.sock]\n"
		"    via: [10.1.0.1, ::2, 10.1.0.2]\n    key: k\n    no-edns: on\n");
	const struct conf_remote *r = &c->remotes[0];
	assert_int_equal(r->address_count, 4);
	assert_int_equal(addr_port(&r->addresses[0]), 53);
	assert_int_equal(addr_port(&r->addresses[1]), 54);
	assert_string_equal(r->addresses[3].un.sun_path, "/run/knot/r.sock");
	assert_ptr_equal(r->key, &c->keys[0]);
	assert_true(r->no_edns && r->automatic_acl && !r->block_notify_after_transfer);
	assert_ptr_equal(remote_via(r, 0), &r->via[0]);
	assert_ptr_equal(remote_via(r, 1), &r->via[1]);
	assert_ptr_equal(remote_via(r, 2), &r->via[2]);
	assert_null(remote_via(r, 3));
	conf_free(c);
}

static void groups_need_members_and_remotes_addresses(void **state)
{
	(void)state;
	expect_error(
		"remote:\n  - id: r\n",
		"config, file 'text', line 2, section 'remote[r]' (no remote address defined)");
	expect_error("remotes:\n  - id: g\n",
	             "config, file 'text', line 2, section 'remotes[g]' (no remote defined)");
	expect_reason("remote:\n  - id: r\n    address: ::1\n    quic: on\n    tls: on\n",
	              "not available in this version");
	expect_reason("remote:\n  - id: r\n    address: 1.2.3.4.5:6\n", "(invalid address)");
}

static void access_rules_keep_their_conditions(void **state)
{
	(void)state;
	struct conf *c = load("acl:\n  - id: a\n    address: [10.0.0.0/8, ::1]\n"
	                      "    action: [Transfer, UPDATE]\n    protocol: tcp\n    deny: on\n");
	assert_int_equal(c->acls[0].range_count, 2);
	assert_int_equal(c->acls[0].actions, ACTION_TRANSFER | ACTION_UPDATE);
	assert_int_equal(c->acls[0].protocols, PROTOCOL_TCP);
	assert_true(c->acls[0].deny);
	assert_int_equal(c->acls[0].update_owner, OWNER_ANY);
	conf_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_need_a_secret),
		cmocka_unit_test(remotes_have_addresses_and_sources),
		cmocka_unit_test(groups_need_members_and_remotes_addresses),
		cmocka_unit_test(access_rules_keep_their_conditions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
