/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/text.h"
#include "config/include.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/bowline-include-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static enum err collect(void *ctx, const char *path)
{
	text_printf(ctx, "%s ", strrchr(path, '/') + 1);
	return OK;
}

static void patterns_are_sorted_and_start_beside_the_file(void **state)
{
	(void)state;
	char from[128];
	struct text t;
	text_init(&t);
	assert_non_null(mkdtemp(dir));
	put("b.conf", "b");
	put("a.conf", "a");
	snprintf(from, sizeof(from), "%s/c.conf", dir);
	assert_int_equal(mkdir(from, 0700), 0);
	snprintf(from, sizeof(from), "%s/main.conf", dir);
	assert_ok(conf_include_each(from, "*.conf", collect, &t));
	assert_string_equal(t.buf, "a.conf b.conf ");
	assert_ok(conf_include_each(from, "none*", collect, &t));
	assert_int_equal(conf_include_each(from, "none", collect, &t), E_NOFILE);
	text_deinit(&t);
}

static void files_are_read_whole(void **state)
{
	(void)state;
	char path[128];
	struct span text;
	snprintf(path, sizeof(path), "%s/a.conf", dir);
	assert_ok(conf_file_read(&text, path));
	assert_true(span_equal(text, span_str("a")));
	conf_file_free(text);
	assert_int_equal(conf_file_read(&text, "/nonexistent/x"), E_NOFILE);
	assert_int_equal(conf_file_read(&text, dir), E_ISDIR);
	unlink(path);
	snprintf(path, sizeof(path), "%s/b.conf", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/c.conf", dir);
	rmdir(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_are_sorted_and_start_beside_the_file),
		cmocka_unit_test(files_are_read_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
