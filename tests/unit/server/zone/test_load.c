/* SPDX-License-Identifier: BSD-2-Clause */
#include "load_text.h"

static void an_error_loses_the_zone_and_says_where(void **state)
{
	(void)state;
	char text[] = "@ SOA ns h 1 2 3 4 5\na A x\n$FOO\n";
	struct zone_load_report report = {0};
	struct zone_version *v = NULL;
	struct text t;
	assert_int_equal(load_text(&v, &report, text), E_MALFORMED);
	assert_null(v);
	assert_int_equal(report.errors.count, 2);
	text_init(&t);
	zone_load_error_print(&t, &report.errors.items[0]);
	assert_string_equal(t.buf, "zone loader, error in zone, file 'file', line 2 "
	                           "(invalid IPv4 address, address, column 5)");
	text_reset(&t);
	zone_load_error_print(&t, &report.errors.items[1]);
	assert_string_equal(t.buf, "zone loader, fatal error in zone, file 'file', line 3 "
	                           "(unknown or invalid directive)");
	text_deinit(&t);
	zone_load_report_deinit(&report);
}

static void a_file_without_soa_is_no_zone(void **state)
{
	(void)state;
	struct zone_load_report report = {0};
	struct zone_version *v;
	char text[] = "a A 1.2.3.4\n", empty[] = "";
	assert_int_equal(load_text(&v, &report, text), E_NOSOA);
	assert_int_equal(load_text(&v, &report, empty), E_EMPTYZONE);
	zone_load_report_deinit(&report);
}

static void findings_are_lines_of_the_log(void **state)
{
	(void)state;
	struct zone_load_report report = {0};
	struct zone_version *v;
	struct text t;
	char text[] = "@ SOA ns h 1 2 3 4 5\na 5 A 1.2.3.4\na 6 A 1.2.3.5\nx. A 1.2.3.4\n";
	assert_ok(load_text(&v, &report, text));
	assert_int_equal(report.findings.count, 2);
	assert_int_equal(report.finding_total, 2);
	text_init(&t);
	for (size_t i = 0; i < 2; i++) {
		zone_load_finding_print(&t, &report.findings.items[i]);
		text_put_char(&t, '\n');
	}
	assert_non_null(
		strstr(t.buf, "zone loader, TTL mismatch, owner a.ex., type A, TTL set to 6\n"));
	assert_non_null(strstr(t.buf, "zone loader, ignoring out-of-zone data, owner x.\n"));
	text_deinit(&t);
	zone_load_report_deinit(&report);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_loses_the_zone_and_says_where),
		cmocka_unit_test(a_file_without_soa_is_no_zone),
		cmocka_unit_test(findings_are_lines_of_the_log),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
