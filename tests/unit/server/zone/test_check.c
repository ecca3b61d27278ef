/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_text.h"

static void a_sound_zone_has_no_findings(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns", "ns 60 A 192.0.2.1", "d 60 NS ns.d", "ns.d 60 AAAA ::1",
	                  "c 60 CNAME x", "n 60 DNAME y"),
	             BASIC, "");
}

static void the_apex_needs_one_soa_and_name_servers(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 SOA ns. h. 2 2 3 4 5"), BASIC,
	             "ex. multiple SOA records\nex. missing NS at the zone apex\n");
	assert_finds(ZONE("@ 60 NS ns."), CHECK_CLASS_MANDATORY, "");
}

static void a_ds_does_not_belong_to_the_apex(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns.", "@ 60 DS 1 13 1 "
	                                 "0000000000000000000000000000000000000000"),
	             BASIC, "ex. DS at the zone apex\n");
}

static void a_cname_stands_alone(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns.", "a 60 CNAME x", "a 60 CNAME y", "a 60 TXT t",
	                  "b 60 CNAME x", "b 60 NSEC c CNAME"),
	             BASIC,
	             "a.ex. another record exists beside CNAME\na.ex. multiple CNAME records\n");
}

static void nothing_exists_under_a_dname(void **state)
{
	(void)state;
	assert_finds(
		ZONE("@ 60 NS ns.", "d 60 DNAME x", "d 60 DNAME y", "d 60 NS z.", "a.d 60 TXT t"),
		BASIC,
		"d.ex. child record exists under DNAME\nd.ex. multiple DNAME records\n"
		"d.ex. NS record exists beside DNAME\n");
	assert_finds(ZONE("@ 60 NS ns.", "@ 60 DNAME x."), BASIC, "");
}

static void a_ds_has_a_known_digest_of_its_length(void **state)
{
	(void)state;
	assert_finds(ZONE("@ 60 NS ns.", "d 60 NS x.", "d 60 DS 7 13 2 0000", "d 60 DS 8 13 99 00"),
	             BASIC,
	             "d.ex. invalid digest length in DS (keytag 7)\n"
	             "d.ex. unknown algorithm in DS (keytag 8)\n");
}

static void names_are_checked_alone(void **state)
{
	(void)state;
	const struct {
		const char *name, *expected;
	} cases[] = {
		{"ex.", ""},
		{"a.ex.", "a.ex. another record exists beside CNAME\n"},
		{"d.ex.", "d.ex. child record exists under DNAME\n"},
		{"x.d.ex.", "d.ex. child record exists under DNAME\n"},
		{"nobody.ex.", ""},
	};
	struct zone_version *v = zone_from_text(
		"ex.",
		ZONE("a 60 CNAME x", "a 60 TXT t", "d 60 DNAME x.", "x.d 60 TXT t", "y 60 TXT t"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct name name;
		struct text t;
		text_init(&t);
		text_put_char(&t, ' ');
		assert_ok(name_parse_str(&name, cases[i].name));
		const uint8_t *wire = name.wire;
		const struct zone_check_names names = {.items = &wire, .count = 1};
		bool clean = zone_check_names(v, &names, CHECK_CLASS_MANDATORY, check_tell, &t);
		assert_string_equal(t.buf + 1, cases[i].expected);
		assert_int_equal(clean, cases[i].expected[0] == '\0');
		text_deinit(&t);
	}
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_zone_has_no_findings),
		cmocka_unit_test(the_apex_needs_one_soa_and_name_servers),
		cmocka_unit_test(a_ds_does_not_belong_to_the_apex),
		cmocka_unit_test(a_cname_stands_alone),
		cmocka_unit_test(nothing_exists_under_a_dname),
		cmocka_unit_test(names_are_checked_alone),
		cmocka_unit_test(a_ds_has_a_known_digest_of_its_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
