/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/main/configuration.h"
#include "config/database.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void one_source_is_chosen(void **state)
{
	(void)state;
	struct conf_source c;
	struct text error;
	text_init(&error);
	struct options both = {.config = "f", .database = "d", .max_conf_mib = 1};
	assert_int_equal(configuration_open(&c, &both, &error), E_INVALID);
	assert_string_equal(error.buf, "ambiguous configuration source");
	text_reset(&error);
	struct options missing = {.database = "/nonexistent/db", .max_conf_mib = 1};
	assert_int_equal(configuration_open(&c, &missing, &error), E_NOTFOUND);
	assert_string_equal(error.buf, "failed to open configuration database '/nonexistent/db' "
	                               "(not exists)");
	struct options file = {.config = "f", .max_conf_mib = 1};
	assert_ok(configuration_open(&c, &file, &error));
	assert_string_equal(c.file, "f");
	conf_source_close(&c);
	text_deinit(&error);
}

static void a_commit_is_kept_by_the_database(void **state)
{
	(void)state;
	char dir[] = "/tmp/bowline-confdb-XXXXXX", file[64];
	struct conf_source c;
	struct conf *conf = NULL, *again = NULL;
	struct text error, warnings;
	struct store *store;
	assert_non_null(mkdtemp(dir));
	text_init(&error);
	text_init(&warnings);
	const struct conf_database_options options = {
		.path = dir, .max_size = 1 << 20, .schema_number = SCHEMA_NUMBER, .version = "1"};
	assert_ok(conf_database_open(&store, &options, &error));
	store_close(store);
	struct options o = {.database = dir, .max_conf_mib = 1};
	assert_ok(configuration_open(&c, &o, &error));
	struct conf_tree t;
	conf_tree_init(&t, &knot_schema);
	conf_block_add(&t, conf_section_find(&knot_schema, span_str("zone")), "a.", "", 0);
	assert_ok(configuration_commit(&c, &t, &conf, &error));
	assert_int_equal(conf->zone_count, 1);
	assert_ok(configuration_load(&c, &again, &error, &warnings));
	assert_string_equal(again->zones[0].text, "a.");
	conf_free(conf);
	conf_free(again);
	conf_tree_deinit(&t);
	conf_source_close(&c);
	snprintf(file, sizeof(file), "%s/data.mdb", dir);
	unlink(file);
	snprintf(file, sizeof(file), "%s/lock.mdb", dir);
	unlink(file);
	rmdir(dir);
	text_deinit(&error);
	text_deinit(&warnings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_source_is_chosen),
		cmocka_unit_test(a_commit_is_kept_by_the_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
