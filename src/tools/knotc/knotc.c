/* SPDX-License-Identifier: BSD-2-Clause */
/* knotc: commands to a running knotd, and about its configuration. */

#include "build_config.h"
#include "tools/cli/say.h"
#include "tools/cli/version.h"
#include "tools/knotc/interactive.h"
#include "tools/knotc/session.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void print_help(void)
{
	printf("Usage: knotc [parameters] <action> [action_args]\n"
	       "\n"
	       "Parameters:\n"
	       " -c, --config <file>        Text configuration (default %s/knot.conf).\n"
	       " -C, --confdb <dir>         Configuration database (default %s/confdb,\n"
	       "                             preferred when it is there).\n"
	       " -m, --max-conf-size <MiB>  Size the database may have (default %d, at most %d).\n"
	       " -s, --socket <path>        Control socket (default from the configuration).\n"
	       " -t, --timeout <sec>        Limit of an action, 0 = none (default %d; none with "
	       "-b).\n"
	       " -b, --blocking             Return when the action is done.\n"
	       " -e, --extended             Show empty fields too.\n"
	       " -f, --force                Force the action.\n"
	       " -x, --mono                 No colours.\n"
	       " -X, --color                Colours, though the output is no terminal.\n"
	       " -v, --verbose              Say more.\n"
	       " -h, --help                 This text.\n"
	       " -V, --version              Version.\n",
	       DEFAULT_CONFIGDIR, DEFAULT_STORAGE, CONF_SIZE_MIB, CONF_SIZE_MIB_MOST,
	       DEFAULT_TIMEOUT_S);
	commands_help();
}

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'c'},
	{"confdb", required_argument, NULL, 'C'},
	{"max-conf-size", required_argument, NULL, 'm'},
	{"socket", required_argument, NULL, 's'},
	{"timeout", required_argument, NULL, 't'},
	{"blocking", no_argument, NULL, 'b'},
	{"extended", no_argument, NULL, 'e'},
	{"force", no_argument, NULL, 'f'},
	{"mono", no_argument, NULL, 'x'},
	{"color", no_argument, NULL, 'X'},
	{"verbose", no_argument, NULL, 'v'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static bool take_number(long *out, const char *text, long least, long most, const char *what)
{
	char *end;
	*out = strtol(text, &end, 10);
	if (*end == '\0' && end != text && *out >= least && *out <= most)
		return true;
	say_error("invalid %s '%s', %ld to %ld", what, text, least, most);
	return false;
}

/* false: done or wrong; *status is the exit status then. */
static bool take_option(struct settings *s, int letter, int *status)
{
	long mib;
	switch (letter) {
	case 'c':
		s->conf.file = optarg;
		return true;
	case 'C':
		s->conf.database = optarg;
		return true;
	case 'm':
		if (!take_number(&mib, optarg, 1, CONF_SIZE_MIB_MOST, "size of the database"))
			return false;
		s->conf.max_mib = (unsigned)mib;
		return true;
	case 's':
		s->socket = optarg;
		return true;
	case 't':
		return take_number(&s->timeout_s, optarg, 0, LONGEST_TIMEOUT_S, "timeout");
	case 'b':
		s->request.blocking = true;
		return true;
	case 'e':
		s->request.extended = true;
		return true;
	case 'f':
		s->request.force = true;
		return true;
	case 'x':
	case 'X':
		s->request.colour = letter == 'X';
		return true;
	case 'v':
		s->conf.verbose = true;
		return true;
	case 'h':
		print_help();
		*status = EXIT_SUCCESS;
		return false;
	case 'V':
		cli_print_version("knotc");
		*status = EXIT_SUCCESS;
		return false;
	default:
		print_help();
		return false;
	}
}

int main(int argc, char **argv)
{
	struct settings s = {.timeout_s = -1,
	                     .conf = {.max_mib = CONF_SIZE_MIB},
	                     .request = {.colour = isatty(STDOUT_FILENO)}};
	int status = EXIT_FAILURE;
	for (int c;
	     (c = getopt_long(argc, argv, "+c:C:m:s:t:befxXvhV", long_options, NULL)) != -1;) {
		if (!take_option(&s, c, &status))
			return status;
	}
	if (optind == argc) {
		interactive_run(&s);
		return EXIT_SUCCESS;
	}
	/* "exit" is of the interactive mode. */
	if (strcmp(argv[optind], "exit") == 0)
		return EXIT_FAILURE;
	return session_run(&s, argv + optind, argc - optind) ? EXIT_SUCCESS : EXIT_FAILURE;
}
