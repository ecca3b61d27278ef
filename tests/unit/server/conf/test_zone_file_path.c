/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/conf/zone_file_path.h"

static void expect(const char *format, const char *zone, enum err err, const char *want)
{
	struct name name;
	struct text t;
	text_init(&t);
	assert_ok(name_parse_str(&name, zone));
	assert_int_equal(zone_file_path(&t, format, name.wire), err);
	assert_string_equal(t.buf, want);
	text_deinit(&t);
}

static void formatters(void **state)
{
	(void)state;
	expect("%s.zone", "example.com.", OK, "example.com.zone");
	expect("%s.zone", ".", OK, ".zone");
	expect("%c[0]/%c[1-3]/%s", "example.com.", OK, "e/xam/example.com");
	expect("%c[9-99]", "example.com.", OK, "om.");
	expect("%c[99]x", "example.com.", OK, "x");
	expect("%l[0].%l[1].%l[7]", "www.example.com.", OK, "com.example.");
	expect("100%%", "a.", OK, "100%");
	expect("%s", "a/b.c.", OK, "a_b.c");
	expect("%s", "\\000.c.", OK, "\\000.c");
	expect("%q%s", "a.", E_INVALID, "a");
	expect("x%", "a.", E_INVALID, "x");
	expect("%c[1", "a.", E_INVALID, "[1");
}

static void length_is_bounded(void **state)
{
	(void)state;
	char format[1100];
	struct text t;
	text_init(&t);
	memset(format, 'x', sizeof(format));
	format[sizeof(format) - 1] = '\0';
	assert_int_equal(zone_file_path(&t, format, name_root), E_LIMIT);
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formatters),
		cmocka_unit_test(length_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
