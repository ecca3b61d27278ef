/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of knotd. */

#include "server/main/options.h"

#include "build_config.h"

#include <getopt.h>
#include <stdio.h>

enum { MAX_CONF_MIB = 500, MAX_CONF_MIB_MOST = 10000 };

static void print_help(void)
{
	printf("Usage:\n"
	       " knotd [-c FILE | -C DIR] [options]\n"
	       "\n"
	       "Options:\n"
	       " -c, --config <file>      Text configuration (default %s/knot.conf).\n"
	       " -C, --confdb <dir>       Configuration database (default %s/confdb,\n"
	       "                          preferred when it is there).\n"
	       " -m, --max-conf-size <MiB> Size the database may have (default %d).\n"
	       " -s, --socket <path>      Control socket (default from the configuration).\n"
	       " -d, --daemonize[=<dir>]  Run as a daemon, in a directory (default /).\n"
	       " -v, --verbose            Everything that could be logged to standard output too.\n"
	       " -h, --help               This text.\n"
	       " -V, --version            Version; twice: and how it was built.\n",
	       DEFAULT_CONFIGDIR, DEFAULT_STORAGE, MAX_CONF_MIB);
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

static bool take_size(struct options *out, const char *text)
{
	char *end;
	long mib = strtol(text, &end, 10);
	if (end == text || *end != '\0' || mib < 1 || mib > MAX_CONF_MIB_MOST) {
		fprintf(stderr, "error: invalid size of the configuration database '%s', 1 to %d\n",
		        text, MAX_CONF_MIB_MOST);
		return false;
	}
	out->max_conf_mib = (unsigned)mib;
	return true;
}

static void print_version(int times)
{
	printf("knotd (Bowline), version %s\n", BOWLINE_VERSION);
	if (times > 1)
		printf("\nStorage: %s\nRun directory: %s\nConfiguration: %s\n"
		       "Configuration database mapsize: %d MiB\nDoQ support: no\n",
		       DEFAULT_STORAGE, DEFAULT_RUNDIR, DEFAULT_CONFIGDIR, MAX_CONF_MIB);
}

enum options_result options_parse(struct options *out, int argc, char **argv)
{
	int c, versions = 0;
	*out = (struct options){.max_conf_mib = MAX_CONF_MIB};
	while ((c = getopt_long(argc, argv, "c:C:m:s:dvhV", long_options, NULL)) != -1) {
		switch (c) {
		case 'c':
			out->config = optarg;
			break;
		case 'C':
			out->database = optarg;
			break;
		case 'm':
			if (!take_size(out, optarg))
				return OPTIONS_WRONG;
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
			versions++;
			break;
		default:
			print_help();
			return OPTIONS_WRONG;
		}
	}
	if (versions > 0) {
		print_version(versions);
		return OPTIONS_DONE;
	}
	if (optind < argc) {
		print_help();
		return OPTIONS_WRONG;
	}
	return OPTIONS_RUN;
}
