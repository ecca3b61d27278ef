/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

#define HIT "200100107B1A74DF365639CC39F1D578"

/* RFC 8005 section 6, the key shortened */
static void lengths_stand_before_both_parts(void **state)
{
	(void)state;
	assert_octets(RR_HIP, "2 " HIT " AwEAAbdx", "10020006" HIT "03010001B771");
	assert_octets(RR_HIP, "2 " HIT " AwEAAbdx rvs.example.com.",
	              "10020006" HIT "03010001B77103727673076578616D706C6503636F6D00");
	assert_line(RR_HIP, "10020006" HIT "03010001B771016100016200", "2 " HIT " AwEAAbdx a. b.");
}

static void neither_part_may_be_empty(void **state)
{
	(void)state;
	assert_refused(RR_HIP, "2 " HIT, E_FIELD_MISSING, "host identity");
	assert_refused(RR_HIP, "2", E_FIELD_MISSING, "host identity");
	assert_checks(RR_HIP, "0002000103", E_RDATA_LEN);
	assert_checks(RR_HIP, "01020000AA", E_RDATA_LEN);
}

static void parts_are_one_token_each(void **state)
{
	(void)state;
	assert_refused(RR_HIP, "2 20g1 AwEAAbdx", E_HEX, "host identity");
	assert_refused(RR_HIP, "2 " HIT " AwEA!", E_BASE64, "host identity");
	assert_refused(RR_HIP, "256 " HIT " AwEA", E_NUMBER_RANGE, "host identity");
	assert_refused(RR_HIP, "2 " HIT " AwEA Abdx", E_NO_ORIGIN, "rendezvous servers");
}

static void parts_may_not_run_past_the_end(void **state)
{
	(void)state;
	assert_checks(RR_HIP, "01020001AABB", OK);
	assert_checks(RR_HIP, "01020002AABB", E_EOF);
	assert_checks(RR_HIP, "0102", E_EOF);
	assert_checks(RR_HIP, "01020001AABB01", E_EOF);
}

static void a_tag_has_at_most_255_octets(void **state)
{
	(void)state;
	char line[2 + 512 + 6] = "2 ";
	memset(line + 2, 'A', 512);
	memcpy(line + 2 + 512, " AAAA", 6);
	assert_refused(RR_HIP, line, E_RDATA_LEN, "host identity");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_stand_before_both_parts),
		cmocka_unit_test(neither_part_may_be_empty),
		cmocka_unit_test(parts_are_one_token_each),
		cmocka_unit_test(parts_may_not_run_past_the_end),
		cmocka_unit_test(a_tag_has_at_most_255_octets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
