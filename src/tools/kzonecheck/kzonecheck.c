/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kzonecheck: load a zone file as the server would, and say what is wrong with it.
 *
 * Findings and errors go to standard error, a dump of the zone to standard output.
 */
#include "base/clock.h"
#include "dns/name.h"
#include "server/zone/check.h"
#include "server/zone/check_sign.h"
#include "server/zone/check_zonemd.h"
#include "server/zone/dump.h"
#include "server/zone/load.h"
#include "server/zone/version.h"
#include "tools/cli/moment.h"
#include "tools/cli/say.h"
#include "tools/cli/version.h"

#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum dnssec { DNSSEC_AUTO, DNSSEC_ON, DNSSEC_OFF };

enum { DEFAULT_TTL = 3600 };

struct options {
	const char *file;
	struct name origin;
	bool has_origin;
	enum dnssec dnssec;
	uint64_t now; /* for validation */
	unsigned jobs;
	bool zonemd;
	bool print;
	bool verbose;
	bool done; /* help or version was asked for */
};

static const char help[] = "Usage: kzonecheck [options] <filename>\n"
			   "\n"
			   "Options:\n"
			   " -o, --origin <zone_origin>  Zone name.\n"
			   "                              (default filename without .zone)\n"
			   " -d, --dnssec <on|off>       Also check DNSSEC-related records.\n"
			   "                              (default on if the SOA is signed)\n"
			   " -z, --zonemd                Also check the ZONEMD hash.\n"
			   " -t, --time <timestamp>      Current time specification.\n"
			   "                              (default current UNIX time)\n"
			   " -j, --jobs <num>            Number of threads to use.\n"
			   "                              (default all CPUs)\n"
			   " -p, --print                 Print the zone on standard output.\n"
			   " -v, --verbose               Enable debug output.\n"
			   " -h, --help                  Print the program help.\n"
			   " -V, --version               Print the program version.\n";

static bool set_origin(struct options *o, struct span text)
{
	if (name_parse(&o->origin, text, name_root) != OK) {
		say_error("invalid zone name");
		return false;
	}
	name_lower(o->origin.wire, o->origin.len);
	o->has_origin = true;
	return true;
}

/* The zone's name from the file's: without folders and ".zone". */
static bool guess_origin(struct options *o)
{
	const char *slash = strrchr(o->file, '/');
	struct span base = span_str(slash != NULL ? slash + 1 : o->file);
	if (base.len > 5 && memcmp(base.data + base.len - 5, ".zone", 5) == 0)
		base.len -= 5;
	return set_origin(o, base);
}

static bool set_dnssec(struct options *o, const char *word)
{
	if (strcmp(word, "off") == 0) {
		o->dnssec = DNSSEC_OFF;
	} else if (strcmp(word, "on") == 0) {
		o->dnssec = DNSSEC_ON;
	} else {
		say_error("unknown option value '%s', expected on or off", word);
		return false;
	}
	return true;
}

static bool set_jobs(struct options *o, const char *word)
{
	char *end;
	unsigned long jobs = strtoul(word, &end, 10);
	if (*word == '\0' || *end != '\0' || jobs == 0 || jobs > 4096) {
		say_error("invalid number of jobs '%s'", word);
		return false;
	}
	o->jobs = (unsigned)jobs;
	return true;
}

static bool set_option(struct options *o, int letter)
{
	switch (letter) {
	case 'o':
		return set_origin(o, span_str(optarg));
	case 'd':
		return set_dnssec(o, optarg);
	case 'z':
		o->zonemd = true;
		return true;
	case 't':
		if (moment_parse(&o->now, span_str(optarg), o->now) == OK)
			return true;
		say_error("unknown time format");
		return false;
	case 'j':
		return set_jobs(o, optarg);
	case 'p':
		o->print = true;
		return true;
	case 'v':
		o->verbose = true;
		return true;
	case 'h':
		fputs(help, stdout);
		o->done = true;
		return true;
	case 'V':
		cli_print_version("kzonecheck");
		o->done = true;
		return true;
	default:
		fputs(help, stderr);
		return false;
	}
}

