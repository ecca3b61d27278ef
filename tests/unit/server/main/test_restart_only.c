/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/main/restart_only.h"
#include "../conf_from_text.h"

static void tell(void *ctx, const char *item)
{
	text_printf(ctx, "%s ", item);
}

static void only_what_differs_is_told(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	text_put(&t, "");
	struct conf *a = conf_from_text("server:\n  listen: 127.0.0.1@5300\n  identity: a\n");
	struct conf *b = conf_from_text("server:\n  listen: 127.0.0.1@5300\n  identity: b\n");
	struct conf *c = conf_from_text(
		"server:\n  listen: [127.0.0.1@5300, ::1]\n  user: x\n  rundir: /q\n"
		"  remote-pool-limit: 3\n"
		"control:\n  timeout: 9\ndatabase:\n  timer-db: u\n");
	restart_only_each(a, b, tell, &t);
	assert_string_equal(t.len > 0 ? t.buf : "", "");
	restart_only_each(a, c, tell, &t);
	assert_string_equal(t.buf, "rundir user pidfile remote-pool-limit listen control.listen "
	                           "control.timeout timer-db ");
	conf_free(a);
	conf_free(b);
	conf_free(c);
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_differs_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
