/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "report/log.h"
#include "server/jobs/read_file.h"
#include "server/zone/version.h"
#include <stdio.h>
#include <unistd.h>

static char path[64], log_path[64];

static enum err load(const char *text, enum conf_semantic_checks checks, struct zone_version **out)
{
	struct zone_conf zone = {
		.text = "example.", .file = path, .default_ttl = 60, .checks = checks};
	struct log_target target = {.name = log_path, .least = {SEV_DEBUG, SEV_DEBUG, SEV_DEBUG}};
	snprintf(path, sizeof(path), "/tmp/bowline-load-%d.zone", (int)getpid());
	snprintf(log_path, sizeof(log_path), "/tmp/bowline-load-%d.log", (int)getpid());
	unlink(log_path);
	assert_ok(log_configure("test", &target, 1));
	zone.name = (struct name_ref){9, (const uint8_t *)"\7example"};
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
	enum err e = zone_file_read(out, &zone, 1);
	unlink(path);
	return e;
}

static bool logged(const char *words)
{
	static char buf[8192];
	FILE *f = fopen(log_path, "r");
	size_t n = fread(buf, 1, sizeof(buf) - 1, f);
	buf[n] = '\0';
	fclose(f);
	return strstr(buf, words) != NULL;
}

static void a_good_zone_is_loaded(void **state)
{
	(void)state;
	struct zone_version *v = NULL;
	assert_ok(load("@ SOA a b 9 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n", CHECKS_ON, &v));
	assert_int_equal(v->serial.value, 9);
	zone_version_free(v);
}

static void every_bad_line_is_named_and_nothing_is_loaded(void **state)
{
	(void)state;
	struct zone_version *v = NULL;
	assert_int_not_equal(
		load("@ SOA a b 9 1 1 1 1\nx A 1.2.3\ny A 1.2.3.4\nz MX a\n", CHECKS_OFF, &v), OK);
	assert_null(v);
	assert_true(logged("line 2"));
	assert_true(logged("line 4"));
	assert_true(logged("2 errors"));
}

static void mandatory_checks_refuse_unless_soft(void **state)
{
	(void)state;
	struct zone_version *v = NULL;
	const char *text =
		"@ SOA a b 9 1 1 1 1\n@ NS ns\nns A 192.0.2.1\nx CNAME y\nx A 192.0.2.1\n";
	assert_int_equal(load(text, CHECKS_OFF, &v), E_SEMCHECK);
	assert_true(logged(
		"error: [example.] check, node x.example., another record exists beside CNAME"));
	assert_ok(load(text, CHECKS_SOFT, &v));
	assert_true(logged("notice: [example.] check, node x.example."));
	zone_version_free(v);
}

static void a_missing_file_is_an_error(void **state)
{
	(void)state;
	struct zone_version *v = NULL;
	struct zone_conf zone = {.text = "example.", .file = "/nonexistent/zone"};
	zone.name = (struct name_ref){9, (const uint8_t *)"\7example"};
	assert_int_equal(zone_file_read(&v, &zone, 1), E_NOFILE);
	unlink(log_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_zone_is_loaded),
		cmocka_unit_test(every_bad_line_is_named_and_nothing_is_loaded),
		cmocka_unit_test(mandatory_checks_refuse_unless_soft),
		cmocka_unit_test(a_missing_file_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
