/* SPDX-License-Identifier: BSD-2-Clause */
/* knotc: one command to a running knotd. */

#include "build_config.h"
#include "server/conf/conf.h"
#include "tools/cli/version.h"
#include "tools/knotc/commands.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct settings {
	const char *config;
	const char *socket; /* NULL: from the configuration */
	long timeout_s;     /* -1: the default */
	struct command_options command;
};

enum { DEFAULT_TIMEOUT_S = 60, LONGEST_TIMEOUT_S = 86400 };

static void print_help(void)
{
	printf("Usage:\n"
	       " knotc [-c FILE] [options] <action> [arguments]\n"
	       "\n"
	       "Options:\n"
	       " -c, --config <file>   Text configuration (default %s/knot.conf).\n"
	       " -s, --socket <path>   Control socket (default from the configuration).\n"
	       " -t, --timeout <sec>   Limit of an action, 0 = none (default %d; none with -b).\n"
	       " -b, --blocking        Return when the action is done.\n"
	       " -e, --extended        Show empty fields too.\n"
	       " -f, --force           Force the action.\n"
	       " -x, --mono            No colours.\n"
	       " -X, --color           Colours (output has none in this version).\n"
	       " -h, --help            This text.\n"
	       " -V, --version         Version.\n"
	       "\n"
	       "Actions:\n"
	       " status [version|workers|configure|cert-key]\n"
	       " stop\n"
	       " reload\n"
	       " zone-status [<zone>...] [+role|+serial|+transaction|+freeze|+catalog|+events]\n"
	       " zone-reload [<zone>...]\n",
	       DEFAULT_CONFIGDIR, DEFAULT_TIMEOUT_S);
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
	{"verbose", no_argument, NULL, 'v'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static bool fail(const char *text)
{
	fprintf(stderr, "error: %s\n", text);
	return false;
}

static bool take_timeout(struct settings *s, const char *text)
{
	char *end;
	s->timeout_s = strtol(text, &end, 10);
	if (*end != '\0' || end == text || s->timeout_s < 0 || s->timeout_s > LONGEST_TIMEOUT_S)
		return fail("invalid timeout");
	return true;
}

/* false: done or wrong; *status is the exit status then. */
static bool parse(struct settings *s, int argc, char **argv, int *status)
{
	int c;
	*status = EXIT_FAILURE;
	while ((c = getopt_long(argc, argv, "+c:C:m:s:t:befxXvhV", long_options, NULL)) != -1) {
		switch (c) {
		case 'c':
			s->config = optarg;
			break;
		case 's':
			s->socket = optarg;
			break;
		case 't':
			if (!take_timeout(s, optarg))
				return false;
			break;
		case 'b':
			s->command.blocking = true;
			break;
		case 'e':
			s->command.extended = true;
			break;
		case 'f':
			s->command.force = true;
			break;
		case 'x':
			break; /* output has no colours */
		case 'X':
			return fail("coloured output is not available in this version");
		case 'v':
			break; /* errors are always told in full */
		case 'h':
			print_help();
			*status = EXIT_SUCCESS;
			return false;
		case 'V':
			cli_print_version("knotc");
			*status = EXIT_SUCCESS;
			return false;
		case 'C':
		case 'm':
			return fail("the configuration database is not available in this version");
		default:
			print_help();
			return false;
		}
	}
	return true;
}

/* Of the options, -b and -f may also follow the command. */
static void take_late_options(struct settings *s, char ***words, int *count)
{
	while (*count > 0) {
		const char *w = (*words)[0];
		if (strcmp(w, "-b") == 0 || strcmp(w, "--blocking") == 0)
			s->command.blocking = true;
		else if (strcmp(w, "-f") == 0 || strcmp(w, "--force") == 0)
			s->command.force = true;
		else
			return;
		(*words)++;
		(*count)--;
	}
}

/* The socket's path from the configuration; the caller frees it. NULL: an error was printed. */
static char *socket_path(const struct settings *s)
{
	char host[] = "localhost", cwd[4096];
	struct conf_machine machine = {.hostname = host,
	                               .cpus = 1,
	                               .max_files = 1024,
	                               .rundir = DEFAULT_RUNDIR,
	                               .storage = DEFAULT_STORAGE,
	                               .cwd = cwd};
	struct conf *conf = NULL;
	struct text error, warnings;
	char *path = NULL;
	if (s->socket != NULL)
		return mem_strdup(s->socket);
	if (getcwd(cwd, sizeof(cwd)) == NULL)
		snprintf(cwd, sizeof(cwd), "/");
	text_init(&error);
	text_init(&warnings);
	if (conf_new(&conf, s->config, &machine, &error, &warnings) == OK)
		path = mem_strdup(conf->control.listen);
	else
		fprintf(stderr, "error: %s\nerror: failed to load configuration file '%s'\n",
		        error.buf, s->config);
	conf_free(conf);
	text_deinit(&error);
	text_deinit(&warnings);
	return path;
}

static bool run(struct settings *s, const struct command *command, char **words, int count)
{
	struct ctl_channel channel;
	long timeout = s->timeout_s >= 0     ? s->timeout_s
	               : s->command.blocking ? 0
	                                     : DEFAULT_TIMEOUT_S;
	char *path = socket_path(s);
	if (path == NULL)
		return false;
	enum err e = ctl_connect(&channel, path, timeout > 0 ? (int)timeout * 1000 : -1);
	if (e != OK) {
		fprintf(stderr, "error: failed to connect to socket '%s' (%s)\n", path,
		        e == E_NOFILE ? err_text(E_NOTFOUND) : err_text(e));
		mem_free(path);
		return false;
	}
	mem_free(path);
	bool good = command_run(&channel, command, &s->command, words, count);
	enum err ended = ctl_send_type(&channel, CTL_END);
	(void)ended; /* a server that is gone needs no goodbye */
	ctl_channel_deinit(&channel);
	return good;
}

int main(int argc, char **argv)
{
	struct settings s = {.config = DEFAULT_CONFIGDIR "/knot.conf", .timeout_s = -1};
	int status;
	if (!parse(&s, argc, argv, &status))
		return status;
	if (optind == argc) {
		fail("interactive mode is not available in this version; name an action (see "
		     "--help)");
		return EXIT_FAILURE;
	}
	const struct command *command = command_find(argv[optind]);
	char **words = argv + optind + 1;
	int count = argc - optind - 1;
	if (command == NULL) {
		fprintf(stderr, "error: invalid command '%s'\n", argv[optind]);
		return EXIT_FAILURE;
	}
	if (command->flags & COMMAND_LATER) {
		fprintf(stderr, "error: command '%s' is not available in this version\n",
		        command->name);
		return EXIT_FAILURE;
	}
	take_late_options(&s, &words, &count);
	return run(&s, command, words, count) ? EXIT_SUCCESS : EXIT_FAILURE;
}
