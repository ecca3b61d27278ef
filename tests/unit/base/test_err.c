/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/err.h"
#include <errno.h>

static void every_code_is_negative_and_has_a_text(void **state)
{
	(void)state;
	for (int code = ERR_FLOOR + 1; code < ERR_CEILING; code++) {
		assert_true(code < 0);
		assert_string_not_equal(err_text((enum err)code), "unknown error");
		assert_string_not_equal(err_name((enum err)code), "E_UNKNOWN");
	}
	assert_int_equal(OK, 0);
	assert_string_equal(err_text(OK), "OK");
	assert_string_equal(err_text(E_NOTFOUND), "not exists");
	assert_string_equal(err_name(E_NOTFOUND), "E_NOTFOUND");
	assert_string_equal(err_text((enum err)12345), "unknown error");
}

static void system_errors_keep_their_meaning(void **state)
{
	(void)state;
	assert_int_equal(err_from_errno(0), OK);
	assert_int_equal(err_from_errno(ENOENT), E_NOFILE);
	assert_int_equal(err_from_errno(EADDRINUSE), E_ADDRINUSE);
	assert_int_equal(err_from_errno(EPIPE), E_CONNRESET);
	assert_int_equal(err_from_errno(EXDEV), E_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_is_negative_and_has_a_text),
		cmocka_unit_test(system_errors_keep_their_meaning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
