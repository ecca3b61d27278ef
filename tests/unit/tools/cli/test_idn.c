/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include "tools/cli/idn.h"

#include <locale.h>
#include <string.h>

static void assert_ascii(const char *typed, const char *want)
{
	char *got = idn_to_ascii(typed);
	assert_string_equal(got, want);
	mem_free(got);
}

static void assert_readable(const char *printed, const char *want)
{
	struct text t;
	text_init(&t);
	idn_put_readable(&t, printed);
	assert_string_equal(t.buf, want);
	text_deinit(&t);
}

/* RFC 5891 section 5 */
static void names_beyond_ascii_are_encoded(void **state)
{
	(void)state;
	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		skip();
	assert_ascii("b\303\274cher.example.", "xn--bcher-kva.example.");
	assert_readable("xn--bcher-kva.example.", "b\303\274cher.example.");
}

static void ascii_stays_as_typed(void **state)
{
	(void)state;
	assert_ascii("WWW.Example.", "WWW.Example.");
	assert_ascii("_dmarc\\.a.", "_dmarc\\.a.");
	assert_ascii("", "");
	assert_readable("www.example.", "www.example.");
}

static void what_cannot_be_converted_is_left_alone(void **state)
{
	(void)state;
	assert_ascii("a\377.", "a\377.");
	assert_readable("xn--\\000.", "xn--\\000.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_beyond_ascii_are_encoded),
		cmocka_unit_test(ascii_stays_as_typed),
		cmocka_unit_test(what_cannot_be_converted_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
