/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/rand.h"
#include "tools/keymgr/tsig.h"

static enum err make(struct text *t, struct text *warning, const char *algorithm, unsigned bits)
{
	text_init(t);
	text_init(warning);
	return tsig_print_new(t, "a.b", algorithm, bits, warning);
}

static void keys_are_pieces_of_configuration(void **state)
{
	(void)state;
	struct text t, warning;
	rand_replay(1);
	assert_ok(make(&t, &warning, NULL, 0));
	/* 32 octets are 44 digits. */
	assert_int_equal(t.len, strlen("# hmac-sha256:a.b:\nkey:\n  - id: a.b\n    algorithm: "
	                               "hmac-sha256\n    secret: \n") +
	                                2 * 44);
	assert_memory_equal(t.buf, "# hmac-sha256:a.b:", 18);
	assert_int_equal(warning.len, 0);
	text_deinit(&t);
	text_deinit(&warning);
	assert_ok(make(&t, &warning, "HMAC-SHA512", 100));
	assert_string_equal(warning.buf, "optimal key size for hmac-sha512 is at least 512 bits");
	assert_non_null(strstr(t.buf, "==\nkey:"));
	text_deinit(&t);
	text_deinit(&warning);
	rand_replay(0);
}

static void what_is_no_key_is_refused(void **state)
{
	(void)state;
	struct text t, warning;
	assert_int_equal(make(&t, &warning, "foo", 0), E_TSIG_ALG);
	text_deinit(&t);
	text_deinit(&warning);
	assert_int_equal(make(&t, &warning, NULL, 60000), E_RANGE);
	text_deinit(&t);
	text_deinit(&warning);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_pieces_of_configuration),
		cmocka_unit_test(what_is_no_key_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
