/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/ds.h"

#define KEY_4034                                                                                   \
	"AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/"                                         \
	"2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmm"                                                \
	"AphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=="

/* Keys and their DS records. */
static const struct {
	const char *key, *ds;
} vectors[] = {
	/* RFC 4034 section 5.4 */
	{"dskey.example.com. 1 DNSKEY 256 3 5 " KEY_4034,
         "dskey.example.com. 1 DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"},
	/* RFC 4509 section 2.3 */
	{"dskey.example.com. 1 DNSKEY 256 3 5 " KEY_4034,
         "dskey.example.com. 1 DS 60485 5 2 "
         "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A"},
	/* RFC 6605 section 6.1 */
	{"example.net. 1 DNSKEY 257 3 13 "
         "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
         "example.net. 1 DS 55648 13 2 "
         "b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17"},
	/* RFC 8080 section 6.1 */
	{"example.com. 1 DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
         "example.com. 1 DS 3613 15 2 "
         "3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b"},
	{"example.com. 1 DNSKEY 257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=",
         "example.com. 1 DS 35217 15 2 "
         "401781b934e392de492ec77ae2e15d70f6575a1c0bc59c5275c04ebe80c6614c"},
	/* RFC 8080 section 6.2 */
	{"example.com. 1 DNSKEY 257 3 16 "
         "3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA",
         "example.com. 1 DS 9713 16 2 "
         "6ccf18d5bc5d7fc2fceb1d59d17321402f2aa8d368048db93dd811f5cb2b19c7"},
	{"example.com. 1 DNSKEY 257 3 16 "
         "kkreGWoccSDmUBGAe7+zsbG6ZAFQp+syPmYUurBRQc3tDjeMCJcVMRDmgcNLp5HlHAMy12VoISsA",
         "example.com. 1 DS 38353 16 2 "
         "645ff078b3568f5852b70cb60e8e696cc77b75bfaaffc118cf79cbda1ba28af4"},
	/* RFC 6605 section 6.2 */
	{"example.net. 1 DNSKEY 257 3 14 "
         "xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8"
         "/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40",
         "example.net. 1 DS 10771 14 4 "
         "72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a94"
         "6df983d6"},
};

static struct arena arena;

static void digests_of_the_rfcs(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		struct rrset key = sec_set(&arena, vectors[i].key);
		struct rrset ds = sec_set(&arena, vectors[i].ds);
		struct span expected = rrset_first(&ds);
		uint8_t octets[DS_MAX_LEN];
		struct wire_writer w = wire_writer_of(octets, sizeof(octets));
		assert_ok(ds_write(&w, key.owner, rrset_first(&key), expected.data[3]));
		assert_true(span_equal(wire_written(&w), expected));
	}
}

/* RFC 7344 section 3: a CDS has the form of a DS, a CDNSKEY that of the DNSKEY it asks for. */
static void a_child_asks_for_what_the_parent_would_make(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		char line[512];
		struct rrset key = sec_set(&arena, vectors[i].key);
		struct dnskey k;
		struct ds ds;
		snprintf(line, sizeof(line), "%.*s 1 CDS%s", (int)strcspn(vectors[i].ds, " "),
		         vectors[i].ds, strstr(vectors[i].ds, " DS") + 3);
		struct rrset cds = sec_set(&arena, line);
		snprintf(line, sizeof(line), "%.*s 1 CDNSKEY%s", (int)strcspn(vectors[i].key, " "),
		         vectors[i].key, strstr(vectors[i].key, " DNSKEY") + 7);
		struct rrset cdnskey = sec_set(&arena, line);
		assert_int_equal(cds.type, RR_CDS);
		assert_int_equal(cdnskey.type, RR_CDNSKEY);
		assert_true(span_equal(rrset_first(&cdnskey), rrset_first(&key)));
		assert_ok(dnskey_rdata_read(&k, rrset_first(&cdnskey)));
		assert_ok(ds_read(&ds, rrset_first(&cds)));
		assert_true(ds_matches(&ds, cds.owner, &k));
		assert_false(cds_is_delete(rrset_first(&cds)));
		assert_false(cdnskey_is_delete(rrset_first(&cdnskey)));
	}
	/* RFC 8078 section 4: asking for none. */
	struct rrset cds = sec_set(&arena, "example. 0 CDS 0 0 0 00");
	struct rrset cdnskey = sec_set(&arena, "example. 0 CDNSKEY 0 3 0 AA==");
	assert_true(span_equal(rrset_first(&cds), cds_delete_rdata()));
	assert_true(span_equal(rrset_first(&cdnskey), cdnskey_delete_rdata()));
}

