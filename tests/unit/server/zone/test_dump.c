/* SPDX-License-Identifier: BSD-2-Clause */
#include "load_text.h"

#include "server/zone/dump.h"

static enum err append(void *arg, struct span text)
{
	text_put_octets(arg, text.data, text.len);
	return OK;
}

static void a_file_is_loaded_and_dumped(void **state)
{
	(void)state;
	char text[] =
		"$TTL 1h\n@ SOA NS h 1 2 3 4 5\n NS ns\nb A 192.0.2.1\nB A 192.0.2.1\nns 5 A "
		"192.0.2.2\n"
		"@ RRSIG SOA 8 1 60 20200101000000 20200101000000 1 ex. AAAA\n"
		"@ NSEC b SOA\n@ RRSIG NSEC 8 1 60 20200101000000 20200101000000 1 ex. AAAA\n";
	struct zone_load_report report = {0};
	struct zone_version *v;
	struct text t;
	assert_ok(load_text(&v, &report, text));
	assert_int_equal(report.records, 8);
	zone_load_report_deinit(&report);
	text_init(&t);
	assert_ok(zone_dump(v, "2024-01-31 12:00:00 UTC", append, &t));
	const char *body = strchr(t.buf, '\n') + 1;
	assert_memory_equal(t.buf, ";; Zone dump (", 14);
	assert_string_equal(body, "ex.                 \t3600\tSOA\tns.ex. h.ex. 1 2 3 4 5\n"
	                          "ex.                 \t3600\tNS\tns.ex.\n"
	                          "b.ex.               \t3600\tA\t192.0.2.1\n"
	                          "ns.ex.              \t5\tA\t192.0.2.2\n"
	                          ";; DNSSEC signatures\n"
	                          "ex.                 \t60\tRRSIG\tSOA 8 1 60 20200101000000 "
	                          "20200101000000 1 ex. AAAA\n"
	                          ";; DNSSEC NSEC chain\n"
	                          "ex.                 \t3600\tNSEC\tb.ex. SOA\n"
	                          "ex.                 \t60\tRRSIG\tNSEC 8 1 60 20200101000000 "
	                          "20200101000000 1 ex. AAAA\n"
	                          ";; Written 7 records\n;; Time 2024-01-31 12:00:00 UTC\n");
	text_deinit(&t);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_loaded_and_dumped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
