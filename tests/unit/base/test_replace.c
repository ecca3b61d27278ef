/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/replace.h"
#include "../support.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[32], path[64];

static int begin(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/bowline-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file", dir);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir); /* nothing else may be left */
}

static const char *contents(void)
{
	static char buf[64];
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return "";
	size_t n = fread(buf, 1, sizeof(buf) - 1, f);
	buf[n] = '\0';
	fclose(f);
	return buf;
}

static mode_t mode(void)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void a_file_is_made_and_replaced(void **state)
{
	(void)state;
	mode_t before = umask(027);
	assert_ok(replace_whole(path, 0666, "old", 3));
	assert_string_equal(contents(), "old");
	assert_int_equal(mode(), 0640);
	assert_ok(replace_whole(path, 0600, "", 0));
	assert_string_equal(contents(), "");
	assert_int_equal(mode(), 0600);
	umask(before);
}

static void the_old_one_stands_until_the_end(void **state)
{
	(void)state;
	struct replacement r;
	assert_ok(replace_whole(path, 0600, "old", 3));
	assert_ok(replace_begin(&r, path, 0600));
	assert_int_equal(fputs("new", r.file) < 0, 0);
	assert_int_equal(fflush(r.file), 0);
	assert_string_equal(contents(), "old");
	assert_ok(replace_end(&r, OK));
	assert_string_equal(contents(), "new");
}

static void what_could_not_be_written_leaves_the_old_one(void **state)
{
	(void)state;
	struct replacement r;
	assert_ok(replace_whole(path, 0600, "old", 3));
	assert_ok(replace_begin(&r, path, 0600));
	assert_int_equal(fputs("half", r.file) < 0, 0);
	assert_int_equal(replace_end(&r, E_NOSOA), E_NOSOA);
	assert_string_equal(contents(), "old");
}

static void a_folder_that_is_not_there_is_told(void **state)
{
	(void)state;
	struct replacement r;
	char nowhere[96];
	snprintf(nowhere, sizeof(nowhere), "%s/none/file", dir);
	assert_int_equal(replace_begin(&r, nowhere, 0600), err_from_errno(ENOENT));
	/* A folder stands where the file should. */
	snprintf(nowhere, sizeof(nowhere), "%s/folder", dir);
	assert_int_equal(mkdir(nowhere, 0700), 0);
	assert_int_equal(replace_whole(nowhere, 0600, "x", 1), err_from_errno(EISDIR));
	assert_int_equal(rmdir(nowhere), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_is_made_and_replaced, begin, end),
		cmocka_unit_test_setup_teardown(the_old_one_stands_until_the_end, begin, end),
		cmocka_unit_test_setup_teardown(what_could_not_be_written_leaves_the_old_one, begin,
	                                        end),
		cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_told, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
