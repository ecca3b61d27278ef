/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../wire.h"

#include "base/replace.h"
#include "base/text.h"
#include "resolver/modules/policy/rpz_sources.h"

#include <unistd.h>

static char folder[] = "/tmp/bowline-sources-XXXXXX";
static struct rpz_sources s;

static int setup(void **state)
{
	(void)state;
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	s = (struct rpz_sources){.full = false};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rpz_sources_deinit(&s);
	unlink("a");
	unlink("b");
	return rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
	assert_ok(replace_whole(name, 0600, text, strlen(text)));
}

static void files_are_fresh_until_one_changes_comes_or_goes(void **state)
{
	(void)state;
	write_file("a", "1");
	rpz_sources_note(&s, "a");
	rpz_sources_note(&s, "b");
	write_file("a", "2");
	rpz_sources_note(&s, "a"); /* it is as it was noted first */
	assert_int_equal(s.list.count, 2);
	assert_false(rpz_sources_are_fresh(&s));
	rpz_sources_deinit(&s);
	rpz_sources_note(&s, "a");
	rpz_sources_note(&s, "b");
	assert_true(rpz_sources_are_fresh(&s));
	write_file("b", "2");
	assert_false(rpz_sources_are_fresh(&s));
	rpz_sources_deinit(&s);
	rpz_sources_note(&s, "b");
	unlink("b");
	assert_false(rpz_sources_are_fresh(&s));
}

static void there_is_a_bound(void **state)
{
	char path[16];
	(void)state;
	for (unsigned i = 0; i < RPZ_SOURCES_MAX; i++) {
		snprintf(path, sizeof(path), "n%u", i);
		rpz_sources_note(&s, path);
	}
	rpz_sources_note(&s, "n0");
	assert_false(s.full);
	rpz_sources_note(&s, "one.more");
	assert_true(s.full);
	assert_int_equal(s.list.count, RPZ_SOURCES_MAX);
}

static void paths_have_a_folder_and_a_name(void **state)
{
	static const char *const rows[][2] = {
		{"a.rpz", "."}, {"/a.rpz", "/"}, {"x/a.rpz", "x"}, {"/x/y/a.rpz", "/x/y"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct span folder_of = rpz_source_folder(rows[i][0]);
		assert_int_equal(folder_of.len, strlen(rows[i][1]));
		assert_memory_equal(folder_of.data, rows[i][1], folder_of.len);
		rpz_sources_note(&s, rows[i][0]);
	}
	assert_true(rpz_sources_have(&s, "a.rpz"));
	assert_false(rpz_sources_have(&s, "x") || rpz_sources_have(&s, "rpz"));
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	struct rpz_sources back = {.full = false};
	struct text t;
	text_init(&t);
	write_file("a", "1");
	rpz_sources_note(&s, "a");
	rpz_sources_note(&s, "gone/b");
	rpz_sources_write(&s, &t);
	assert_ok(rpz_sources_read(&back, text_span(&t)));
	assert_int_equal(back.list.count, 2);
	assert_string_equal(back.list.items[1].path, "gone/b");
	assert_true(rpz_sources_are_fresh(&back));
	rpz_sources_deinit(&back);
	size_t first = 3 * 8 + 2 + 1; /* where the second one begins */
	for (size_t len = 1; len < t.len; len++) {
		if (len == first)
			continue;
		assert_int_equal(rpz_sources_read(&back, span_of(t.buf, len)), E_MALFORMED);
		assert_int_equal(back.list.count, 0);
	}
	t.buf[first - 1] = 0; /* in a path */
	assert_int_equal(rpz_sources_read(&back, text_span(&t)), E_MALFORMED);
	text_deinit(&t);
}

static void what_is_opened_is_noted(void **state)
{
	(void)state;
	const struct zf_source opener = rpz_sources_opener(&s);
	struct zf_text file;
	write_file("a", "text");
	assert_ok(opener.open(opener.arg, &file, span_str("a"), NULL));
	assert_int_equal(file.text.len, 4);
	opener.close(opener.arg, &file);
	assert_int_equal(opener.open(opener.arg, &file, span_str("b"), "x/a"), E_NOFILE);
	assert_int_equal(opener.open(opener.arg, &file, span_of("c\0d", 3), NULL), E_INVALID);
	assert_int_equal(s.list.count, 2);
	assert_string_equal(s.list.items[1].path, "x/b");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(files_are_fresh_until_one_changes_comes_or_goes),
		T(there_is_a_bound),
		T(paths_have_a_folder_and_a_name),
		T(what_is_written_is_read),
		T(what_is_opened_is_noted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
