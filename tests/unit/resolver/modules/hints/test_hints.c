/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

#include <unistd.h>

static struct request r;

static int setup(void **state)
{
	module_world_setup(state);
	assert_ok(module_load("hints"));
	req_init(&r);
	return 0;
}

static int teardown(void **state)
{
	req_deinit(&r);
	return module_world_teardown(state);
}

/* Ask the module; *q has what it gave. */
static bool finds(const char *name, uint16_t type, struct query *q)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	query_init(q, nm(name), type);
	return h->find(h->ctx, &r, q) == HOOK_FOUND;
}

static void names_addresses_and_denials_are_answered(void **state)
{
	struct query q;
	(void)state;
	module_says("hints", "set", "a.b 192.0.2.1", "{\"result\":true}");
	module_says("hints", "set", "a.b 192.0.2.2", "{\"result\":true}");
	assert_true(finds("a.b.", RR_A, &q));
	assert_int_equal(q.result, QUERY_ANSWER);
	assert_int_equal(q.set.data.count, 2);
	assert_int_equal(q.set.data.ttl, 5);
	assert_int_equal(q.set.trust, REQ_UNCHECKED);
	assert_true(finds("1.2.0.192.in-addr.arpa.", RR_PTR, &q));
	assert_true(name_equal(rrset_first(&q.set.data).data, nm("a.b.")));
	assert_true(finds("a.b.", RR_AAAA, &q));
	assert_int_equal(q.result, QUERY_NODATA);
	assert_true(finds("a.b.", RR_MX, &q));
	assert_int_equal(q.result, QUERY_NODATA);
	assert_false(finds("x.a.b.", RR_A, &q));
	module_says("hints", "use_nodata", "false", "{\"result\":true}");
	assert_false(finds("a.b.", RR_AAAA, &q));
	module_says("hints", "ttl", "60", "60");
	assert_true(finds("a.b.", RR_A, &q));
	assert_int_equal(q.set.data.ttl, 60);
}

static void what_trust_is_built_on_is_not_hinted(void **state)
{
	struct query q;
	(void)state;
	module_says("hints", "set", "a.b 192.0.2.1", "{\"result\":true}");
	query_init(&q, nm("a.b."), RR_DS);
	q.purpose = QUERY_TRUST;
	assert_int_equal(mw.hooks.list[0].find(mw.hooks.list[0].ctx, &r, &q), HOOK_NEXT);
}

static void scripts_read_and_change_them(void **state)
{
	(void)state;
	unsigned before = mw.changes;
	module_says("hints", "get", "a.b", "");
	module_says("hints", "get", NULL, "{}");
	module_says("hints", "set", "a.b ::1", "{\"result\":true}");
	assert_int_equal(mw.changes, before + 1);
	module_says("hints", "get", "A.b.", "[\"::1\"]");
	module_says("hints", "get", NULL, "{\"a.b.\":[\"::1\"]}");
	module_says("hints", "get", "a..b", "");
	module_says("hints", "del", "a.b 192.0.2.1", "{\"result\":false}");
	module_says("hints", "del", "a.b", "{\"result\":true}");
	module_says("hints", "del", "a.b", "{\"result\":false}");
}

static void wrong_input_changes_nothing(void **state)
{
	static const char *const wrong[] = {"a.b", "a.b x", "a..b ::1", "", NULL};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		module_says("hints", "set", wrong[i], "{\"result\":false}");
	module_says("hints", "ttl", "-1", "~ttl must be within");
	module_says("hints", "ttl", "x", "~ttl must be within");
	module_says("hints", "ttl", NULL, "5");
	module_says("hints", "use_nodata", "1", "~expected 'use_nodata(bool)'");
	module_says("hints", "config", "{\"path\":\"x\"}", "~expected 'config(string path)'");
	module_says("hints", "config", "{\"file\":\"x\",\"y\":1}",
	            "~expected 'config(string path)'");
	module_says("hints", "config", "/nonexistent", "~/nonexistent: No such file");
	module_says("hints", "add_hosts", "/nonexistent", "{\"result\":false}");
	module_says("hints", "get", NULL, "{}");
}

static void files_replace_or_add(void **state)
{
	char path[] = "/tmp/bowline-hosts-XXXXXX", table[80], error[80];
	int fd = mkstemp(path);
	(void)state;
	assert_true(write(fd, "192.0.2.1 a.b\n", 14) == 14);
	snprintf(table, sizeof(table), "{\"file\":\"%s\"}", path);
	snprintf(error, sizeof(error), "~%s:2: invalid syntax", path);
	module_says("hints", "set", "c.d ::1", "{\"result\":true}");
	module_says("hints", "add_hosts", path, "{\"result\":true}");
	module_says("hints", "get", "c.d", "[\"::1\"]");
	module_says("hints", "config", table, "{\"result\":true}");
	module_says("hints", "get", NULL, "{\"a.b.\":[\"192.0.2.1\"]}");
	assert_true(write(fd, "x y\n", 4) == 4);
	module_says("hints", "config", path, error);
	module_says("hints", "get", NULL, "{\"a.b.\":[\"192.0.2.1\"]}");
	module_says("hints", "config", NULL, "{\"result\":true}");
	module_says("hints", "get", NULL, "{}");
	close(fd);
	unlink(path);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(names_addresses_and_denials_are_answered),
		T(what_trust_is_built_on_is_not_hinted),
		T(scripts_read_and_change_them),
		T(wrong_input_changes_nothing),
		T(files_replace_or_add),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
