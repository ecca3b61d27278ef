/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/rrtype.h"
#include "net/socket.h"
#include "resolver/main/resolver.h"
#include "report/group_log.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* A process with its modules; what they do is seen through scripts. */
static void eval(struct resolver *r, const char *command, const char *expected)
{
	struct text out;
	text_init(&out);
	text_put(&out, "");
	assert_true(script_eval(resolver_script(r), span_str(command), &out));
	assert_string_equal(out.buf, expected);
	text_deinit(&out);
}

/* The root is asked who it is: by way of a timer and a question. */
static void modules_have_timers_and_questions(void **state)
{
	const struct group group = {.count = 1};
	struct resolver *r = resolver_new(&group, NULL);
	struct addr any;
	int root;
	char command[160];
	uint8_t query[512];
	ssize_t len = -1;
	(void)state;
	assert_ok(addr_parse(&any, span_str("127.0.0.1"), 0));
	assert_ok(socket_bind_udp(&root, &any, NULL, NULL));
	any = socket_local(root);
	snprintf(command, sizeof(command),
	         "hints.root({ ['a.'] = '127.0.0.1' }) option('ALLOW_LOCAL', true) "
	         "net.lab_port(%u) modules.unload('detect_time_skew')",
	         (unsigned)addr_port(&any));
	eval(r, command, "");
	for (int i = 0; i < 10000000 && len < 0; i++) {
		uv_run(resolver_loop(r), UV_RUN_NOWAIT);
		len = recv(root, query, sizeof(query), MSG_DONTWAIT);
	}
	struct msg m;
	assert_true(len > 0);
	assert_ok(msg_parse(&m, span_of(query, (size_t)len)));
	assert_true(name_equal(m.qname.wire, name_root));
	assert_int_equal(m.qtype, RR_NS);
	eval(r, "modules.unload('priming')", "true\n"); /* its question is still under way */
	close(root);
	resolver_free(r);
}

static void a_question_under_way_ends_with_the_process(void **state)
{
	const struct group group = {.count = 1};
	struct resolver *r = resolver_new(&group, NULL);
	(void)state;
	eval(r, "hints.root({ ['a.'] = '127.0.0.1' }) option('ALLOW_LOCAL', true)", "");
	for (int i = 0; i < 10; i++)
		uv_run(resolver_loop(r), UV_RUN_NOWAIT);
	resolver_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modules_have_timers_and_questions),
		cmocka_unit_test(a_question_under_way_ends_with_the_process),
	};
	group_log_set_level(SEV_CRITICAL); /* what is logged would mix with ours */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
