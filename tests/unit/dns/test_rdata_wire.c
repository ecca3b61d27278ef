/* SPDX-License-Identifier: BSD-2-Clause */
#include "rdata_lines.h"

/* Data of these octets of a message reads as `want`, or fails so. */
static void assert_read(uint16_t type, struct span msg, size_t pos, size_t len, enum err err,
                        const char *want)
{
	uint8_t out[512], room[LINE_OCTETS];
	struct wire_writer w = wire_writer_of(out, sizeof(out));
	assert_int_equal(rdata_read(&w, type, msg, pos, len), err);
	assert_true(span_equal(wire_written(&w), line_octets(room, want)));
}

/* RFC 3597 section 4 */
static void names_are_expanded_where_they_may_be_compressed(void **state)
{
	(void)state;
	static const uint8_t octets[] = "\3org\0"            /* 0 */
					"\1a\300\0\1b\300\5" /* 5: two names */
					"\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5";
	struct span msg = span_of(octets, sizeof(octets) - 1);
	assert_read(RR_NS, msg, 5, 4, OK, "0161036F726700");
	assert_read(RR_MINFO, msg, 5, 8, OK, "0161036F72670001620161036F726700");
	assert_read(RR_SOA, msg, 5, 28, OK,
	            "0161036F72670001620161036F726700"
	            "0000000100000002000000030000000400000005");
	assert_read(RR_TALINK, msg, 5, 8, E_LABEL_TYPE, "");
}

static void pointers_lead_backwards_only(void **state)
{
	(void)state;
	struct span loop = span_of("\1a\300\0", 4), ahead = span_of("\300\2\0", 3);
	assert_read(RR_NS, loop, 0, 4, E_POINTER, "");
	assert_read(RR_NS, loop, 2, 2, E_POINTER, "");
	assert_read(RR_NS, ahead, 0, 2, E_POINTER, "");
}

static void nothing_is_read_beyond_the_data(void **state)
{
	(void)state;
	struct span msg = span_of("\0\12\1a\0\0", 6);
	assert_read(RR_MX, msg, 0, 5, OK, "000A016100");
	assert_read(RR_MX, msg, 0, 6, E_TRAILING, "");
	assert_read(RR_MX, msg, 0, 4, E_EOF, "");
	assert_read(RR_MX, msg, 0, 7, E_EOF, "");
	assert_read(RR_MX, msg, 7, 0, E_EOF, "");
	assert_read(RR_A, msg, 6, 0, E_EOF, "");
}

static void what_does_not_fit_leaves_the_writer_as_it_was(void **state)
{
	(void)state;
	static const uint8_t octets[8] = {0};
	uint8_t out[8];
	struct wire_writer w = wire_writer_of(out, sizeof(out));
	wire_write_u16(&w, 1);
	assert_int_equal(rdata_read(&w, RR_AAAA, span_of(octets, 8), 0, 4), E_EOF);
	assert_int_equal(w.pos, 2);
	assert_int_equal(rdata_read(&w, RR_NULL, span_of(octets, 8), 0, 8), E_SPACE);
	assert_int_equal(w.pos, 2);
}

/* RFC 4034 section 6.2, without the types that RFC 6840 section 5.1 took out */
static void names_of_old_types_are_lower_cased(void **state)
{
	(void)state;
	static const struct {
		uint16_t type;
		const char *before, *after;
	} cases[] = {
		{RR_NS, "014100", "016100"},
		{RR_RRSIG, "000108000000000000000000000000000000014100000000",
	         "000108000000000000000000000000000000016100000000"},
		{RR_NSEC, "014100000140", "014100000140"},
		{RR_HINFO, "01410141", "01410141"},
		{RR_MINFO, "014100014200", "016100016200"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		uint8_t before[LINE_OCTETS], after[LINE_OCTETS];
		struct span data = line_octets(before, cases[i].before);
		rdata_lower(cases[i].type, before, data.len);
		assert_true(span_equal(data, line_octets(after, cases[i].after)));
	}
}

/* RFC 4034 section 6.3 */
static void data_is_ordered_as_octets(void **state)
{
	(void)state;
	assert_true(rdata_cmp(span_of("\0", 1), span_of("\200", 1)) < 0);
	assert_true(rdata_cmp(span_of("a", 1), span_of("ab", 2)) < 0);
	assert_true(rdata_cmp(span_of("b", 1), span_of("ab", 2)) > 0);
	assert_int_equal(rdata_cmp(span_of("", 0), span_of("", 0)), 0);
	assert_true(rdata_cmp(span_of("", 0), span_of("\0", 1)) < 0);
}

static void names_are_found_with_their_positions(void **state)
{
	(void)state;
	struct rdata_name names[RDATA_MAX_NAMES];
	assert_int_equal(rdata_names(names, RR_MINFO, span_of("\1a\0\2bc\0", 7)), 2);
	assert_int_equal(names[0].pos, 0);
	assert_int_equal(names[0].len, 3);
	assert_int_equal(names[1].pos, 3);
	assert_int_equal(names[1].len, 4);
	assert_true(names[0].compress && names[0].lower);
	/* Data cut short has the names up to there. */
	assert_int_equal(rdata_names(names, RR_MINFO, span_of("\1a\0\2b", 5)), 1);
	assert_int_equal(rdata_names(names, RR_A, span_of("abcd", 4)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_expanded_where_they_may_be_compressed),
		cmocka_unit_test(pointers_lead_backwards_only),
		cmocka_unit_test(nothing_is_read_beyond_the_data),
		cmocka_unit_test(what_does_not_fit_leaves_the_writer_as_it_was),
		cmocka_unit_test(names_of_old_types_are_lower_cased),
		cmocka_unit_test(data_is_ordered_as_octets),
		cmocka_unit_test(names_are_found_with_their_positions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
