/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(families_are_switched_by_assignment, {"net.ipv4", "true\n"}, {"net.ipv6 = false", ""},
            {"net.ipv6", "false\n"}, {"net = { ipv6 = true }", ""}, {"net.ipv6", "true\n"},
            {"net.ipv4 = 1", "~true or false"})

SCRIPT_TEST(sizes_have_bounds, {"net.bufsize()", "1232\n"}, {"net.bufsize(512)", "512\n"},
            {"net.bufsize(511)", "~bufsize must be within <512, 65535>"},
            {"net.bufsize(0/0)", "~bufsize must be within"}, {"net.tcp_pipeline(0)", "0\n"},
            {"net.tcp_pipeline(65536)", "~tcp_pipeline must be within <0, 65535>"},
            {"net.tcp_in_idle(5 * sec)", "true\n"}, {"net.tcp_in_idle()", "5000\n"},
            {"net.lab_port(5300)", "5300\n"}, {"net.lab_port(-1)", "~lab_port must be within"})

SCRIPT_TEST(servers_are_asked_from_an_address, {"net.outgoing_v4()", "nil\n"},
            {"net.outgoing_v4('192.0.2.1')", "true\n"}, {"net.outgoing_v4()", "192.0.2.1\n"},
            {"net.outgoing_v6()", "nil\n"}, {"net.outgoing_v6('2001:db8::1')", "true\n"},
            {"net.outgoing_v6()", "2001:db8::1\n"}, {"net.outgoing_v4(nil)", "true\n"},
            {"net.outgoing_v4()", "nil\n"},
            {"net.outgoing_v4('2001:db8::1')", "~'2001:db8::1' is not an IPv4 address"},
            {"net.outgoing_v6('192.0.2.1')", "~is not an IPv6 address"},
            {"net.outgoing_v4('192.0.2.1@53')", "~is not an IPv4 address"},
            {"net.outgoing_v4(5)", "~expected 'outgoing_v4("})

SCRIPT_TEST(listening_needs_an_address, {"net.listen()", "~expected 'listen("},
            {"net.listen(5)", "~bad type for address"},
            {"net.listen('nowhere')", "~'nowhere' is neither an address nor an interface"},
            {"net.listen('/path')", "~neither an address"},
            {"net.listen('127.0.0.1', 70000)", "~out of range"},
            {"net.listen('127.0.0.1', 'x')", "~expected 'listen("},
            {"net.listen('127.0.0.1', 443)", "~kind 'doh2' is not available"},
            {"net.listen('127.0.0.1', 5300, { nic_queue = 1 })", "~option 'nic_queue'"},
            {"net.close(1)", "~expected 'close("}, {"net.close('x')", "~'x' is not an address"})

SCRIPT_TEST(tls_is_set_by_files_and_numbers, {"net.tls()", "nil\n"},
            {"net.tls('x')", "~expected 'tls("},
            {"net.tls('/nonexistent/c', '/nonexistent/k')", "~failed to open '/nonexistent/c'"},
            {"net.tls_padding()", "true\n"}, {"net.tls_padding(128)", "true\n"},
            {"net.tls_padding()", "128\n"}, {"net.tls_padding(1)", "true\n"},
            {"net.tls_padding()", "false\n"}, {"net.tls_padding(513)", "~within <0, 512>"},
            {"net.tls_padding('x')", "~expected 'tls_padding("})

static void addresses_are_listened_at_listed_and_closed(void **state)
{
	struct script_world s;
	char listen[80], list[80];
	(void)state;
	script_world_init(&s);
	unsigned port = addr_port(&s.w.at) ^ 1;
	assert_int_equal(serve_unlisten(s.w.serve, &s.w.at, true), 1);
	snprintf(listen, sizeof(listen), "net.listen({{ addr = { '127.0.0.1' } }}, %u)", port);
	snprintf(list, sizeof(list),
	         "[127.0.0.1] => {\n    [port] => %u\n    [tcp] => true\n"
	         "    [udp] => true\n}\n",
	         port);
	char close_it[80];
	snprintf(close_it, sizeof(close_it), "net.close('127.0.0.1', %u)", port);
	const struct row rows[] = {
		{listen, "true\n"},
		{listen, "true\n"},
		{"net.list()", list},
		{close_it, "true\n"},
		{close_it, "false\n"},
		{"net.list()", ""},
		{"net.interfaces().lo ~= nil and net.lo.mac", "00:00:00:00:00:00\n"},
	};
	script_world_run(&s, rows, ARRAY_LEN(rows));
	script_world_deinit(&s);
}

static void what_was_set_is_in_the_settings(void **state)
{
	struct script_world s;
	static const struct row rows[] = {{"net.lab_port(77)", "77\n"},
	                                  {"select(2, net.bufsize(800, 900))", "900\n"}};
	(void)state;
	script_world_init(&s);
	script_world_run(&s, rows, ARRAY_LEN(rows));
	assert_int_equal(serve_settings(s.w.serve)->lab_port, 77);
	assert_true(serve_settings(s.w.serve)->request.no_special);
	assert_int_equal(serve_settings(s.w.serve)->edns_size, 800);
	assert_int_equal(serve_settings(s.w.serve)->request.edns_size, 900);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_are_switched_by_assignment),
		cmocka_unit_test(sizes_have_bounds),
		cmocka_unit_test(servers_are_asked_from_an_address),
		cmocka_unit_test(listening_needs_an_address),
		cmocka_unit_test(tls_is_set_by_files_and_numbers),
		cmocka_unit_test(addresses_are_listened_at_listed_and_closed),
		cmocka_unit_test(what_was_set_is_in_the_settings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
