/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/main/options.h"

#include <string.h>
#include <unistd.h>

/* Parse a command line of up to six words, cut at blanks; what it prints is not looked at. */
static enum options_result parse(struct options *o, const char *line)
{
	extern int optind;
	static char text[64]; /* options point into it */
	char *argv[7] = {0};
	int argc = 0, saved = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
	snprintf(text, sizeof(text), "%s", line);
	for (char *at = text; *at != '\0' && argc < 6;) {
		argv[argc++] = at;
		at += strcspn(at, " ");
		if (*at == ' ')
			*at++ = '\0';
	}
	FILE *sink = fopen("/dev/null", "w");
	assert_non_null(sink);
	fflush(NULL);
	dup2(fileno(sink), STDOUT_FILENO);
	dup2(fileno(sink), STDERR_FILENO);
	optind = 0;
	enum options_result result = options_parse(o, argc, argv);
	fflush(NULL);
	dup2(saved, STDOUT_FILENO);
	dup2(saved_err, STDERR_FILENO);
	close(saved);
	close(saved_err);
	fclose(sink);
	return result;
}

static void options_are_taken(void **state)
{
	(void)state;
	struct options o;
	assert_int_equal(parse(&o, "knotd -c f -v -s sock"), OPTIONS_RUN);
	assert_string_equal(o.config, "f");
	assert_string_equal(o.socket, "sock");
	assert_true(o.verbose);
	assert_null(o.daemon_dir);
	assert_int_equal(parse(&o, "knotd -C d -m 10"), OPTIONS_RUN);
	assert_string_equal(o.database, "d");
	assert_null(o.config);
	assert_int_equal(o.max_conf_mib, 10);
	assert_int_equal(parse(&o, "knotd -d"), OPTIONS_RUN);
	assert_string_equal(o.daemon_dir, "/");
	assert_int_equal(parse(&o, "knotd --daemonize=/x"), OPTIONS_RUN);
	assert_string_equal(o.daemon_dir, "/x");
}

static void help_and_version_end_it(void **state)
{
	(void)state;
	struct options o;
	assert_int_equal(parse(&o, "knotd --help"), OPTIONS_DONE);
	assert_int_equal(parse(&o, "knotd -V"), OPTIONS_DONE);
	assert_int_equal(parse(&o, "knotd -VV"), OPTIONS_DONE);
}

static void other_words_are_refused(void **state)
{
	(void)state;
	struct options o;
	assert_int_equal(parse(&o, "knotd -m 0"), OPTIONS_WRONG);
	assert_int_equal(parse(&o, "knotd -m 10001"), OPTIONS_WRONG);
	assert_int_equal(parse(&o, "knotd -m 5x"), OPTIONS_WRONG);
	assert_int_equal(parse(&o, "knotd x"), OPTIONS_WRONG);
	assert_int_equal(parse(&o, "knotd -z"), OPTIONS_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_taken),
		cmocka_unit_test(help_and_version_end_it),
		cmocka_unit_test(other_words_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
