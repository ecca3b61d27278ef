/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/text.h"

static void a_growing_writer_keeps_all(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	for (int i = 0; i < 1000; i++)
		text_printf(&t, "%d,", i);
	assert_int_equal(t.len, 10 * 2 + 90 * 3 + 900 * 4);
	assert_int_equal(strlen(t.buf), t.len);
	assert_false(t.full);
	text_reset(&t);
	text_put_u32(&t, 0);
	text_put_char(&t, ' ');
	text_put_u32(&t, UINT32_MAX);
	assert_string_equal(t.buf, "0 4294967295");
	text_deinit(&t);
}

static void a_fixed_writer_cuts_and_says_so(void **state)
{
	(void)state;
	char buf[8];
	struct text t;
	text_init_fixed(&t, buf, sizeof(buf));
	text_put(&t, "12345");
	assert_false(t.full);
	text_printf(&t, "%s", "6789");
	assert_string_equal(buf, "1234567");
	assert_true(t.full);
	text_put_char(&t, 'x');
	assert_string_equal(buf, "1234567");
}

static void escapes_and_padding(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	text_put_escaped(&t, span_of("a\\\n\377", 4));
	assert_string_equal(t.buf, "a\\\\\\010\\255");
	text_reset(&t);
	text_put(&t, "ab");
	text_pad_to(&t, 0, 5);
	assert_string_equal(t.buf, "ab   ");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_growing_writer_keeps_all),
		cmocka_unit_test(a_fixed_writer_cuts_and_says_so),
		cmocka_unit_test(escapes_and_padding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
