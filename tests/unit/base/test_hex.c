/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/hex.h"

static void pairs_of_digits_only(void **state)
{
	(void)state;
	uint8_t out[8];
	size_t len;
	assert_ok(hex_parse(out, &len, span_str("00fFa1")));
	assert_int_equal(len, 3);
	assert_memory_equal(out, "\x00\xff\xa1", 3);
	assert_ok(hex_parse(out, &len, span_str("")));
	assert_int_equal(len, 0);
	assert_int_equal(hex_parse(out, &len, span_str("0")), E_HEX);
	assert_int_equal(hex_parse(out, &len, span_str("0g")), E_HEX);
	struct text t;
	text_init(&t);
	hex_print(&t, span_of("\x0f\xa0", 2), true);
	hex_print(&t, span_of("\xfe", 1), false);
	assert_string_equal(t.buf, "0FA0fe");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_of_digits_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
