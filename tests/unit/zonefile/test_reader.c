/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

/* Files in memory: pairs of name and text. */
static enum err memory_open(void *arg, struct zf_text *out, struct span path, const char *from)
{
	(void)from;
	for (const char *const *f = arg; *f != NULL; f += 2) {
		if (!span_equal(path, span_str(f[0])))
			continue;
		*out = (struct zf_text){.text = span_str(f[1]), .name = mem_strdup(f[0])};
		return OK;
	}
	return E_NOFILE;
}

static void memory_close(void *arg, struct zf_text *file)
{
	(void)arg;
	mem_free(file->name);
}

static void assert_files_read(const char *const *files, const char *expected)
{
	union {
		const char *const *files;
		void *arg;
	} u = {.files = files};
	const struct zf_source source = {.arg = u.arg, .open = memory_open, .close = memory_close};
	const struct zf_options options = {.default_ttl = 9};
	char *got = transcript_of(span_str(files[1]), &source, &options);
	assert_string_equal(got, expected);
	mem_free(got);
}

static void an_included_file_leaves_origin_ttl_and_owner_as_they_were(void **state)
{
	(void)state;
	const char *files[] = {"main",
	                       "$ORIGIN x.\n$TTL 3\na A 1.2.3.4\n$INCLUDE b\n A 1.2.3.6\nc NS c\n",
	                       "b", "d A 1.2.3.5\n$TTL 4\n$ORIGIN y.\ne NS e\n", NULL};
	assert_files_read(files, "a.x. 3 A 1.2.3.4\nd.x. 3 A 1.2.3.5\ne.y. 4 NS e.y.\n"
	                         "a.x. 3 A 1.2.3.6\nc.x. 3 NS c.x.\n");
}

static void an_included_file_takes_the_origin_given(void **state)
{
	(void)state;
	const char *files[] = {"main", "$INCLUDE \"b c\" y.\na NS a\n", "b c", "a NS a\n", NULL};
	assert_files_read(files, "a.y. 9 NS a.y.\na. 9 NS a.\n");
}

static void a_fault_in_an_included_file_is_one_of_the_including_line(void **state)
{
	(void)state;
	const char *files[] = {"main", "\n$INCLUDE b\na A 1.2.3.4\n", "b", "$INCLUDE c\n",
	                       "c",    "a A 1\nb A 1.2.3.4\n",        NULL};
	assert_files_read(files, "! E_ADDR4 c:1:5 address\nb. 9 A 1.2.3.4\n"
	                         "!! E_INCLUDE b:1:1 file\n!! E_INCLUDE main:2:1 file\n");
}

static void a_file_that_is_not_there_ends_the_reading(void **state)
{
	(void)state;
	const char *files[] = {"main", "a A 1.2.3.4\n$INCLUDE b\na A 1.2.3.4\n", NULL};
	assert_files_read(files, "a. 9 A 1.2.3.4\n!! E_NOFILE main:2:1 file\n");
}

static void files_do_not_include_themselves_for_ever(void **state)
{
	(void)state;
	const char *files[] = {"main", "$INCLUDE main\n", NULL};
	struct text expected;
	text_init(&expected);
	text_put(&expected, "!! E_INCLUDE_DEPTH main:1:1 file\n");
	for (int i = 1; i < ZF_INCLUDE_DEPTH; i++)
		text_put(&expected, "!! E_INCLUDE main:1:1 file\n");
	assert_files_read(files, expected.buf);
	text_deinit(&expected);
}

static void reports_are_bounded(void **state)
{
	(void)state;
	struct text text;
	text_init(&text);
	for (int i = 0; i < 3 * ZF_ERRORS_MAX; i++)
		text_put(&text, "a A x\n");
	const struct zf_options options = {.default_ttl = 9};
	char *got = transcript_of(text_span(&text), NULL, &options);
	unsigned lines = 0;
	for (const char *p = got; *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, ZF_ERRORS_MAX);
	mem_free(got);
	text_deinit(&text);
}

static enum err stop(void *arg, const struct zf_batch *batch)
{
	*(size_t *)arg += batch->count;
	return E_CANCELED;
}

static void ignore(void *arg, const struct zf_error *error)
{
	(void)arg;
	(void)error;
}

static void the_sink_can_stop_the_reading(void **state)
{
	(void)state;
	size_t records = 0;
	const struct zf_sink sink = {.arg = &records, .records = stop, .error = ignore};
	const struct zf_options options = {0};
	struct text text;
	text_init(&text);
	for (int i = 0; i < 10000; i++)
		text_put(&text, "a A 1.2.3.4\n");
	assert_int_equal(zf_read_text(NULL, text_span(&text), "main", &options, &sink), E_CANCELED);
	assert_true(records > 0 && records < 10000);
	text_deinit(&text);
}

static void an_owner_that_repeats_is_the_same_pointer(void **state)
{
	(void)state;
	assert_reads("a NS b\na NS c\n NS d\n", "a.z. 9 NS b.z.\na.z. 9 NS c.z.\na.z. 9 NS d.z.\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_included_file_leaves_origin_ttl_and_owner_as_they_were),
		cmocka_unit_test(an_included_file_takes_the_origin_given),
		cmocka_unit_test(a_fault_in_an_included_file_is_one_of_the_including_line),
		cmocka_unit_test(a_file_that_is_not_there_ends_the_reading),
		cmocka_unit_test(files_do_not_include_themselves_for_ever),
		cmocka_unit_test(reports_are_bounded),
		cmocka_unit_test(the_sink_can_stop_the_reading),
		cmocka_unit_test(an_owner_that_repeats_is_the_same_pointer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
