/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/cli/servers.h"

#include <string.h>
#include <unistd.h>

static void forms_of_a_server_are_understood(void **state)
{
	static const struct {
		const char *text, *host, *service;
	} cases[] = {
		{"ns1.example", "ns1.example", ""},
		{"192.0.2.1@5300", "192.0.2.1", "5300"},
		{"192.0.2.1#53", "192.0.2.1", "53"},
		{"192.0.2.1:53", "192.0.2.1", "53"},
		{"::1", "::1", ""},
		{"2001:db8::1@53", "2001:db8::1", "53"},
		{"2001:db8::1#53", "2001:db8::1", "53"},
		{"[::1]", "::1", ""},
		{"[::1]:53", "::1", "53"},
		{"[::1]@domain", "::1", "domain"},
		{"/run/knot.sock", "/run/knot.sock", ""},
		{"fe80::1%lo@53", "fe80::1%lo", "53"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct server_arg arg;
		assert_ok(server_arg_parse(&arg, span_str(cases[i].text)));
		assert_string_equal(arg.host, cases[i].host);
		assert_string_equal(arg.service, cases[i].service);
	}
}

static void what_is_no_server_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum err err;
	} cases[] = {
		{"", E_ADDR},         {"@53", E_ADDR},
		{"[::1", E_ADDR},     {"[]", E_ADDR},
		{"[::1]x", E_ADDR},   {"a@", E_RANGE},
		{"a@65536", E_RANGE}, {"a:99999", E_RANGE},
		{"[::1]:", E_RANGE},  {"a@123456789012345678901234567890123", E_RANGE},
	};
	char text[400];
	struct server_arg arg;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(server_arg_parse(&arg, span_str(cases[i].text)), cases[i].err);
	memset(text, 'a', sizeof(text));
	assert_int_equal(server_arg_parse(&arg, span_of(text, sizeof(text))), E_SPACE);
	text[1] = '\0';
	assert_int_equal(server_arg_parse(&arg, span_of(text, 5)), E_SPACE);
}

static void resolv_conf_is_read_or_replaced(void **state)
{
	char path[] = "/tmp/bowline-resolv-XXXXXX";
	int fd = mkstemp(path);
	struct server_list list = {0};
	static const char text[] =
		"# comment\nnameserver 192.0.2.1\nsearch nameserver\n"
		"nameserver\t2001:db8::1 \nnameserver nonsense\nnameservers 1.1.1.1\n";
	(void)state;
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
	servers_of_system(&list, path);
	assert_int_equal(list.args.count, 2);
	assert_string_equal(list.args.items[0].host, "192.0.2.1");
	assert_string_equal(list.args.items[1].host, "2001:db8::1");
	unlink(path);
	servers_of_system(&list, path);
	assert_int_equal(list.args.count, 4);
	assert_string_equal(list.args.items[2].host, "::1");
	assert_string_equal(list.args.items[3].host, "127.0.0.1");
	VEC_FREE(&list.args);
}

static void addresses_and_paths_resolve_to_themselves(void **state)
{
	struct addr_list addrs = {0};
	struct server_arg arg;
	const char *reason = NULL;
	(void)state;
	assert_ok(server_arg_parse(&arg, span_str("127.0.0.1@5300")));
	assert_ok(server_resolve(&addrs, &arg, "53", AF_UNSPEC, &reason));
	assert_int_equal(addr_port(&addrs.addrs.items[0]), 5300);
	assert_int_equal(server_resolve(&addrs, &arg, "53", AF_INET6, &reason), E_ADDRNOTAVAIL);
	assert_non_null(reason);
	assert_ok(server_arg_parse(&arg, span_str("/run/x")));
	assert_ok(server_resolve(&addrs, &arg, "53", AF_UNSPEC, &reason));
	assert_int_equal(addr_family(&addrs.addrs.items[1]), AF_UNIX);
	VEC_FREE(&addrs.addrs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_a_server_are_understood),
		cmocka_unit_test(what_is_no_server_is_refused),
		cmocka_unit_test(resolv_conf_is_read_or_replaced),
		cmocka_unit_test(addresses_and_paths_resolve_to_themselves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
