/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/bowline-source-XXXXXX";

static void put_file(const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_ok(fclose(f));
}

static int set_up(void **state)
{
	(void)state;
	char path[256];
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/sub", folder);
	return mkdir(path, 0700);
}

static int tear_down(void **state)
{
	(void)state;
	static const char *const names[] = {"main", "sub/one", "sub/two", "empty", "sub", ""};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[256];
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)remove(path);
	}
	return 0;
}

static enum err open_here(struct zf_text *out, const char *name)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return zf_file_source.open(NULL, out, span_str(path), NULL);
}

static void includes_are_relative_to_the_including_file(void **state)
{
	(void)state;
	put_file("main", "$INCLUDE sub/one\n");
	put_file("sub/one", "$INCLUDE two\n");
	put_file("sub/two", "a A 1.2.3.4\n");
	struct text t;
	char path[256];
	text_init(&t);
	snprintf(path, sizeof(path), "%s/main", folder);
	const struct zf_sink sink = {
		.arg = &t, .records = transcript_records, .error = transcript_error};
	const struct zf_options options = {0};
	assert_ok(zf_read(&zf_file_source, path, &options, &sink));
	assert_string_equal(t.buf, "a. 0 A 1.2.3.4\n");
	text_deinit(&t);
}

static void paths_are_relative_to_the_including_file(void **state)
{
	static const char *const rows[][3] = {{"a", NULL, "a"},
	                                      {"a", "b", "a"},
	                                      {"a", "x/y/b", "x/y/a"},
	                                      {"x/a", "/b", "/x/a"},
	                                      {"/a", "x/b", "/a"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *path = zf_file_path(span_str(rows[i][0]), rows[i][1]);
		assert_string_equal(path, rows[i][2]);
		mem_free(path);
	}
}

static void an_empty_file_has_no_octets(void **state)
{
	(void)state;
	struct zf_text file;
	put_file("empty", "");
	assert_ok(open_here(&file, "empty"));
	assert_int_equal(file.text.len, 0);
	zf_file_source.close(NULL, &file);
}

static void files_of_any_size_are_read_whole(void **state)
{
	(void)state;
	static const size_t sizes[] = {1, 4095, 4096, 61440, 65535, 65536, 65537, 3 << 20};
	char *text = mem_alloc((3 << 20) + 1);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct zf_text file;
		for (size_t k = 0; k < sizes[i]; k++)
			text[k] = (char)('a' + k % 23);
		text[sizes[i]] = '\0';
		put_file("main", text);
		assert_ok(open_here(&file, "main"));
		assert_int_equal(file.text.len, sizes[i]);
		assert_memory_equal(file.text.data, text, sizes[i]);
		zf_file_source.close(NULL, &file);
	}
	mem_free(text);
}

/* What has no size: it is read until it ends. */
static void a_pipe_is_read_to_its_end(void **state)
{
	(void)state;
	struct zf_text file;
	char path[256];
	snprintf(path, sizeof(path), "%s/main", folder);
	unlink(path);
	assert_ok(mkfifo(path, 0600));
	pid_t writer = fork();
	if (writer == 0) {
		int fd = open(path, O_WRONLY);
		for (int i = 0; i < 300; i++) {
			if (write(fd, path, sizeof(path)) != (ssize_t)sizeof(path))
				_exit(1);
		}
		_exit(0);
	}
	assert_ok(open_here(&file, "main"));
	assert_int_equal(file.text.len, 300 * sizeof(path));
	zf_file_source.close(NULL, &file);
	assert_int_equal(waitpid(writer, NULL, 0), writer);
}

static void what_cannot_be_read_says_why(void **state)
{
	(void)state;
	struct zf_text file;
	assert_int_equal(open_here(&file, "none"), E_NOFILE);
	assert_int_equal(open_here(&file, "sub"), E_ISDIR);
	assert_int_equal(zf_file_source.open(NULL, &file, span_of("a\0b", 3), NULL), E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(includes_are_relative_to_the_including_file),
		cmocka_unit_test(paths_are_relative_to_the_including_file),
		cmocka_unit_test(an_empty_file_has_no_octets),
		cmocka_unit_test(files_of_any_size_are_read_whole),
		cmocka_unit_test(a_pipe_is_read_to_its_end),
		cmocka_unit_test(what_cannot_be_read_says_why),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
