/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/dnskey.h"

static struct arena arena;

static uint16_t tag_of(const char *line)
{
	struct rrset set = sec_set(&arena, line);
	return dnskey_tag(rrset_first(&set));
}

static void key_tags_of_the_rfcs(void **state)
{
	(void)state;
	/* RFC 4034 section 5.4 */
	assert_int_equal(
		tag_of("dskey.example.com. 86400 DNSKEY 256 3 5 "
	               "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZ"
	               "DRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9Xzc"
	               "nOf+EPbtG9DMBmADjFDc2w/rljwvFw=="),
		60485);
	/* RFC 6605 section 6.1, RFC 8080 section 6.1 */
	assert_int_equal(tag_of("example.net. 3600 DNSKEY 257 3 13 "
	                        "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e"
	                        "+MAnLr+Wi9xMWyQLc8NAA=="),
	                 55648);
	assert_int_equal(tag_of("example.com. 3600 DNSKEY 257 3 15 "
	                        "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="),
	                 3613);
}

/* RFC 4034 appendix B.1 */
static void the_tag_of_algorithm_1_is_of_the_modulus(void **state)
{
	(void)state;
	static const uint8_t key[] = {1, 0, 3, 1, 1, 3, 0xaa, 0xbb, 0xcc, 0xdd, 0xee};
	assert_int_equal(dnskey_tag(span_of(key, sizeof(key))), 0xccdd);
	assert_int_equal(dnskey_tag(span_of(key, 5)), 0);
	assert_int_equal(dnskey_tag(span_of(key, 3)), 0);
}

static void flags_and_protocol_make_a_zone_key(void **state)
{
	(void)state;
	static const struct {
		uint8_t rdata[5];
		bool zone, sep, revoked;
	} rows[] = {
		{{1, 0, 3, 13, 0}, true, false, false},  {{1, 1, 3, 13, 0}, true, true, false},
		{{1, 0x81, 3, 13, 0}, true, true, true}, {{0, 1, 3, 13, 0}, false, true, false},
		{{1, 0, 2, 13, 0}, false, false, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct dnskey k;
		assert_ok(dnskey_rdata_read(&k, span_of(rows[i].rdata, 5)));
		assert_int_equal(dnskey_is_zone_key(&k), rows[i].zone);
		assert_int_equal(dnskey_is_sep(&k), rows[i].sep);
		assert_int_equal(dnskey_is_revoked(&k), rows[i].revoked);
	}
	struct dnskey k;
	assert_int_equal(dnskey_rdata_read(&k, span_of("abc", 3)), E_MALFORMED);
}

static void a_set_keeps_only_keys_to_verify_with(void **state)
{
	(void)state;
	static const char good[] = "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=";
	static const char *const heads[] = {"257 3 15",  "0 3 15",   "256 2 15",
	                                    "256 3 200", "256 3 13", "256 3 15"};
	struct rrset set = {0};
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		char line[200];
		snprintf(line, sizeof(line), "example. 60 DNSKEY %s %s", heads[i], good);
		sec_add(&arena, &set, line);
	}
	struct dnskey_set keys;
	assert_ok(dnskey_set_init(&keys, &set));
	assert_int_equal(keys.count, 2);
	assert_int_equal(keys.keys[0].flags, 257);
	assert_int_equal(keys.keys[1].flags, 256);
	assert_int_equal(dnskey_set_collisions(&keys, 0), 1);
	dnskey_set_deinit(&keys);
	set.count = DNSKEY_SET_MAX + 1;
	assert_int_equal(dnskey_set_init(&keys, &set), E_LIMIT);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	uint8_t octets[16];
	struct dnskey k;
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	dnskey_rdata_write(&w, DNSKEY_ZONE | DNSKEY_SEP, 13, span_str("key"));
	assert_ok(dnskey_rdata_read(&k, wire_written(&w)));
	assert_true(dnskey_is_zone_key(&k) && dnskey_is_sep(&k));
	assert_int_equal(k.algorithm, 13);
	assert_int_equal(k.rdata.len, 7);
}

/* RFC 8078 section 4 */
static void the_delete_forms_are_the_only_ones(void **state)
{
	(void)state;
	assert_true(cds_is_delete(cds_delete_rdata()));
	assert_true(cdnskey_is_delete(cdnskey_delete_rdata()));
	assert_false(cds_is_delete(cdnskey_delete_rdata()));
	assert_false(cds_is_delete(span_of("\0\0\0\0\0\0", 6)));
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_tags_of_the_rfcs),
		cmocka_unit_test(the_tag_of_algorithm_1_is_of_the_modulus),
		cmocka_unit_test(flags_and_protocol_make_a_zone_key),
		cmocka_unit_test(a_set_keeps_only_keys_to_verify_with),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(the_delete_forms_are_the_only_ones),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
