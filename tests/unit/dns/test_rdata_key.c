/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#include "dns/rdata_field.h"

/* "KSK, ED25519 (256b), id = 3613" for a DNSKEY in text. */
static void assert_described(const char *line, const char *want)
{
	uint8_t buf[1024];
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	struct text t;
	text_init(&t);
	assert_ok(rdata_parse_line(&w, RR_DNSKEY, span_str(line), NULL));
	rdata_key_describe(&t, wire_written(&w));
	assert_string_equal(t.buf, want);
	text_deinit(&t);
}

/* The examples of RFC 4034 section 5.4, RFC 6605 section 6 and RFC 8080 section 6.1. */
static void keys_are_described_by_role_algorithm_size_and_id(void **state)
{
	(void)state;
	assert_described("256 3 5 AQOeiiR0GOMYkDshWoSKz9Xz fwJr1AYtsmx3TGkJaNXVbfi/ "
	                 "2pHm822aJ5iI9BMzNXxeYCmZ DRD99WYwYqUSdjMmmAphXdvx "
	                 "egXd/M5+X7OrzKBaMbCVdFLU Uh6DhweJBjEVv5f2wwjM9Xzc "
	                 "nOf+EPbtG9DMBmADjFDc2w/r ljwvFw==",
	                 "ZSK, RSASHA1 (1024b), id = 60485");
	assert_described("257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edb"
	                 "krSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
	                 "KSK, ECDSAP256SHA256 (256b), id = 55648");
	assert_described("257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1"
	                 "w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8"
	                 "/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40",
	                 "KSK, ECDSAP384SHA384 (384b), id = 10771");
	assert_described("257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
	                 "KSK, ED25519 (256b), id = 3613");
}

static void unknown_algorithms_have_no_size(void **state)
{
	(void)state;
	assert_described("256 3 200 AAAA", "ZSK, UNKNOWN, id = 1224");
	/* RFC 8078 section 4: the record that asks for deletion */
	assert_described("0 3 0 AA==", "ZSK, DELETE, id = 768");
}

/* RFC 4034 appendix B.1 */
static void rsamd5_takes_the_id_from_the_modulus(void **state)
{
	(void)state;
	static const uint8_t key[] = {1, 0, 3, 1, 1, 3, 0xaa, 0xbb, 0x12, 0x34, 0x56};
	assert_int_equal(rdata_key_id(span_of(key, sizeof(key))), 0x1234);
	assert_int_equal(rdata_key_id(span_of(key, 4)), 0x0401);
}

static void short_data_has_no_id(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	assert_int_equal(rdata_key_id(span_str("abc")), 0);
	rdata_key_describe(&t, span_str("abc"));
	assert_int_equal(t.len, 0);
	text_deinit(&t);
}

static void rsa_exponents_of_both_forms_are_skipped(void **state)
{
	(void)state;
	/* RFC 3110 section 2: one octet of length, or a zero and two */
	assert_described("256 3 8 AQP////////////8", "ZSK, RSASHA256 (80b), id = 1288");
	assert_described("256 3 8 AAABA/////8=", "ZSK, RSASHA256 (32b), id = 1291");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_described_by_role_algorithm_size_and_id),
		cmocka_unit_test(unknown_algorithms_have_no_size),
		cmocka_unit_test(rsamd5_takes_the_id_from_the_modulus),
		cmocka_unit_test(short_data_has_no_id),
		cmocka_unit_test(rsa_exponents_of_both_forms_are_skipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
