/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/main/options.h"

static enum options_result parse(struct options *o, int argc, char **argv)
{
	extern int optind;
	optind = 0;
	return options_parse(o, argc, argv);
}

static void options_are_taken(void **state)
{
	(void)state;
	struct options o;
	char *run[] = {"knotd", "-c", "f", "-v", "-s", "sock"};
	assert_int_equal(parse(&o, 6, run), OPTIONS_RUN);
	assert_string_equal(o.config, "f");
	assert_string_equal(o.socket, "sock");
	assert_true(o.verbose);
	assert_null(o.daemon_dir);
	char *daemon[] = {"knotd", "-d"}, *daemon_dir[] = {"knotd", "--daemonize=/x"};
	assert_int_equal(parse(&o, 2, daemon), OPTIONS_RUN);
	assert_string_equal(o.daemon_dir, "/");
	assert_int_equal(parse(&o, 2, daemon_dir), OPTIONS_RUN);
	assert_string_equal(o.daemon_dir, "/x");
}

static void other_words_are_refused(void **state)
{
	(void)state;
	struct options o;
	char *confdb[] = {"knotd", "-C", "d"}, *word[] = {"knotd", "x"};
	assert_int_equal(parse(&o, 3, confdb), OPTIONS_WRONG);
	assert_int_equal(parse(&o, 2, word), OPTIONS_WRONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_taken),
		cmocka_unit_test(other_words_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
