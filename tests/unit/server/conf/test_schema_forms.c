/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"
#include "server/conf/schema_rows.h"

static const char *form(enum err (*f)(struct span, struct text *, int64_t *), const char *in)
{
	static char buf[600];
	struct text t;
	int64_t number = -1;
	text_init_fixed(&t, buf, sizeof(buf));
	enum err e = f(span_str(in), &t, &number);
	return e == OK ? buf : err_text(e);
}

static void values_get_their_normal_form(void **state)
{
	(void)state;
	assert_string_equal(form(form_rr_type, "txt"), "TXT");
	assert_string_equal(form(form_rr_type, "type16"), "TXT");
	assert_string_equal(form(form_rr_type, "NOPE"), err_text(E_TYPE));
	assert_string_equal(form(form_owner, "A.B"), "a.b");
	assert_string_equal(form(form_owner, "A.B."), "a.b.");
	assert_string_equal(form(form_owner, "*.a"), "*.a");
	assert_string_equal(form(form_owner, "a..b"), err_text(E_LABEL_EMPTY));
	assert_string_equal(form(form_pin, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
	                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
	assert_string_equal(form(form_pin, "AAAA"), err_text(E_BASE64));
	assert_string_equal(form(form_user, "knot:knot"), "knot:knot");
	assert_string_equal(form(form_user, "knot:"), err_text(E_INVALID));
	assert_string_equal(form(form_serial_modulo, "1/2+3"), "1/2+3");
	assert_string_equal(form(form_keytag_modulo, "1/2+3"), err_text(E_INVALID));
	char group[258];
	memset(group, 'g', 256);
	group[256] = 0;
	assert_string_equal(form(form_group, group), err_text(E_RANGE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_get_their_normal_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
