/* SPDX-License-Identifier: BSD-2-Clause */
#include "module_world.h"

#include "resolver/modules/shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Modules that are right, or wrong in another way, are
 * tests/functional/kresd/test_shared_modules.py. */
static void what_is_no_shared_object_is_refused(void **state)
{
	char folder[] = "/tmp/bowline-shared-XXXXXX", path[64];
	const struct module_api *api = NULL;
	struct text error;
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/noise.so", folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("nothing that could be loaded", f);
	fclose(f);
	text_init(&error);
	text_put(&error, "");
	assert_int_equal(shared_open(&api, folder, "missing", &error), E_NOFILE);
	assert_string_equal(error.buf, "");
	assert_int_equal(shared_open(&api, folder, "noise", &error), E_INVALID);
	assert_non_null(strstr(error.buf, "module 'noise': "));
	assert_null(api);
	assert_int_equal(chdir(folder), 0);
	text_reset(&error);
	assert_int_equal(shared_open(&api, ".", "noise", &error), E_INVALID); /* found, too */
	assert_int_equal(chdir("/"), 0);
	text_deinit(&error);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {MODULE_TEST(what_is_no_shared_object_is_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
