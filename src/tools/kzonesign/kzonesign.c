/* SPDX-License-Identifier: BSD-2-Clause */
/* kzonesign: signs a zone file with the zone's keys, by its policy. */

#include "tools/kzonesign/run.h"

#include "base/clock.h"
#include "tools/cli/moment.h"
#include "tools/cli/say.h"
#include "tools/cli/version.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] = "Usage: kzonesign [-c | -C <path>] [parameters] <zone_name>\n"
			   "\n"
			   "Parameters:\n"
			   " -c, --config <file>      Path to a textual configuration file.\n"
			   "                           (default /etc/knot/knot.conf)\n"
			   " -C, --confdb <dir>       Path to a configuration database directory.\n"
			   "                           (default /var/lib/knot/confdb)\n"
			   " -o, --outdir <dir_name>  Output directory.\n"
			   " -r, --rollover           Allow key rollovers and NSEC3 re-salt.\n"
			   " -v, --verify             Only verify if zone is signed correctly.\n"
			   " -t, --time <timestamp>   Current time specification.\n"
			   "                           (default current UNIX time)\n"
			   " -h, --help               Print the program help.\n"
			   " -V, --version            Print the program version.\n";

static const struct option options[] = {
	{"config", required_argument, NULL, 'c'},
	{"confdb", required_argument, NULL, 'C'},
	{"outdir", required_argument, NULL, 'o'},
	{"rollover", no_argument, NULL, 'r'},
	{"verify", no_argument, NULL, 'v'},
	{"time", required_argument, NULL, 't'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static bool set_time(struct kzonesign_options *o)
{
	uint64_t now;
	if (moment_parse(&now, span_str(optarg), (uint64_t)o->now) != OK) {
		say_error("unknown time format '%s'", optarg);
		return false;
	}
	o->now = (int64_t)now;
	return true;
}

/* One option; false: it was wrong. */
static bool take(struct kzonesign_options *o, int option)
{
	switch (option) {
	case 'c':
		o->conf.file = optarg;
		return true;
	case 'C':
		o->conf.database = optarg;
		return true;
	case 'o':
		o->outdir = optarg;
		return true;
	case 'r':
		return o->rollover = true;
	case 'v':
		return o->verify = true;
	case 't':
		return set_time(o);
	default:
		fputs(help, stderr);
		return false;
	}
}

int main(int argc, char **argv)
{
	struct kzonesign_options o = {
		.conf = {.max_mib = CONF_SIZE_MIB, .ignore_unavailable = true},
		.now = clock_wall().s,
	};
	for (int option; (option = getopt_long(argc, argv, "c:C:o:rvt:hV", options, NULL)) != -1;) {
		if (option == 'h') {
			fputs(help, stdout);
			return EXIT_SUCCESS;
		}
		if (option == 'V') {
			cli_print_version("kzonesign");
			return EXIT_SUCCESS;
		}
		if (!take(&o, option))
			return EXIT_FAILURE;
	}
	if (optind + 1 != argc) {
		say_error(optind < argc ? "too many arguments" : "missing zone name");
		fputs(help, stderr);
		return EXIT_FAILURE;
	}
	o.zone = argv[optind];
	return kzonesign_run(&o) ? EXIT_SUCCESS : EXIT_FAILURE;
}
