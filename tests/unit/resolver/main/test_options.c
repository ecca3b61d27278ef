/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "resolver/main/options.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Words as they are typed. */
static enum options_result parse(struct options *o, const char *words)
{
	static char copy[256], program[] = "kresd";
	char *argv[16] = {program};
	int argc = 1;
	snprintf(copy, sizeof(copy), "%s", words);
	for (char *at = copy; at != NULL && *at != '\0'; argc++) {
		argv[argc] = at;
		at = strchr(at, ' ');
		if (at != NULL)
			*at++ = '\0';
	}
	return options_parse(o, argc, argv);
}

static void nothing_given_gives_defaults(void **state)
{
	struct options o;
	(void)state;
	assert_int_equal(parse(&o, ""), OPTIONS_RUN);
	assert_int_equal(o.forks, 1);
	assert_false(o.forked || o.quiet || o.verbose || o.noninteractive);
	assert_null(o.config);
	assert_null(o.rundir);
	options_deinit(&o);
}

static void everything_given_is_taken(void **state)
{
	struct options o;
	(void)state;
	assert_int_equal(parse(&o, "-n -q -v -f 3 -c file -m lua -a 127.0.0.1@5300 --addr=::1#54 "
	                           "-a 192.0.2.1 dir"),
	                 OPTIONS_RUN);
	assert_true(o.forked && o.quiet && o.verbose && o.noninteractive);
	assert_int_equal(o.forks, 3);
	assert_string_equal(o.config, "file");
	assert_string_equal(o.rundir, "dir");
	assert_string_equal(o.module_folder, "lua");
	assert_int_equal(o.listen.count, 3);
	assert_int_equal(addr_port(&o.listen.items[0].at), 5300);
	assert_int_equal(addr_port(&o.listen.items[1].at), 54);
	assert_int_equal(addr_port(&o.listen.items[2].at), 53);
	options_deinit(&o);
}

static void inherited_sockets_have_a_kind(void **state)
{
	struct options o;
	(void)state;
	assert_int_equal(parse(&o, "-S 3 --tlsfd=4 -S 5:tls -S 6:control -T 7:dns"), OPTIONS_RUN);
	static const struct option_passed expected[] = {
		{3, OPTION_PASSED_DNS},     {4, OPTION_PASSED_TLS}, {5, OPTION_PASSED_TLS},
		{6, OPTION_PASSED_CONTROL}, {7, OPTION_PASSED_DNS},
	};
	assert_int_equal(o.passed.count, ARRAY_LEN(expected));
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		assert_int_equal(o.passed.items[i].fd, expected[i].fd);
		assert_int_equal(o.passed.items[i].kind, expected[i].kind);
	}
	options_deinit(&o);
}

static void a_keyfile_may_be_read_only(void **state)
{
	struct options o;
	(void)state;
	assert_int_equal(parse(&o, "-k file"), OPTIONS_RUN);
	assert_string_equal(o.keyfile, "file");
	assert_false(o.keyfile_readonly);
	options_deinit(&o);
	assert_int_equal(parse(&o, "--keyfile-ro=file"), OPTIONS_RUN);
	assert_true(o.keyfile_readonly);
	options_deinit(&o);
}

static void wrong_ones_are_refused(void **state)
{
	static const char *const rows[] = {
		"-f 0",  "-f x",        "-f -1",     "-f 99999",  "-a x", "-a /path",
		"-t x",  "-T x",        "-S -1",     "-k f -K f", "-S",   "-S 3:nope",
		"-S 3x", "-T 99999999", "-K f -K f", "--nope",    "a b",  "-a ::1@x"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct options o;
		if (parse(&o, rows[i]) != OPTIONS_WRONG)
			fail_msg("%s was taken", rows[i]);
		options_deinit(&o);
	}
}

static void help_and_version_are_all_there_is_to_do(void **state)
{
	struct options o;
	int kept = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	(void)state;
	/* What they print would mix with the test's own lines. */
	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	enum options_result help = parse(&o, "-h"), version = parse(&o, "--version");
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(null);
	assert_int_equal(help, OPTIONS_DONE);
	assert_int_equal(version, OPTIONS_DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_given_gives_defaults),
		cmocka_unit_test(everything_given_is_taken),
		cmocka_unit_test(inherited_sockets_have_a_kind),
		cmocka_unit_test(a_keyfile_may_be_read_only),
		cmocka_unit_test(wrong_ones_are_refused),
		cmocka_unit_test(help_and_version_are_all_there_is_to_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
