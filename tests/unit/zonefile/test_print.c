/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

#include "zonefile/print.h"

static void a_line_has_owner_ttl_type_and_data(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	const uint8_t name[] = "\1a\7example", address[] = {192, 0, 2, 1};
	zf_print_record(&t, name, 3600, RR_A, span_of(address, 4));
	assert_string_equal(t.buf, "a.example.          \t3600\tA\t192.0.2.1\n");
	text_deinit(&t);
}

static void a_set_is_a_line_for_each_record(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	const uint8_t records[] = {0, 3, 1, 'b', 0, 0, 3, 1, 'c', 0};
	const struct rrset set = {.owner = name_root,
	                          .type = RR_NS,
	                          .class_ = CLASS_IN,
	                          .ttl = 5,
	                          .count = 2,
	                          .size = sizeof(records),
	                          .records = records};
	zf_print_rrset(&t, &set);
	assert_string_equal(t.buf,
	                    ".                   \t5\tNS\tb.\n.                   \t5\tNS\tc.\n");
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_owner_ttl_type_and_data),
		cmocka_unit_test(a_set_is_a_line_for_each_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
