/* SPDX-License-Identifier: BSD-2-Clause */
/* kjournalprint: prints what the journal holds. Reads only; safe while the server runs. */

#include "tools/kjournalprint/report.h"

#include "tools/cli/conf_arg.h"
#include "tools/cli/say.h"
#include "tools/cli/version.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
	"Usage:\n"
	" kjournalprint [-c | -C | -D <path>] [options] <zone>\n"
	" kjournalprint [-c | -C | -D <path>] [-d] -z\n"
	"\n"
	"Options:\n"
	" -c, --config <file>  Configuration file (default /etc/knot/knot.conf).\n"
	" -C, --confdb <dir>   Configuration database (default /var/lib/knot/confdb).\n"
	" -D, --dir <path>     Journal database, apart from any configuration.\n"
	" -z, --zone-list      The zones of the database; with -d their sizes and serials.\n"
	" -l, --limit <num>    Only the newest changesets.\n"
	" -s, --serial <soa>   Begin with the changeset that leads from this serial.\n"
	" -M                   All changesets as one; with a stored zone, the resulting zone.\n"
	" -H, --check          Check that each changeset continues the one before.\n"
	" -d, --debug          A line for each changeset.\n"
	" -x, --mono           No colours.\n"
	" -X, --color          Colours, even when the output is no terminal.\n"
	" -h, --help           This text.\n"
	" -V, --version        The version.\n";

static const struct option options[] = {
	{"config", required_argument, NULL, 'c'},  {"confdb", required_argument, NULL, 'C'},
	{"dir", required_argument, NULL, 'D'},     {"zone-list", no_argument, NULL, 'z'},
	{"limit", required_argument, NULL, 'l'},   {"serial", required_argument, NULL, 's'},
	{"check", no_argument, NULL, 'H'},         {"debug", no_argument, NULL, 'd'},
	{"mono", no_argument, NULL, 'x'},          {"no-color", no_argument, NULL, 'x'},
	{"color", no_argument, NULL, 'X'},         {"help", no_argument, NULL, 'h'},
	{"version", optional_argument, NULL, 'V'}, {NULL, 0, NULL, 0},
};

struct arguments {
	struct conf_arg conf;
	const char *dir;
	const char *zone;
	bool list;
	bool done; /* nothing is left to do */
	struct report_options report;
};

static bool number(const char *text, uint32_t *out)
{
	char *end;
	errno = 0;
	unsigned long v = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || v > UINT32_MAX || text[0] == '-') {
		say_error("invalid number '%s'", text);
		return false;
	}
	*out = (uint32_t)v;
	return true;
}

/* One option; false: it was wrong. */
static bool take(struct arguments *a, int option)
{
	uint32_t value;
	switch (option) {
	case 'c':
		a->conf.file = optarg;
		return true;
	case 'C':
		a->conf.database = optarg;
		return true;
	case 'D':
		a->dir = optarg;
		return true;
	case 'z':
		a->list = true;
		return true;
	case 'l':
		if (!number(optarg, &value))
			return false;
		a->report.limit = value;
		return true;
	case 's':
		a->report.has_serial = number(optarg, &a->report.serial.value);
		return a->report.has_serial;
	case 'M':
		a->report.merge = true;
		return true;
	case 'H':
		a->report.check = true;
		return true;
	case 'd':
		a->report.debug = true;
		return true;
	case 'x':
		a->report.color = false;
		return true;
	case 'X':
		a->report.color = true;
		return true;
	case 'h':
		printf("%s", help);
		return a->done = true;
	case 'V':
		cli_print_version("kjournalprint");
		return a->done = true;
	default:
		return false;
	}
}

static bool parse(struct arguments *a, int argc, char **argv)
{
	int option;
	while ((option = getopt_long(argc, argv, "c:C:D:zl:s:MHdxXnhV", options, NULL)) != -1) {
		if (!take(a, option == 'n' ? 'x' : option))
			return false;
		if (a->done)
			return true;
	}
	if (optind < argc)
		a->zone = argv[optind++];
	if (optind < argc || (a->zone == NULL) != a->list) {
		fprintf(stderr, "%s", help);
		return false;
	}
	return true;
}

static bool find_journal(const struct arguments *a, char **path)
{
	struct conf *conf;
	if (a->dir != NULL) {
		*path = mem_strdup(a->dir);
		return true;
	}
	if (!conf_arg_load(&a->conf, &conf))
		return false;
	*path = mem_strdup(conf->database.journal.path);
	conf_free(conf);
	return true;
}

static bool print(const struct arguments *a, struct journal *j, const char *path)
{
	struct name zone;
	enum err e;
	if (a->list) {
		e = report_zones(j, a->report.debug);
	} else {
		e = name_parse_str(&zone, a->zone);
		if (e != OK) {
			say_error("invalid zone name '%s' (%s)", a->zone, err_text(e));
			return false;
		}
		name_lower(zone.wire, zone.len);
		e = report_zone(j, zone.wire, &a->report);
	}
	if (e == E_NOTFOUND && a->report.has_serial)
		say_error("the serial is not in the journal of the zone");
	else if (e == E_NOTFOUND)
		say_error("zone not exists in the journal DB %s", path);
	else if (e != OK)
		say_error("failed to read the journal (%s)", err_text(e));
	return e == OK;
}

int main(int argc, char **argv)
{
	struct arguments a = {.conf = {.max_mib = CONF_SIZE_MIB},
	                      .report = {.color = isatty(STDOUT_FILENO) == 1}};
	struct journal *j;
	struct text error;
	char *path;
	if (!parse(&a, argc, argv))
		return EXIT_FAILURE;
	if (a.done)
		return EXIT_SUCCESS;
	if (!find_journal(&a, &path))
		return EXIT_FAILURE;
	text_init(&error);
	const struct journal_options o = {.path = path, .read_only = true};
	enum err e = journal_open(&j, &o, &error);
	bool good = e == OK;
	if (e == E_NOFILE)
		say_error("the journal DB does not exist");
	else if (e != OK)
		say_error("%s", error.len > 0 ? error.buf : err_text(e));
	if (good) {
		good = print(&a, j, path);
		journal_close(j);
	}
	text_deinit(&error);
	mem_free(path);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
