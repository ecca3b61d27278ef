/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/zonemd.h"

static struct arena arena;

/* RFC 8976 appendix A.1, in canonical order. */
static const char *const simple[] = {
	"example. 86400 NS ns1.example.",
	"example. 86400 NS ns2.example.",
	"example. 86400 SOA ns1.example. admin.example. 2018031900 1800 900 604800 86400",
	"example. 86400 ZONEMD 2018031900 1 1 "
	"c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e7"
	"30044c",
	"ns1.example. 3600 A 203.0.113.63",
	"ns2.example. 3600 AAAA 2001:db8::63",
};

static void the_simple_zone_of_the_rfc(void **state)
{
	(void)state;
	uint8_t octets[ZONEMD_MAX_LEN];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	struct zonemd_hash *h = zonemd_hash_new(ZONEMD_SHA384, sec_name(&arena, "example."));
	struct rrset ns = sec_set(&arena, simple[0]), expected = {0};
	sec_add(&arena, &ns, simple[1]);
	zonemd_hash_add(h, &ns);
	for (size_t i = 2; i < ARRAY_LEN(simple); i++) {
		struct rrset set = sec_set(&arena, simple[i]);
		if (set.type == RR_ZONEMD)
			expected = set;
		zonemd_hash_add(h, &set);
	}
	zonemd_hash_write(&w, h, (struct serial){2018031900});
	zonemd_hash_free(h);
	assert_true(span_equal(wire_written(&w), rrset_first(&expected)));
}

static void signatures_over_the_digest_do_not_count(void **state)
{
	(void)state;
	uint8_t octets[2][ZONEMD_MAX_LEN];
	for (int with = 0; with < 2; with++) {
		struct wire_writer w = wire_writer_of(octets[with], sizeof(octets[with]));
		struct zonemd_hash *h = zonemd_hash_new(ZONEMD_SHA512,
		                                        sec_name(&arena, "example."));
		struct rrset set = sec_set(&arena, "example. 60 RRSIG SOA 13 1 60 20300101000000 "
		                                   "20200101000000 1 example. AA==");
		if (with)
			sec_add(&arena, &set,
			        "example. 60 RRSIG ZONEMD 13 1 60 20300101000000 20200101000000 1 "
			        "example. AA==");
		zonemd_hash_add(h, &set);
		zonemd_hash_write(&w, h, (struct serial){1});
		zonemd_hash_free(h);
		assert_int_equal(w.pos, ZONEMD_MAX_LEN);
	}
	assert_memory_equal(octets[0], octets[1], ZONEMD_MAX_LEN);
}

static void what_cannot_be_checked_is_told(void **state)
{
	(void)state;
	struct rrset set = sec_set(&arena, simple[3]);
	struct span rdata = rrset_first(&set);
	struct zonemd z;
	assert_ok(zonemd_read(&z, rdata));
	assert_true(zonemd_is_supported(&z));
	assert_int_equal(z.serial.value, 2018031900);
	z.scheme = 2;
	assert_false(zonemd_is_supported(&z));
	z.scheme = ZONEMD_SIMPLE;
	z.hash = ZONEMD_SHA512;
	assert_false(zonemd_is_supported(&z));
	assert_int_equal(zonemd_read(&z, span_of(rdata.data, 5)), E_MALFORMED);
	assert_null(zonemd_hash_new(3, name_root));
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
		cmocka_unit_test(the_simple_zone_of_the_rfc),
		cmocka_unit_test(signatures_over_the_digest_do_not_count),
		cmocka_unit_test(what_cannot_be_checked_is_told),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
