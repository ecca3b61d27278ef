/* SPDX-License-Identifier: BSD-2-Clause */
/* keymgr: keys of signed zones, from the command line. */

#include "tools/cli/say.h"
#include "tools/cli/version.h"
#include "tools/keymgr/commands.h"
#include "tools/keymgr/help.h"
#include "tools/keymgr/tsig.h"

#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

struct arguments {
	struct keymgr_options options;
	const char *tsig; /* -t */
	bool list_zones;
};

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'c'}, {"confdb", required_argument, NULL, 'C'},
	{"dir", required_argument, NULL, 'D'},    {"tsig", required_argument, NULL, 't'},
	{"extended", no_argument, NULL, 'e'},     {"json", no_argument, NULL, 'j'},
	{"list", no_argument, NULL, 'l'},         {"mono", no_argument, NULL, 'x'},
	{"color", no_argument, NULL, 'X'},        {"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},      {NULL, 0, NULL, 0},
};

/* false: done or wrong; *status is the exit status then. */
static bool take_option(struct arguments *a, int letter, int *status)
{
	struct keymgr_options *o = &a->options;
	switch (letter) {
	case 'c':
		o->conf.file = optarg;
		return true;
	case 'C':
		o->conf.database = optarg;
		return true;
	case 'D':
		o->dir = optarg;
		return true;
	case 't':
		a->tsig = optarg;
		return true;
	case 'e':
	case 'j':
		o->list = letter == 'e' ? LIST_EXTENDED : LIST_JSON;
		return true;
	case 'l':
		a->list_zones = true;
		return true;
	case 'x':
	case 'X':
		o->colour = letter == 'X';
		return true;
	case 'h':
	case 'V':
		if (letter == 'h')
			print_help();
		else
			cli_print_version("keymgr");
		*status = EXIT_SUCCESS;
		return false;
	default:
		print_help();
		return false;
	}
}

static bool make_tsig(const char *name, char **args, int count)
{
	struct text t, warning;
	char *end = NULL;
	unsigned long bits = count > 1 ? strtoul(args[1], &end, 10) : 0;
	if (count > 2 ||
	    (end != NULL && (*end != '\0' || end == args[1] || bits == 0 || bits > UINT16_MAX))) {
		say_error("invalid argument '%s'", args[count > 2 ? 2 : 1]);
		return false;
	}
	text_init(&t);
	text_init(&warning);
	enum err e = tsig_print_new(&t, name, count > 0 ? args[0] : NULL, (unsigned)bits, &warning);
	if (warning.len > 0)
		say_warning("%s", warning.buf);
	if (e == OK)
		fwrite(t.buf, 1, t.len, stdout);
	else
		say_error("failed to generate TSIG key (%s)", err_text(e));
	mem_wipe(t.buf, t.len);
	text_deinit(&t);
	text_deinit(&warning);
	return e == OK;
}

static bool run_command(const struct arguments *a, char **words, int count)
{
	struct keymgr k;
	if (count < 2) {
		print_help();
		say_error("zone name or command not specified");
		return false;
	}
	const struct keymgr_command *c = keymgr_command_find(words[1]);
	if (c == NULL) {
		say_error("invalid command '%s'", words[1]);
		return false;
	}
	if (c->run == NULL) {
		say_error("command '%s' is not available in this version", c->name);
		return false;
	}
	if (count - 2 < c->least || count - 2 > c->most) {
		say_error("command '%s', %s arguments", c->name,
		          count - 2 < c->least ? "missing" : "too many");
		return false;
	}
	bool good = keymgr_open(&k, &a->options, words[0], c->writes) &&
	            c->run(&k, words + 2, count - 2);
	keymgr_close(&k);
	return good;
}

static bool list_zones(const struct arguments *a)
{
	struct keymgr k;
	bool good = keymgr_open(&k, &a->options, NULL, false) && keymgr_list_zones(&k);
	keymgr_close(&k);
	return good;
}

int main(int argc, char **argv)
{
	struct arguments a = {
		.options = {.conf = {.max_mib = CONF_SIZE_MIB, .ignore_unavailable = true},
	                    .colour = isatty(STDOUT_FILENO)}};
	int status = EXIT_FAILURE;
	bool good;
	for (int c; (c = getopt_long(argc, argv, "c:C:D:t:ejlxXhV", long_options, NULL)) != -1;) {
		if (!take_option(&a, c, &status))
			return status;
	}
	unsigned sources = (a.options.conf.file != NULL) + (a.options.conf.database != NULL) +
	                   (a.options.dir != NULL);
	if (sources > 1) {
		say_error("only one of -c, -C and -D can be used");
		return EXIT_FAILURE;
	}
	if (a.tsig != NULL)
		good = make_tsig(a.tsig, argv + optind, argc - optind);
	else if (a.list_zones)
		good = list_zones(&a);
	else
		good = run_command(&a, argv + optind, argc - optind);
	return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