static bool parse_arguments(struct options *o, int argc, char **argv)
{
	static const struct option names[] = {
		{"origin", required_argument, NULL, 'o'}, {"dnssec", required_argument, NULL, 'd'},
		{"zonemd", no_argument, NULL, 'z'},       {"time", required_argument, NULL, 't'},
		{"jobs", required_argument, NULL, 'j'},   {"print", no_argument, NULL, 'p'},
		{"verbose", no_argument, NULL, 'v'},      {"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},      {NULL, 0, NULL, 0},
	};
	for (int letter; (letter = getopt_long(argc, argv, "o:d:zt:j:pvhV", names, NULL)) != -1;) {
		if (!set_option(o, letter))
			return false;
		if (o->done)
			return true;
	}
	if (optind + 1 != argc) {
		say_error(optind < argc ? "too many arguments" : "expected zone file name");
		fputs(help, stderr);
		return false;
	}
	o->file = argv[optind];
	if (strcmp(o->file, "/dev/stdin") == 0)
		o->file = "-";
	return o->has_origin || guess_origin(o);
}

/* Findings told, by kind. */
struct tally {
	unsigned count[CHECK_KINDS];
};

static void tell(void *arg, const struct zone_check_finding *finding)
{
	struct tally *tally = arg;
	struct text owner;
	char buf[4 * NAME_MAX_LEN + 1];
	text_init_fixed(&owner, buf, sizeof(buf));
	name_print(&owner, finding->owner);
	fprintf(stderr, "[%s] %s%s%s\n", buf, zone_check_text(finding->kind),
	        finding->detail != NULL ? " " : "", finding->detail != NULL ? finding->detail : "");
	tally->count[finding->kind]++;
}

static void tell_summary(const struct tally *tally)
{
	bool fatal = false;
	fprintf(stderr, "\nError summary:\n");
	for (int kind = 0; kind < CHECK_KINDS; kind++) {
		if (tally->count[kind] == 0)
			continue;
		fprintf(stderr, "%4u\t%s\n", tally->count[kind],
		        zone_check_text((enum zone_check_kind)kind));
		fatal |= zone_check_class_of((enum zone_check_kind)kind) == CHECK_CLASS_MANDATORY;
	}
	if (fatal) {
		fputc('\n', stderr);
		say_error("serious semantic error detected");
	}
}

/* Lines as the server logs them. */
static void tell_loading(const struct options *o, const struct zone_load_report *report)
{
	struct text line;
	text_init(&line);
	text_put_char(&line, '[');
	name_print(&line, o->origin.wire);
	text_put(&line, "] ");
	size_t start = line.len;
	for (size_t i = 0; i < report->findings.count && o->verbose; i++) {
		const struct zone_finding *f = &report->findings.items[i];
		zone_load_finding_print(&line, f);
		printf("%s: %s\n", f->kind == ZONE_FINDING_TTL ? "notice" : "warning", line.buf);
		line.len = start;
	}
	for (size_t i = 0; i < report->errors.count; i++) {
		zone_load_error_print(&line, &report->errors.items[i]);
		say_error("%s", line.buf);
		line.len = start;
	}
	if (report->errors.count > 0) {
		line.buf[start] = '\0';
		say_error("%szone loader, failed to load zone, file '%s', %zu errors", line.buf,
		          o->file, report->errors.count);
	}
	text_deinit(&line);
}

static enum err put_stdout(void *arg UNUSED, struct span text)
{
	return fwrite(text.data, 1, text.len, stdout) == text.len ? OK : E_IO;
}

static bool print_zone(const struct zone_version *version)
{
	char when[64];
	time_t now = (time_t)(clock_wall_ns() / 1000000000);
	struct tm tm;
	localtime_r(&now, &tm);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S %Z", &tm);
	enum err e = zone_dump(version, when, put_stdout, NULL);
	if (fflush(stdout) != 0 || e != OK) {
		say_error("failed to print the zone (%s)", err_text(E_IO));
		return false;
	}
	return true;
}

static bool check_version(const struct options *o, const struct zone_version *version)
{
	struct tally tally = {0};
	unsigned classes = CHECK_CLASS_MANDATORY | CHECK_CLASS_EXTRA;
	bool dnssec = o->dnssec == DNSSEC_ON ||
	              (o->dnssec == DNSSEC_AUTO && zone_check_is_signed(version));
	if (dnssec)
		classes |= CHECK_CLASS_SIGNED;
	bool clean = zone_check(version, classes, tell, &tally);
	const struct zone_sign_check sign = {.now = {(int64_t)o->now}, .threads = o->jobs};
	if (dnssec && !zone_check_signatures(version, &sign, tell, &tally))
		clean = false;
	if (o->zonemd && !zone_check_zonemd(version, tell, &tally))
		clean = false;
	if (!clean)
		tell_summary(&tally);
	else if (o->verbose && !o->print)
		puts("No error found");
	return clean;
}

/* A file without an SOA has no version to be checked: this is all there is to find. */
static void tell_no_soa(const struct options *o)
{
	struct tally tally = {0};
	const struct zone_check_finding finding = {.kind = CHECK_SOA_NONE, .owner = o->origin.wire};
	tell(&tally, &finding);
	tell_summary(&tally);
}

static bool check_file(const struct options *o)
{
	const struct zone_load_options load = {
		.source = &zf_mapped_source,
		.apex = o->origin.wire,
		.default_ttl = DEFAULT_TTL,
		.threads = o->jobs,
	};
	struct zone_load_report report = {0};
	struct zone_version *version;
	enum err e = zone_load(&version, o->file, &load, &report);
	tell_loading(o, &report);
	zone_load_report_deinit(&report);
	if (e == E_NOSOA || e == E_EMPTYZONE) {
		tell_no_soa(o);
		return false;
	}
	if (e != OK) {
		say_error("failed to load the zone file (%s)", err_text(e));
		return false;
	}
	bool clean = check_version(o, version);
	if (o->print && !print_zone(version))
		clean = false;
	zone_version_free(version);
	return clean;
}

/* Processors this process may run on: fewer than there are when it is bound to some. */
static unsigned usable_cpus(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

int main(int argc, char **argv)
{
	struct options o = {.now = (uint64_t)(clock_wall_ns() / 1000000000), .jobs = usable_cpus()};
	if (!parse_arguments(&o, argc, argv))
		return EXIT_FAILURE;
	if (o.done)
		return EXIT_SUCCESS;
	return check_file(&o) ? EXIT_SUCCESS : EXIT_FAILURE;
}
