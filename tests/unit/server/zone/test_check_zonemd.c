/* SPDX-License-Identifier: BSD-2-Clause */
#include "signed_text.h"

#include "sec/zonemd.h"

static bool holds(const char *without, const char *more)
{
	struct zone_version *v = signed_zone(signed_nsec, without, more);
	struct text t;
	text_init(&t);
	text_put_char(&t, ' ');
	bool good = zone_check_zonemd(v, check_tell, &t);
	assert_string_equal(t.buf + 1, good ? "" : "sig.test. invalid ZONEMD\n");
	text_deinit(&t);
	zone_version_free(v);
	return good;
}

static void a_digest_is_of_all_records(void **state)
{
	(void)state;
	assert_true(holds(NULL, NULL));
	assert_false(holds(NULL, "new.sig.test. 60 A 192.0.2.1"));
	assert_false(holds("ns.cut.sig.test.", NULL));
	assert_false(holds("ns.sig.test. 60 RRSIG", NULL));
	assert_false(holds("sig.test. 60 ZONEMD", NULL));
	/* not of those that cover itself (RFC 8976 section 3.4.1) */
	assert_true(holds("sig.test. 60 RRSIG ZONEMD", NULL));
}

static void records_that_do_not_count(void **state)
{
	(void)state;
	static const char bad[] =
		"00000000000000000000000000000000000000000000000000000000000000000000"
		"0000000000000000000000000000";
	char line[256];
	/* of another serial, or of an unknown hash: beside a good one they do no harm */
	snprintf(line, sizeof(line), "sig.test. 60 ZONEMD 1 1 240 %s", bad);
	assert_true(holds(NULL, line));
	/* two of one scheme and hash: neither counts (RFC 8976 section 2.2.4) */
	snprintf(line, sizeof(line), "sig.test. 60 ZONEMD 1 1 1 %s", bad);
	assert_false(holds(NULL, line));
}

static void a_made_digest_holds(void **state)
{
	(void)state;
	struct zone_version *v = signed_zone(signed_nsec, "sig.test. 60 ZONEMD", NULL);
	for (uint8_t hash = ZONEMD_SHA384; hash <= ZONEMD_SHA512; hash++) {
		uint8_t octets[ZONEMD_MAX_LEN];
		struct wire_writer w = wire_writer_of(octets, sizeof(octets));
		struct text line;
		text_init(&line);
		text_put(&line, "sig.test. 60 ZONEMD ");
		zone_zonemd_make(&w, v, hash);
		rdata_print(&line, RR_ZONEMD, wire_written(&w), NULL);
		assert_true(holds("sig.test. 60 ZONEMD", line.buf));
		text_deinit(&line);
	}
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digest_is_of_all_records),
		cmocka_unit_test(a_made_digest_holds),
		cmocka_unit_test(records_that_do_not_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
