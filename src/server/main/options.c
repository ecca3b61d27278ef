/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of knotd; what belongs to the configuration database is known and refused. */

#include "server/main/options.h"

#include "build_config.h"

#include <getopt.h>
#include <stdio.h>

static void print_help(void)
{
	printf("Usage:\n"
	       " knotd [-c FILE] [options]\n"
	       "\n"
	       "Options:\n"
	       " -c, --config <file>      Text configuration (default %s/knot.conf).\n"
	       " -s, --socket <path>      Control socket (default from the configuration).\n"
	       " -d, --daemonize[=<dir>]  Run as a daemon, in a directory (default /).\n"
	       " -v, --verbose            Everything that could be logged to standard output too.\n"
	       " -h, --help               This text.\n"
	       " -V, --version            Version.\n",
	       DEFAULT_CONFIGDIR);
}

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'c'},
	{"confdb", required_argument, NULL, 'C'},
	{"max-conf-size", required_argument, NULL, 'm'},
	{"socket", required_argument, NULL, 's'},
	{"daemonize", optional_argument, NULL, 'd'},
	{"verbose", no_argument, NULL, 'v'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

enum options_result options_parse(struct options *out, int argc, char **argv)
{
	int c;
	*out = (struct options){.config = DEFAULT_CONFIGDIR "/knot.conf"};
	while ((c = getopt_long(argc, argv, "c:C:m:s:dvhV", long_options, NULL)) != -1) {
		switch (c) {
		case 'c':
			out->config = optarg;
			break;
		case 's':
			out->socket = optarg;
			break;
		case 'd':
			out->daemon_dir = optarg != NULL ? optarg : "/";
			break;
		case 'v':
			out->verbose = true;
			break;
		case 'h':
			print_help();
			return OPTIONS_DONE;
		case 'V':
			printf("knotd (Bowline), version %s\n", BOWLINE_VERSION);
			return OPTIONS_DONE;
		case 'C':
		case 'm':
			fprintf(stderr,
			        "error: the configuration database is not available in this "
			        "version\n");
			return OPTIONS_WRONG;
		default:
			print_help();
			return OPTIONS_WRONG;
		}
	}
	if (optind < argc) {
		print_help();
		return OPTIONS_WRONG;
	}
	return OPTIONS_RUN;
}