/* Any octet of DS, key or owner flipped breaks the match; case does not. */
static void a_record_matches_its_key_only(void **state)
{
	(void)state;
	struct rrset key = sec_set(&arena, vectors[2].key);
	struct rrset set = sec_set(&arena, vectors[2].ds);
	struct span ds_rdata = rrset_first(&set), key_rdata = rrset_first(&key);
	uint8_t *ds_octets = arena_dup(&arena, ds_rdata.data, ds_rdata.len);
	uint8_t *key_octets = arena_dup(&arena, key_rdata.data, key_rdata.len);
	struct ds ds;
	struct dnskey k;
	for (size_t i = 0; i <= ds_rdata.len + key_rdata.len; i++) {
		uint8_t *at = i < ds_rdata.len ? ds_octets + i : key_octets + i - ds_rdata.len;
		bool last = i == ds_rdata.len + key_rdata.len;
		if (!last)
			*at ^= 1;
		assert_ok(ds_read(&ds, span_of(ds_octets, ds_rdata.len)));
		assert_ok(dnskey_rdata_read(&k, span_of(key_octets, key_rdata.len)));
		assert_int_equal(ds_matches(&ds, key.owner, &k), last);
		if (!last)
			*at ^= 1;
	}
	assert_true(ds_matches(&ds, sec_name(&arena, "EXAMPLE.Net."), &k));
	assert_false(ds_matches(&ds, sec_name(&arena, "example.com."), &k));
	ds.digest.len--;
	assert_false(ds_matches(&ds, key.owner, &k));
}

static void digest_types_have_their_lengths(void **state)
{
	(void)state;
	struct ds ds = {.algorithm = 13, .digest_type = 4, .digest = {(const uint8_t *)"", 48}};
	assert_int_equal(ds_digest_len(1), 20);
	assert_int_equal(ds_digest_len(2), 32);
	assert_int_equal(ds_digest_len(4), 48);
	assert_int_equal(ds_digest_len(3), 0);
	assert_true(ds_is_supported(&ds));
	ds.digest.len = 32;
	assert_false(ds_is_supported(&ds));
	ds.digest_type = 2;
	assert_true(ds_is_supported(&ds));
	ds.algorithm = 12;
	assert_false(ds_is_supported(&ds));
}

static void what_cannot_be_made_is_refused(void **state)
{
	(void)state;
	uint8_t octets[DS_MAX_LEN];
	struct ds ds;
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	assert_int_equal(ds_write(&w, name_root, span_of("abcde", 5), 3), E_NOTSUP);
	assert_int_equal(ds_write(&w, name_root, span_of("abc", 3), 2), E_MALFORMED);
	assert_int_equal(ds_read(&ds, span_of("abc", 3)), E_MALFORMED);
	assert_int_equal(w.pos, 0);
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
		cmocka_unit_test(digests_of_the_rfcs),
		cmocka_unit_test(a_child_asks_for_what_the_parent_would_make),
		cmocka_unit_test(a_record_matches_its_key_only),
		cmocka_unit_test(digest_types_have_their_lengths),
		cmocka_unit_test(what_cannot_be_made_is_refused),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
