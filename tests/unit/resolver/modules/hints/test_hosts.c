/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/modules/hints/hosts.h"

#include "support.h"

static struct name name_of(const char *text)
{
	struct name n;
	assert_ok(name_parse_str(&n, text));
	return n;
}

static struct host_addr addr_of(const char *text)
{
	struct host_addr a;
	assert_ok(host_addr_parse(&a, span_str(text)));
	return a;
}

static void add(struct hosts *h, const char *name, const char *addr)
{
	struct name n = name_of(name);
	struct host_addr a = addr_of(addr);
	hosts_add(h, &n, &a, true);
}

/* Addresses of a name, or what it leads back to; "" when nothing is known. */
static void knows(const struct hosts *h, const char *name, const char *expected)
{
	struct name n = name_of(name);
	const struct host *host = hosts_find(h, n.wire);
	struct text t;
	text_init(&t);
	text_put(&t, "");
	for (uint32_t i = 0; host != NULL && i < host->addr_count; i++) {
		text_put(&t, i > 0 ? " " : "");
		host_addr_print(&t, &host->addrs[i]);
	}
	if (host != NULL && host->target != NULL) {
		text_put(&t, host->addr_count > 0 ? " > " : "> ");
		name_print(&t, host->target);
	}
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
}

static void names_and_addresses_lead_to_each_other(void **state)
{
	struct hosts h;
	(void)state;
	hosts_init(&h);
	knows(&h, "a.b", "");
	add(&h, "A.b", "192.0.2.1");
	add(&h, "a.B", "192.0.2.1");
	add(&h, "a.b", "2001:db8::1");
	knows(&h, "a.b", "192.0.2.1 2001:db8::1");
	knows(&h, "1.2.0.192.in-addr.arpa", "> a.b.");
	knows(&h, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
	      "> a.b.");
	add(&h, "c.d", "192.0.2.1"); /* the last one wins */
	knows(&h, "1.2.0.192.in-addr.arpa", "> c.d.");
	hosts_deinit(&h);
}

static void what_is_removed_is_gone_with_its_way_back(void **state)
{
	struct hosts h;
	struct name n = name_of("a.b"), c = name_of("c.d");
	struct host_addr one = addr_of("192.0.2.1"), three = addr_of("192.0.2.3");
	(void)state;
	hosts_init(&h);
	add(&h, "a.b", "192.0.2.1");
	add(&h, "a.b", "192.0.2.2");
	add(&h, "c.d", "192.0.2.2");
	assert_false(hosts_remove(&h, &n, &three));
	assert_true(hosts_remove(&h, &n, &one));
	knows(&h, "a.b", "192.0.2.2");
	knows(&h, "1.2.0.192.in-addr.arpa", "");
	assert_true(hosts_remove(&h, &n, NULL));
	assert_false(hosts_remove(&h, &n, NULL));
	knows(&h, "a.b", "");
	knows(&h, "2.2.0.192.in-addr.arpa", "> c.d."); /* not its own */
	assert_true(hosts_remove(&h, &c, NULL));
	assert_int_equal(h.count, 0);
	hosts_deinit(&h);
}

static void a_name_may_be_its_own_way_back(void **state)
{
	struct hosts h;
	struct name n = name_of("1.2.0.192.in-addr.arpa");
	(void)state;
	hosts_init(&h);
	add(&h, "1.2.0.192.in-addr.arpa", "192.0.2.1");
	assert_int_equal(h.count, 1);
	assert_true(hosts_remove(&h, &n, NULL));
	assert_int_equal(h.count, 0);
	hosts_deinit(&h);
}

static void files_are_read(void **state)
{
	static const char text[] = "# comment\n\n127.0.0.1\tlocalhost  local # more\r\n"
				   "  ::1 localhost#\nfe80::1%lo0 link\n127.0.0.1 other";
	struct hosts h;
	size_t line;
	(void)state;
	hosts_init(&h);
	assert_ok(hosts_add_text(&h, span_str(text), &line));
	knows(&h, "localhost", "127.0.0.1 ::1");
	knows(&h, "local", "127.0.0.1");
	knows(&h, "link", "fe80::1");
	knows(&h, "1.0.0.127.in-addr.arpa", "> other.");
	hosts_deinit(&h);
}

static void a_wrong_line_adds_nothing(void **state)
{
	static const char *const wrong[] = {
		"192.0.2.1 a\n192.0.2.1\n", "192.0.2.1 a\nb 192.0.2.1\n",
		"192.0.2.1 a\n192.0.2.1 a..b", "192.0.2.1 a\n::1 b\\", "192.0.2.1 a\n% a"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct hosts h;
		size_t line = 0;
		hosts_init(&h);
		assert_int_equal(hosts_add_text(&h, span_str(wrong[i]), &line), E_MALFORMED);
		assert_int_equal(line, 2);
		assert_int_equal(h.count, 0);
		hosts_deinit(&h);
	}
}

static void many_are_found(void **state)
{
	struct hosts h;
	char name[32];
	(void)state;
	hosts_init(&h);
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "n%d.example", i);
		add(&h, name, "192.0.2.1");
	}
	assert_int_equal(h.count, 5001);
	knows(&h, "n4999.example", "192.0.2.1");
	knows(&h, "n0.example", "192.0.2.1");
	hosts_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_addresses_lead_to_each_other),
		cmocka_unit_test(what_is_removed_is_gone_with_its_way_back),
		cmocka_unit_test(a_name_may_be_its_own_way_back),
		cmocka_unit_test(files_are_read),
		cmocka_unit_test(a_wrong_line_adds_nothing),
		cmocka_unit_test(many_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
