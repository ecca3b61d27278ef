/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * khost's command line.  A name without a type asks three questions; an address asks for its
 * name.
 */

#include "tools/khost/khost_params.h"

#include "tools/cli/idn.h"
#include "tools/cli/notice.h"
#include "tools/cli/version.h"
#include "tools/khost/khost_print.h"

#include <stdio.h>
#include <unistd.h>

enum { TIMEOUT_MS = 2000, RETRIES = 1 };

static const char usage[] = "Usage: khost [-4] [-6] [-adhrvVTw] [-c class] [-t type]\n"
			    "             [-R retries] [-W interval] name [server]\n"
			    "\n"
			    "       -4  Use IPv4 only.\n"
			    "       -6  Use IPv6 only.\n"
			    "       -a  Ask for all types and print whole messages (-t ANY -v).\n"
			    "       -c  Class of the question (IN).\n"
			    "       -d  Print what is being done.\n"
			    "       -h  Print this help.\n"
			    "       -r  Do not ask for recursion.\n"
			    "       -R  Repeat UDP queries so often (1).\n"
			    "       -t  Type of the question (A, AAAA and MX).\n"
			    "       -T  Use TCP.\n"
			    "       -v  Print whole messages.\n"
			    "       -V  Print the version.\n"
			    "       -w  Wait for ever.\n"
			    "       -W  Wait so many seconds for each answer (2).\n";

struct wishes {
	bool has_type;
	bool verbose;
};

static bool parse_number(const char *text, unsigned long most, unsigned *out)
{
	char *end = NULL;
	if (*text < '0' || *text > '9')
		return false;
	unsigned long n = strtoul(text, &end, 10);
	*out = (unsigned)n;
	return *end == '\0' && n <= most;
}

static enum err bad(const char *what, const char *value)
{
	notice_error("bad %s %s", what, value);
	return E_INVALID;
}

/* Options with a value. */
static enum err apply_value(struct kdig_query *q, struct wishes *w, int option, const char *value)
{
	unsigned seconds = 0;
	switch (option) {
	case 'c':
		return rrclass_parse(&q->lookup.class_, span_str(value)) == OK
		               ? OK
		               : bad("class", value);
	case 't':
		w->has_type = true;
		return lookup_parse_type(&q->lookup, span_str(value)) == OK ? OK
		                                                            : bad("type", value);
	case 'R':
		return parse_number(value, UINT16_MAX, &q->retries) ? OK : bad("retries", value);
	default:
		if (!parse_number(value, UINT32_MAX / 1000, &seconds))
			return bad("interval", value);
		q->timeout_ms = seconds * 1000;
		return OK;
	}
}

static enum err apply(struct kdig_params *p, struct wishes *w, int option)
{
	struct kdig_query *q = &p->defaults;
	switch (option) {
	case '4':
	case '6':
		q->family = option == '4' ? AF_INET : AF_INET6;
		return OK;
	case 'a':
		q->lookup.type = RR_ANY;
		w->has_type = w->verbose = true;
		return OK;
	case 'd':
		notice_enable_debug();
		return OK;
	case 'r':
		q->lookup.flags &= (uint16_t)~MSG_RD;
		return OK;
	case 'T':
		q->tcp = q->tcp_chosen = true;
		return OK;
	case 'v':
		w->verbose = true;
		return OK;
	case 'w':
		q->timeout_ms = 0;
		return OK;
	case 'c':
	case 't':
	case 'R':
	case 'W':
		return apply_value(q, w, option, optarg);
	case 'h':
		fputs(usage, stdout);
		p->stop = true;
		return OK;
	case 'V':
		cli_print_version("khost");
		p->stop = true;
		return OK;
	default:
		fputs(usage, stderr);
		return E_INVALID;
	}
}

static void add(struct kdig_params *p, const struct name *qname, uint16_t type)
{
	struct kdig_query *q = kdig_query_add(p);
	q->lookup.qname = *qname;
	q->lookup.type = type;
	if (!q->tcp_chosen)
		q->tcp = lookup_is_transfer(&q->lookup);
}

/* One question, or the three that a name without a type means. */
static enum err add_queries(struct kdig_params *p, const struct wishes *w, const char *typed)
{
	static const uint16_t usual[] = {RR_A, RR_AAAA, RR_MX};
	struct name qname;
	if (lookup_reverse_name(&qname, span_str(typed)) == OK) {
		add(p, &qname, w->has_type ? p->defaults.lookup.type : RR_PTR);
		return OK;
	}
	char *ascii = idn_to_ascii(typed);
	enum err e = name_parse_str(&qname, ascii);
	mem_free(ascii);
	if (e != OK) {
		notice_error("'%s' is not a valid domain name (%s)", typed, err_text(e));
		return E_INVALID;
	}
	if (w->has_type) {
		add(p, &qname, p->defaults.lookup.type);
		return OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		add(p, &qname, usual[i]);
	return OK;
}

enum err khost_params_parse(struct kdig_params *p, int argc, char **argv)
{
	struct wishes wishes = {0};
	struct server_arg server;
	*p = (struct kdig_params){.stop = false};
	kdig_query_init(&p->defaults);
	p->defaults.timeout_ms = TIMEOUT_MS;
	p->defaults.retries = RETRIES;
	p->defaults.lookup.flags = MSG_RD;
	optind = 0; /* begin anew: tests parse several command lines */
	for (int c; !p->stop && (c = getopt(argc, argv, "46ac:dhrR:t:TvVwW:")) != -1;)
		TRY(apply(p, &wishes, c));
	if (p->stop)
		return OK;
	if (!wishes.verbose)
		p->defaults.print = khost_print;
	if (argc - optind < 1 || argc - optind > 2) {
		fputs(usage, argc > 1 ? stderr : stdout);
		return E_INVALID;
	}
	if (argc - optind == 2) {
		if (server_arg_parse(&server, span_str(argv[optind + 1])) != OK)
			return bad("nameserver", argv[optind + 1]);
		VEC_PUSH(&p->defaults.servers.args, server);
	}
	return add_queries(p, &wishes, argv[optind]);
}
