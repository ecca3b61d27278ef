/* SPDX-License-Identifier: BSD-2-Clause */
/* What is decided and printed around a query; that it is asked is tests/functional/kdig. */
#include "../captured.h"

#include "base/mem.h"
#include "tools/kdig/run.h"

static void how_to_ask_follows_the_settings(void **state)
{
	(void)state;
	struct kdig_query q;
	kdig_query_init(&q);
	struct lookup_how how = kdig_how(&q);
	assert_null(how.from);
	assert_int_equal(how.timeout_ms, 5000);
	assert_int_equal(how.retries, 2);
	assert_false(how.tcp || how.keep_open || how.keep_truncated || how.fast_open);
	q.tcp = q.keep_open = q.keep_truncated = q.fast_open = true;
	assert_ok(addr_parse(&q.local, span_str("127.0.0.1"), 0));
	how = kdig_how(&q);
	assert_ptr_equal(how.from, &q.local);
	assert_true(how.tcp && how.keep_open && how.keep_truncated && how.fast_open);
	kdig_query_deinit(&q);
}

static void the_last_lines_say_when_whom_and_how_long(void **state)
{
	(void)state;
	struct text t;
	struct addr server;
	text_init(&t);
	assert_ok(addr_parse(&server, span_str("192.0.2.1"), 53));
	kdig_put_when(&t, "From", &server, false, 1250000);
	assert_memory_equal(t.buf, ";; Time 2", 9);
	assert_string_equal(strchr(t.buf, '\n') + 1, ";; From 192.0.2.1@53(UDP) in 1.2 ms\n");
	text_deinit(&t);
}

/* What is written when a query for "a.example" leaves. */
static void print_sent(struct captured *c, struct kdig_query *q)
{
	struct lookup_message *message = mem_alloc(sizeof(*message));
	struct kdig_sent sent = {.query = q, .message = message};
	struct addr server;
	assert_ok(addr_parse(&server, span_str("192.0.2.1"), 53));
	assert_ok(name_parse_str(&q->lookup.qname, "a.example."));
	assert_ok(lookup_make(message, &q->lookup));
	capture_begin(c, STDOUT_FILENO);
	kdig_print_sent(&sent, &server, true, 0);
	capture_end(c);
	mem_free(message);
}

static void queries_are_shown_on_wish(void **state)
{
	(void)state;
	struct captured c;
	struct kdig_query q;
	kdig_query_init(&q);
	print_sent(&c, &q);
	assert_string_equal(c.text, "");
	q.qr = true;
	print_sent(&c, &q);
	assert_memory_equal(c.text, ";; ->>HEADER<<- opcode: QUERY; status: NOERROR; id: ", 52);
	assert_non_null(strstr(c.text, ";; QUESTION SECTION:\n;; a.example."));
	assert_non_null(strstr(c.text, "\n;; Sent 27 B\n"));
	assert_non_null(strstr(c.text, "\n;; To 192.0.2.1@53(TCP) in 0.0 ms\n\n"));
	q.json = true;
	print_sent(&c, &q);
	assert_string_equal(c.text, "");
	kdig_query_deinit(&q);
}

static void without_servers_nothing_is_asked(void **state)
{
	(void)state;
	struct captured c;
	struct kdig_params p = {.stop = false};
	struct server_arg server;
	kdig_query_init(&p.defaults);
	struct kdig_query *q = kdig_query_add(&p);
	assert_ok(server_arg_parse(&server, span_str("192.0.2.1")));
	VEC_PUSH(&q->servers.args, server);
	q->family = AF_MAX; /* -4 and -6 together */
	struct lookup_net net;
	lookup_net_init(&net);
	capture_begin(&c, STDERR_FILENO);
	bool answered = kdig_run(&net, q, &p);
	capture_end(&c);
	lookup_net_deinit(&net);
	assert_false(answered);
	assert_string_equal(c.text, ";; WARNING: no servers to query\n");
	kdig_params_deinit(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(how_to_ask_follows_the_settings),
		cmocka_unit_test(the_last_lines_say_when_whom_and_how_long),
		cmocka_unit_test(queries_are_shown_on_wish),
		cmocka_unit_test(without_servers_nothing_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
