/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of kresd. */

#include "resolver/main/options.h"

#include "base/text.h"
#include "build_config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { DNS_PORT = 53, TLS_PORT = 853, FORKS_MAX = 1024, FD_MOST = 1 << 20 };

static void print_help(FILE *to)
{
	fputs("Usage: kresd [options] [rundir]\n"
	      "\n"
	      "Options:\n"
	      " -a, --addr=ip[@port]     Listen on an address (default port: 53); may be "
	      "repeated.\n"
	      " -t, --tls=ip[@port]      The same over TLS (default port: 853).\n"
	      " -S, --fd=fd              Listen on an inherited socket, UDP or TCP.\n"
	      " -T, --tlsfd=fd           The same for TLS.\n"
	      " -c, --config=path        Configuration file in rundir (default: config). '-': "
	      "none.\n"
	      " -f, --forks=N            Run N processes that share the addresses; no console.\n"
	      " -k, --keyfile=path       Trust anchors of the root, kept up to date (RFC 5011).\n"
	      " -K, --keyfile-ro=path    The same, only read.\n"
	      " -m, --moduledir=path     Folder of Lua modules.\n"
	      " -n, --noninteractive     No console on standard input.\n"
	      " -q, --quiet              No greeting and no prompt on consoles.\n"
	      " -v, --verbose            Log everything.\n"
	      " -V, --version            Print version.\n"
	      " -h, --help               Print this text.\n"
	      "\n"
	      "rundir is the working directory (default: .).\n",
	      to);
}

static const struct option long_options[] = {
	{"addr", required_argument, NULL, 'a'},
	{"tls", required_argument, NULL, 't'},
	{"fd", required_argument, NULL, 'S'},
	{"tlsfd", required_argument, NULL, 'T'},
	{"config", required_argument, NULL, 'c'},
	{"keyfile", required_argument, NULL, 'k'},
	{"keyfile-ro", required_argument, NULL, 'K'},
	{"moduledir", required_argument, NULL, 'm'},
	{"forks", required_argument, NULL, 'f'},
	{"noninteractive", no_argument, NULL, 'n'},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{"version", no_argument, NULL, 'V'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static bool take_addr(struct options *o, const char *text, bool tls)
{
	struct addr at;
	enum err e = addr_parse(&at, span_str(text), tls ? TLS_PORT : DNS_PORT);
	if (e == OK && addr_family(&at) == AF_UNIX)
		e = E_ADDR;
	if (e != OK) {
		fprintf(stderr, "[system] address '%s': %s\n", text, err_text(e));
		return false;
	}
	const struct option_listen listen = {.at = at, .tls = tls};
	VEC_PUSH(&o->listen, listen);
	return true;
}

static bool passed_kind(const char *text, enum option_passed_kind *out)
{
	static const char *const words[] = {
		[OPTION_PASSED_DNS] = "dns",
		[OPTION_PASSED_TLS] = "tls",
		[OPTION_PASSED_CONTROL] = "control",
	};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], text) != 0)
			continue;
		*out = (enum option_passed_kind)i;
		return true;
	}
	return false;
}

/* FD or FD:KIND */
static bool take_passed(struct options *o, const char *text, enum option_passed_kind kind)
{
	char *end;
	long fd = strtol(text, &end, 10);
	bool good = end != text && fd >= 0 && fd <= FD_MOST;
	if (good && *end == ':')
		good = passed_kind(end + 1, &kind);
	else
		good = good && *end == '\0';
	if (!good) {
		fprintf(stderr,
		        "[system] error: '%s' is not the number of a descriptor, alone or with "
		        "':dns', ':tls' or ':control'\n",
		        text);
		return false;
	}
	const struct option_passed passed = {.fd = (int)fd, .kind = kind};
	VEC_PUSH(&o->passed, passed);
	return true;
}

static bool take_forks(struct options *o, const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);
	if (*text == '\0' || *end != '\0' || n < 1 || n > FORKS_MAX) {
		fprintf(stderr, "[system] error '-f' requires number from 1 to %d, not '%s'\n",
		        FORKS_MAX, text);
		return false;
	}
	o->forks = (unsigned)n;
	o->forked = true;
	return true;
}

static bool take_keyfile(struct options *o, const char *path, bool readonly)
{
	if (o->keyfile != NULL) {
		fprintf(stderr,
		        "[system] error: only one of '-k' and '-K' may be given, and once\n");
		return false;
	}
	o->keyfile = path;
	o->keyfile_readonly = readonly;
	return true;
}

/* One option; OPTIONS_RUN: go on with the next. */
static enum options_result take(struct options *o, int c)
{
	switch (c) {
	case 'a':
	case 't':
		return take_addr(o, optarg, c == 't') ? OPTIONS_RUN : OPTIONS_WRONG;
	case 'S':
		return take_passed(o, optarg, OPTION_PASSED_DNS) ? OPTIONS_RUN : OPTIONS_WRONG;
	case 'T':
		return take_passed(o, optarg, OPTION_PASSED_TLS) ? OPTIONS_RUN : OPTIONS_WRONG;
	case 'f':
		return take_forks(o, optarg) ? OPTIONS_RUN : OPTIONS_WRONG;
	case 'c':
		o->config = optarg;
		return OPTIONS_RUN;
	case 'k':
	case 'K':
		return take_keyfile(o, optarg, c == 'K') ? OPTIONS_RUN : OPTIONS_WRONG;
	case 'm':
		o->module_folder = optarg;
		return OPTIONS_RUN;
	case 'n':
		o->noninteractive = true;
		return OPTIONS_RUN;
	case 'q':
		o->quiet = true;
		return OPTIONS_RUN;
	case 'v':
		o->verbose = true;
		return OPTIONS_RUN;
	case 'V':
		printf("Bowline kresd, version %s\n", BOWLINE_VERSION);
		return OPTIONS_DONE;
	case 'h':
		print_help(stdout);
		return OPTIONS_DONE;
	default:
		print_help(stderr);
		return OPTIONS_WRONG;
	}
}

enum options_result options_parse(struct options *out, int argc, char **argv)
{
	enum options_result result = OPTIONS_RUN;
	int c;
	*out = (struct options){.forks = 1};
	optind = 0; /* begin anew, forgetting an earlier parse that ended half-way */
	while (result == OPTIONS_RUN &&
	       (c = getopt_long(argc, argv, "a:t:S:T:c:k:K:m:f:nqvVh", long_options, NULL)) != -1)
		result = take(out, c);
	if (result != OPTIONS_RUN)
		return result;
	if (argc - optind > 1) {
		print_help(stderr);
		return OPTIONS_WRONG;
	}
	out->rundir = optind < argc ? argv[optind] : NULL;
	return OPTIONS_RUN;
}

void options_deinit(struct options *o)
{
	VEC_FREE(&o->listen);
	VEC_FREE(&o->passed);
}
