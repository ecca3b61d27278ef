/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "resolver/main/activation.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct options o;
static char wrong[64];

static void announce(const char *pid, const char *count, const char *names)
{
	char own[16];
	snprintf(own, sizeof(own), "%d", (int)getpid());
	setenv("LISTEN_PID", pid != NULL ? pid : own, 1);
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	if (count != NULL)
		setenv("LISTEN_FDS", count, 1);
	if (names != NULL)
		setenv("LISTEN_FDNAMES", names, 1);
	options_deinit(&o);
	memset(&o, 0, sizeof(o));
}

static void names_say_what_a_socket_is_for(void **state)
{
	(void)state;
	announce(NULL, "4", "dns:tls:control:anything");
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), 4);
	static const enum option_passed_kind kinds[] = {
		OPTION_PASSED_DNS,
		OPTION_PASSED_TLS,
		OPTION_PASSED_CONTROL,
		OPTION_PASSED_DNS,
	};
	assert_int_equal(o.passed.count, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(o.passed.items[i].fd, 3 + i);
		assert_int_equal(o.passed.items[i].kind, kinds[i]);
	}
	assert_null(getenv("LISTEN_FDS")); /* nobody else takes them */
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), 0);
}

static void without_names_all_are_for_dns(void **state)
{
	(void)state;
	announce(NULL, "2", NULL);
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), 2);
	assert_int_equal(o.passed.items[1].kind, OPTION_PASSED_DNS);
	announce(NULL, "2", "tls");
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), 2);
	assert_int_equal(o.passed.items[1].kind, OPTION_PASSED_DNS);
}

static void what_another_process_was_told_is_not_ours(void **state)
{
	(void)state;
	announce("1", "2", NULL);
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), 0);
	announce(NULL, NULL, NULL);
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), 0);
}

static void what_cannot_be_served_is_named(void **state)
{
	(void)state;
	announce(NULL, "2", "dns:doh");
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), -1);
	assert_string_equal(wrong, "socket 'doh'");
	announce(NULL, "-2", NULL);
	assert_int_equal(activation_take(&o, wrong, sizeof(wrong)), -1);
	assert_string_equal(wrong, "LISTEN_FDS");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_say_what_a_socket_is_for),
		cmocka_unit_test(without_names_all_are_for_dns),
		cmocka_unit_test(what_another_process_was_told_is_not_ours),
		cmocka_unit_test(what_cannot_be_served_is_named),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	options_deinit(&o);
	return failed;
}
