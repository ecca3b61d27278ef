/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/typemap.h"

/* RFC 4034 section 4.3 */
static void the_bitmap_of_the_rfc(void **state)
{
	(void)state;
	const uint16_t types[] = {1, 15, 46, 47, 1234};
	uint8_t expected[37] = {0x00, 0x06, 0x40, 0x01, 0x00, 0x00, 0x00, 0x03, 0x04, 0x1b};
	expected[36] = 0x20;
	uint8_t octets[64];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	typemap_write(&w, types, 5);
	assert_int_equal(w.pos, sizeof(expected));
	assert_memory_equal(octets, expected, sizeof(expected));
	for (unsigned type = 0; type < 65536; type++) {
		bool listed = type == 1 || type == 15 || type == 46 || type == 47 || type == 1234;
		assert_int_equal(typemap_has(wire_written(&w), (uint16_t)type), listed);
	}
}

static void no_types_make_no_octets(void **state)
{
	(void)state;
	uint8_t octets[4];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	typemap_write(&w, NULL, 0);
	assert_int_equal(w.pos, 0);
	assert_false(typemap_has(wire_written(&w), 1));
}

static void a_cut_bitmap_lists_nothing(void **state)
{
	(void)state;
	const uint8_t octets[] = {0, 6, 0x40};
	assert_false(typemap_has(span_of(octets, 1), 1));
	assert_false(typemap_has(span_of(octets, 2), 1));
	assert_false(typemap_has(span_of(octets, 3), 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_bitmap_of_the_rfc),
		cmocka_unit_test(no_types_make_no_octets),
		cmocka_unit_test(a_cut_bitmap_lists_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
