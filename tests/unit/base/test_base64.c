/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/base64.h"
#include "base/rand.h"

/* RFC 4648 section 10. */
static void rfc4648_vectors(void **state)
{
	(void)state;
	static const struct {
		const char *plain, *base64, *base32hex;
	} cases[] = {
		{"", "", ""},
		{"f", "Zg==", "CO"},
		{"fo", "Zm8=", "CPNG"},
		{"foo", "Zm9v", "CPNMU"},
		{"foob", "Zm9vYg==", "CPNMUOG"},
		{"fooba", "Zm9vYmE=", "CPNMUOJ1"},
		{"foobar", "Zm9vYmFy", "CPNMUOJ1E8"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t out[16];
		size_t len;
		struct text t;
		text_init(&t);
		base64_print(&t, span_str(cases[i].plain));
		assert_true(span_equal(text_span(&t), span_str(cases[i].base64)));
		assert_ok(base64_parse(out, &len, span_str(cases[i].base64)));
		assert_true(span_equal(span_of(out, len), span_str(cases[i].plain)));
		text_reset(&t);
		base32hex_print(&t, span_str(cases[i].plain), true);
		assert_true(span_equal(text_span(&t), span_str(cases[i].base32hex)));
		assert_ok(base32hex_parse(out, &len, span_str(cases[i].base32hex)));
		assert_true(span_equal(span_of(out, len), span_str(cases[i].plain)));
		text_deinit(&t);
	}
}

static void wrong_text_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"Zg", "Zg=", "Z===", "====", "Zh==", "Zm9=", "Zm9v=", "Zm9-", "Zg==Zg==", "=Zg="};
	uint8_t out[16];
	size_t len;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(base64_parse(out, &len, span_str(bad[i])), E_BASE64);
	assert_int_equal(base32hex_parse(out, &len, span_str("W0")), E_BASE32);
	assert_int_equal(base32hex_parse(out, &len, span_str("0")), E_BASE32);
	assert_int_equal(base32hex_parse(out, &len, span_str("CP")), E_BASE32);
}

static void random_octets_round_trip(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < 500; i++) {
		uint8_t in[200], out[220];
		size_t len = rand_below(sizeof(in)), got;
		struct text t;
		rand_octets(in, len);
		text_init(&t);
		base64url_print(&t, span_of(in, len));
		assert_ok(base64url_parse(out, &got, text_span(&t)));
		assert_int_equal(got, len);
		assert_memory_equal(out, in, len);
		text_deinit(&t);
	}
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc4648_vectors),
		cmocka_unit_test(wrong_text_is_refused),
		cmocka_unit_test(random_octets_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
