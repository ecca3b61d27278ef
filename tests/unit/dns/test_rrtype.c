/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/rdata.h"
#include "dns/rdata_field.h"

static void every_row_is_found_by_number_and_word(void **state)
{
	(void)state;
	size_t count = 0;
	for (; rrtype_at(count) != NULL; count++) {
		const struct rrtype *row = rrtype_at(count);
		uint16_t type;
		assert_ptr_equal(rrtype_get(row->number), row);
		assert_ok(rrtype_parse(&type, span_str(row->word)));
		assert_int_equal(type, row->number);
		assert_true(row->field_count > 0);
		char lower[16] = {0};
		for (size_t i = 0; row->word[i] != '\0'; i++)
			lower[i] = (char)name_lower_octet((uint8_t)row->word[i]);
		assert_ok(rrtype_parse(&type, span_str(lower)));
		assert_int_equal(type, row->number);
	}
	assert_true(count > 90);
}

static void every_other_number_has_the_generic_row(void **state)
{
	(void)state;
	size_t rows = 0;
	for (unsigned n = 0; n <= UINT16_MAX; n++) {
		const struct rrtype *row = rrtype_get((uint16_t)n);
		rows += row->word != NULL;
		if (row->word != NULL)
			assert_int_equal(row->number, n);
		else
			assert_true(row->flags & RRTYPE_NO_TEXT);
	}
	for (; rows > 0; rows--)
		assert_non_null(rrtype_at(rows - 1));
}

static void generic_words_are_parsed(void **state)
{
	(void)state;
	uint16_t type, class_;
	assert_ok(rrtype_parse(&type, span_str("TYPE0")));
	assert_int_equal(type, 0);
	assert_ok(rrtype_parse(&type, span_str("type65535")));
	assert_int_equal(type, 65535);
	static const char *const bad[] = {"",   "TYPE",   "TYPE65536",      "TYPE-1", "TYPE1x",
	                                  "AA", "NSEC33", "NSEC3PARAMETER", "*",      "IN"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(rrtype_parse(&type, span_str(bad[i])), E_TYPE);
	assert_ok(rrclass_parse(&class_, span_str("in")));
	assert_int_equal(class_, CLASS_IN);
	assert_ok(rrclass_parse(&class_, span_str("CLASS3")));
	assert_int_equal(class_, CLASS_CH);
	assert_int_equal(rrclass_parse(&class_, span_str("CLASS65536")), E_CLASS);
	assert_int_equal(rrclass_parse(&class_, span_str("A")), E_CLASS);
}

static void words_are_printed(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	rrtype_print(&t, RR_NSAP_PTR);
	rrtype_print(&t, 65280);
	rrclass_print(&t, CLASS_NONE);
	rrclass_print(&t, 7);
	assert_string_equal(t.buf, "NSAP-PTRTYPE65280NONECLASS7");
	text_deinit(&t);
}

/* Only names and fields whose length is known without a row may stand before a compressed name. */
static void compression_is_for_rfc1035_only(void **state)
{
	(void)state;
	for (size_t i = 0; rrtype_at(i) != NULL; i++) {
		const struct rrtype *row = rrtype_at(i);
		size_t names = 0;
		for (size_t k = 0; k < row->field_count; k++) {
			uint8_t flags = rdata_kinds[row->fields[k].kind].flags;
			if (flags & RDATA_FLAG_COMPRESS)
				assert_true(row->number <= RR_MX);
			names += (flags & RDATA_FLAG_LOWER) != 0;
		}
		assert_true(names <= RDATA_MAX_NAMES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_found_by_number_and_word),
		cmocka_unit_test(every_other_number_has_the_generic_row),
		cmocka_unit_test(generic_words_are_parsed),
		cmocka_unit_test(words_are_printed),
		cmocka_unit_test(compression_is_for_rfc1035_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
