/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line.  Invariant: settings go to the query named last, or to the defaults while none
 * is named; a query begins as a copy of the defaults.
 */

#include "tools/kdig/params.h"

#include "tools/cli/idn.h"
#include "tools/cli/key_arg.h"
#include "tools/cli/notice.h"
#include "tools/cli/version.h"
#include "tools/kdig/flags.h"
#include "tools/kdig/help.h"

#include <stdio.h>

enum { ARGS_MAX = 65536 };

void kdig_params_deinit(struct kdig_params *p)
{
	for (size_t i = 0; i < p->queries.count; i++)
		kdig_query_deinit(&p->queries.items[i]);
	VEC_FREE(&p->queries);
	kdig_query_deinit(&p->defaults);
}

struct kdig_query *kdig_query_add(struct kdig_params *p)
{
	struct kdig_query q = p->defaults;
	q.name = NULL;
	q.servers = (struct server_list){0};
	VEC_PUSH(&p->queries, q);
	return &p->queries.items[p->queries.count - 1];
}

/* The query that settings belong to now. */
static struct kdig_query *current(struct kdig_params *p)
{
	return p->queries.count > 0 ? &p->queries.items[p->queries.count - 1] : &p->defaults;
}

/* ---- settings with an argument ---- */

static enum err set_name(struct kdig_params *p, const char *arg)
{
	kdig_query_add(p)->name = mem_strdup(arg);
	return OK;
}

static enum err set_reverse(struct kdig_params *p, const char *arg)
{
	struct name name;
	if (lookup_reverse_name(&name, span_str(arg)) != OK) {
		notice_error("bad reverse name %s", arg);
		return E_INVALID;
	}
	struct kdig_query *q = kdig_query_add(p);
	q->name = mem_strdup(arg);
	q->is_reverse = true;
	q->lookup.qname = name;
	q->lookup.type = RR_PTR;
	q->lookup.class_ = CLASS_IN;
	return OK;
}

static enum err set_type(struct kdig_params *p, const char *arg)
{
	if (lookup_parse_type(&current(p)->lookup, span_str(arg)) == OK)
		return OK;
	notice_error("bad type %s", arg);
	return E_INVALID;
}

static enum err set_class(struct kdig_params *p, const char *arg)
{
	if (rrclass_parse(&current(p)->lookup.class_, span_str(arg)) == OK)
		return OK;
	notice_error("bad class %s", arg);
	return E_INVALID;
}

static enum err set_port(struct kdig_params *p, const char *arg)
{
	struct kdig_query *q = current(p);
	if (!server_service_is_valid(span_str(arg))) {
		notice_error("bad port %s", arg);
		return E_INVALID;
	}
	snprintf(q->port, sizeof(q->port), "%s", arg);
	return OK;
}

static enum err set_local(struct kdig_params *p, const char *arg)
{
	if (addr_parse(&current(p)->local, span_str(arg), 0) == OK &&
	    addr_family(&current(p)->local) != AF_UNIX)
		return OK;
	notice_error("bad address %s", arg);
	return E_INVALID;
}

static enum err set_server(struct kdig_params *p, const char *arg)
{
	struct server_arg server;
	if (server_arg_parse(&server, span_str(arg)) != OK) {
		notice_error("bad nameserver %s", arg);
		return E_INVALID;
	}
	VEC_PUSH(&current(p)->servers.args, server);
	return OK;
}

static enum err one_key_source(const struct kdig_query *q, bool from_file)
{
	if (!q->has_key || q->key_from_file == from_file)
		return OK;
	notice_error("'-k' and '-y' cannot be used together");
	return E_INVALID;
}

static enum err set_key(struct kdig_params *p, const char *arg)
{
	struct kdig_query *q = current(p);
	TRY(one_key_source(q, false));
	enum err e = tsig_key_parse(&q->key, span_str(arg));
	if (e != OK) {
		notice_error("bad key (%s)", err_text(e));
		return E_INVALID;
	}
	q->has_key = true;
	q->key_from_file = false;
	return OK;
}

static enum err set_key_file(struct kdig_params *p, const char *arg)
{
	struct kdig_query *q = current(p);
	TRY(one_key_source(q, true));
	if (key_file_read(&q->key, arg) != OK) {
		notice_error("bad keyfile %s", arg);
		return E_INVALID;
	}
	q->has_key = q->key_from_file = true;
	return OK;
}

static const struct {
	char letter;
	enum err (*set)(struct kdig_params *p, const char *arg);
} settings[] = {
	{'b', set_local}, {'c', set_class}, {'k', set_key_file}, {'p', set_port},
	{'q', set_name},  {'t', set_type},  {'x', set_reverse},  {'y', set_key},
};

