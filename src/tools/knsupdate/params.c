/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of knsupdate.  Those of transports that are not built in are known, and refused. */

#include "tools/knsupdate/params.h"

#include "tools/cli/key_arg.h"
#include "tools/cli/notice.h"
#include "tools/cli/servers.h"
#include "tools/cli/version.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { RETRIES = 3, TIMEOUT_S = 12, NUMBER_MAX = 1000000 };

static const char usage[] =
	"Usage: knsupdate [-T | -v] [options] [file]...\n"
	"\n"
	"Options:\n"
	"  -T, --tcp                 Use TCP (-v is the same).\n"
	"  -p, --port <port>         Remote port (default 53).\n"
	"  -r, --retry <number>      Retries over UDP (default 3).\n"
	"  -t, --timeout <seconds>   Time for an update, 0 for ever (default 12).\n"
	"  -y, --tsig <[alg:]name:key>\n"
	"                            Sign with a key.\n"
	"  -k, --tsigfile <file>     Sign with the key in a file.\n"
	"  -d, --debug               Print what is done.\n"
	"  -h, --help                Print this help.\n"
	"  -V, --version             Print the version.\n";

/* Long options without a letter of their own start behind the letters. */
static const struct option options[] = {
	{"tcp", no_argument, NULL, 'T'},
	{"tls", no_argument, NULL, 'S'},
	{"quic", no_argument, NULL, 'Q'},
	{"port", required_argument, NULL, 'p'},
	{"retry", required_argument, NULL, 'r'},
	{"timeout", required_argument, NULL, 't'},
	{"tsig", required_argument, NULL, 'y'},
	{"tsigfile", required_argument, NULL, 'k'},
	{"hostname", required_argument, NULL, 'H'},
	{"pin", required_argument, NULL, 'P'},
	{"ca", optional_argument, NULL, 'A'},
	{"certfile", required_argument, NULL, 'E'},
	{"keyfile", required_argument, NULL, 'K'},
	{"sni", required_argument, NULL, 's'},
	{"debug", no_argument, NULL, 'd'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static enum err read_number(unsigned *out, const char *text, const char *what)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || n > NUMBER_MAX) {
		notice_error("invalid %s '%s'", what, text);
		return E_INVALID;
	}
	*out = (unsigned)n;
	return OK;
}

static enum err set_port(struct knsupdate_params *p, const char *text)
{
	if (!server_service_is_valid(span_str(text)) || text[0] == '\0') {
		notice_error("invalid port '%s'", text);
		return E_INVALID;
	}
	p->port = text;
	return OK;
}

static enum err set_key(struct knsupdate_params *p, const char *text, bool is_file)
{
	if (p->has_key) {
		notice_error("only one TSIG key can be given");
		return E_INVALID;
	}
	enum err e = is_file ? key_file_read(&p->key, text)
	                     : tsig_key_parse(&p->key, span_str(text));
	if (e != OK) {
		notice_error("failed to parse %s '%s' (%s)", is_file ? "keyfile" : "key", text,
		             err_text(e));
		return E_INVALID;
	}
	p->has_key = true;
	return OK;
}

static enum err set(struct knsupdate_params *p, int letter)
{
	switch (letter) {
	case 'T':
	case 'v':
		p->tcp = true;
		return OK;
	case 'p':
		return set_port(p, optarg);
	case 'r':
		return read_number(&p->retries, optarg, "retries");
	case 't':
		return read_number(&p->timeout_s, optarg, "timeout");
	case 'y':
	case 'k':
		return set_key(p, optarg, letter == 'k');
	case 'd':
		notice_enable_debug();
		return OK;
	case 'h':
		fputs(usage, stdout);
		p->stop = true;
		return OK;
	case 'V':
		cli_print_version("knsupdate");
		p->stop = true;
		return OK;
	case '?':
		fputs(usage, stderr);
		return E_INVALID;
	default:
		notice_error("option -%c is not supported: TLS and QUIC are not built in", letter);
		return E_INVALID;
	}
}

enum err knsupdate_params_parse(struct knsupdate_params *p, int argc, char **argv)
{
	int letter;
	*p = (struct knsupdate_params){.port = "53", .retries = RETRIES, .timeout_s = TIMEOUT_S};
	optind = 0;
	while ((letter = getopt_long(argc, argv, "TvSQp:r:t:y:k:H:P:A::E:K:s:dhV", options,
	                             NULL)) != -1) {
		TRY(set(p, letter));
		if (p->stop)
			return OK;
	}
	for (int i = optind; i < argc; i++)
		VEC_PUSH(&p->files, argv[i]);
	return OK;
}

void knsupdate_params_deinit(struct knsupdate_params *p)
{
	VEC_FREE(&p->files);
	tsig_key_wipe(&p->key);
}
