/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64];

/* Each case begins in an empty working directory. */
static int enter(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/script_import_XXXXXX");
	return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	static const char *const names[] = {"data.mdb", "lock.mdb", "zone"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlink(names[i]);
	return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void write_zone(const char *text)
{
	FILE *f = fopen("zone", "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void without_a_cache_nothing_is_imported(void **state)
{
	struct script_world s;
	static const struct row rows[] = {
		{"cache.zone_import()", "~expected 'zone_import(string path)'"},
		{"cache.zone_import('zone')", "~no cache is open yet"},
	};
	(void)state;
	script_world_init(&s);
	script_world_run(&s, rows, ARRAY_LEN(rows));
	script_world_deinit(&s);
}

static void what_is_wrong_is_told_by_code(void **state)
{
	struct script_world s;
	static const struct row rows[] = {
		{"cache.open(1 * MB)", "true\n"},
		{"cache.zone_import('nowhere').code", "-1\n"},
		{"cache.zone_import('zone').msg", "the keys of the zone do not validate\n"},
		{"trust_anchors.remove('.')", "true\n"},
		{"cache.zone_import('zone').code", "1\n"},
		{"cache.zone_import('zone').msg", "no trust anchor for the root\n"},
	};
	(void)state;
	write_zone(". 3600 IN SOA a. b. 1 2 3 4 5\n. 3600 IN DNSKEY 257 3 15 "
	           "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=\n");
	script_world_init(&s);
	s.w.engine.anchors = s.anchors;
	script_world_run(&s, rows, ARRAY_LEN(rows));
	script_world_deinit(&s);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(without_a_cache_nothing_is_imported),
		CASE(what_is_wrong_is_told_by_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