/* ---- the line ---- */

static enum err usage_error(const char *what, const char *arg)
{
	notice_error("%s%s", what, arg);
	kdig_print_help(stdout);
	return E_INVALID;
}

static bool is(const char *arg, const char *short_form, const char *long_form)
{
	return strcmp(arg, short_form) == 0 || strcmp(arg, long_form) == 0;
}

/* Options without an argument; false when it is none of them. */
static bool apply_switch(struct kdig_params *p, const char *arg)
{
	if (is(arg, "-h", "--help")) {
		kdig_print_help(stdout);
		p->stop = true;
	} else if (is(arg, "-V", "--version") || strcmp(arg, "-VV") == 0) {
		cli_print_version("kdig");
		p->stop = true;
	} else if (strcmp(arg, "-4") == 0) {
		/* Both together leave no family at all. */
		current(p)->family = current(p)->family == AF_INET6 ? AF_MAX : AF_INET;
	} else if (strcmp(arg, "-6") == 0) {
		current(p)->family = current(p)->family == AF_INET ? AF_MAX : AF_INET6;
	} else if (strcmp(arg, "-d") == 0 || strcmp(arg, "-dd") == 0) {
		notice_enable_debug();
	} else {
		return false;
	}
	return true;
}

/* "-p 53" or "-p53"; *at is moved over an argument of its own. */
static enum err apply_option(struct kdig_params *p, int argc, char **argv, int *at)
{
	const char *arg = argv[*at];
	if (apply_switch(p, arg))
		return OK;
	if (arg[1] == 'E' || arg[1] == 'G') {
		notice_error("-%c is not available in this build", arg[1]);
		return E_INVALID;
	}
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		if (arg[1] != settings[i].letter)
			continue;
		if (arg[2] != '\0')
			return settings[i].set(p, arg + 2);
		if (*at + 1 == argc)
			return usage_error("missing argument of ", arg);
		return settings[i].set(p, argv[++*at]);
	}
	return usage_error("invalid option: ", arg);
}

/* A word by itself is a class, a type, or else a name. */
static enum err apply_word(struct kdig_params *p, const char *word)
{
	uint16_t class_;
	if (rrclass_parse(&class_, span_str(word)) == OK && !span_is_word(span_str(word), "ANY")) {
		current(p)->lookup.class_ = class_;
		return OK;
	}
	if (lookup_parse_type(&current(p)->lookup, span_str(word)) == OK)
		return OK;
	return set_name(p, word);
}

static enum err apply_arg(struct kdig_params *p, int argc, char **argv, int *at)
{
	const char *arg = argv[*at];
	if (arg[0] == '@')
		return set_server(p, arg + 1);
	if (arg[0] == '+') {
		enum err e = kdig_flag_apply(current(p), arg + 1);
		if (e == E_NOTFOUND)
			kdig_print_help(stdout);
		return e == OK ? OK : E_INVALID;
	}
	if (arg[0] == '-' && arg[1] != '\0')
		return apply_option(p, argc, argv, at);
	return apply_word(p, arg);
}

/* What can only be said once all settings of a query are known. */
static enum err complete(struct kdig_query *q)
{
	if (!q->tcp_chosen)
		q->tcp = lookup_is_transfer(&q->lookup);
	if (q->is_reverse || q->name[0] == '\0')
		return OK;
	char *ascii = q->style.idn ? idn_to_ascii(q->name) : mem_strdup(q->name);
	enum err e = name_parse_str(&q->lookup.qname, ascii);
	mem_free(ascii);
	if (e == OK)
		return OK;
	notice_error("'%s' is not a valid domain name (%s)", q->name, err_text(e));
	return E_INVALID;
}

enum err kdig_params_parse(struct kdig_params *p, int argc, char **argv)
{
	*p = (struct kdig_params){.stop = false};
	kdig_query_init(&p->defaults);
	if (argc > ARGS_MAX)
		return E_INVALID;
	for (int i = 1; i < argc && !p->stop; i++)
		TRY(apply_arg(p, argc, argv, &i));
	if (p->stop)
		return OK;
	if (p->queries.count == 0) {
		/* Nothing named: the root's servers, a question any resolver can answer. */
		struct kdig_query *q = kdig_query_add(p);
		q->name = mem_strdup(".");
		q->lookup.type = RR_NS;
		q->lookup.notify = q->lookup.has_serial = false;
	}
	for (size_t i = 0; i < p->queries.count; i++)
		TRY(complete(&p->queries.items[i]));
	return OK;
}
