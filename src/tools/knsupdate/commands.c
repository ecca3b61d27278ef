/* SPDX-License-Identifier: BSD-2-Clause */
/* One function per command, in a table; "update" and "prereq" lead to tables of their own. */

#include "tools/knsupdate/commands.h"

#include "base/mem.h"
#include "tools/cli/notice.h"

#include <ctype.h>
#include <stdlib.h>

typedef enum err command_fn(struct session *s, const char *args);

struct command {
	const char *word;
	command_fn *run;
};

static const char *skip_blank(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

static struct span cut_word(const char **at)
{
	const char *begin = skip_blank(*at), *end = begin;
	while (*end != '\0' && !isspace((unsigned char)*end))
		end++;
	*at = skip_blank(end);
	return span_of(begin, (size_t)(end - begin));
}

static int len_of(struct span word)
{
	return (int)word.len;
}

static enum err complain(const char *what, struct span word)
{
	notice_error("failed to parse %s '%.*s'", what, len_of(word), (const char *)word.data);
	return E_INVALID;
}

/* Find and run a command of a table. */
static enum err dispatch(struct session *s, const struct command *table, size_t count,
                         const char *line)
{
	const char *at = line, *like = NULL;
	struct span word = cut_word(&at);
	for (size_t i = 0; i < count; i++) {
		if (strlen(table[i].word) == word.len &&
		    memcmp(table[i].word, word.data, word.len) == 0) {
			notice_debug("%s: '%s'", table[i].word, at);
			return table[i].run(s, at);
		}
		if (like == NULL && word.len > 0 &&
		    strncmp(table[i].word, (const char *)word.data, word.len) == 0)
			like = table[i].word;
	}
	if (like != NULL)
		notice_error("unexpected literal: '%s', did you mean '%s' ?", line, like);
	else
		notice_error("unexpected literal: '%s'", line);
	return E_INVALID;
}

/* ---- where it goes ---- */

static enum err run_server(struct session *s, const char *args)
{
	struct server_arg server;
	struct span host = cut_word(&args), port = cut_word(&args);
	if (server_arg_parse(&server, host) != OK)
		return complain("server", host);
	if (port.len > 0) {
		if (!server_service_is_valid(port) || port.len >= sizeof(server.service))
			return complain("port", port);
		memcpy(server.service, port.data, port.len);
		server.service[port.len] = '\0';
	}
	s->server = server;
	return OK;
}

static enum err run_local(struct session *s, const char *args)
{
	struct span host = cut_word(&args), port = cut_word(&args);
	char *end = NULL;
	struct addr local;
	if (addr_parse(&local, host, 0) != OK || addr_family(&local) == AF_UNIX)
		return complain("address", host);
	if (port.len > 0) {
		unsigned long n = strtoul((const char *)port.data, &end, 10);
		if (end != (const char *)port.data + port.len || n > UINT16_MAX)
			return complain("port", port);
		addr_set_port(&local, (uint16_t)n);
	}
	s->local = local;
	return OK;
}

static enum err run_key(struct session *s, const char *args)
{
	struct span name = cut_word(&args), secret = cut_word(&args);
	struct tsig_key key;
	char *text = mem_printf("%.*s:%.*s", len_of(name), (const char *)name.data, len_of(secret),
	                        (const char *)secret.data);
	enum err e = name.len == 0 || secret.len == 0 || *args != '\0'
	                     ? E_MALFORMED
	                     : tsig_key_parse(&key, span_str(text));
	mem_wipe(text, strlen(text));
	mem_free(text);
	if (e != OK) {
		notice_error("invalid key specification");
		return E_INVALID;
	}
	s->key = key;
	s->has_key = true;
	tsig_key_wipe(&key);
	return OK;
}

/* ---- what it is about ---- */

static enum err run_zone(struct session *s, const char *args)
{
	struct span word = cut_word(&args);
	if (name_parse(&s->request.zone, word, name_root) == OK)
		return OK;
	s->request.zone.len = 0;
	return complain("zone", word);
}

static enum err run_origin(struct session *s, const char *args)
{
	struct span word = cut_word(&args);
	struct name origin;
	if (name_parse(&origin, word, name_root) != OK)
		return complain("zone", word);
	s->request.origin = origin;
	return OK;
}

static enum err run_class(struct session *s, const char *args)
{
	struct span word = cut_word(&args);
	uint16_t class_;
	if (rrclass_parse(&class_, word) != OK)
		return complain("class", word);
	s->request.class_ = class_;
	return OK;
}

static enum err run_ttl(struct session *s, const char *args)
{
	struct span word = cut_word(&args);
	char *end = NULL;
	unsigned long n = word.len > 0 && isdigit(word.data[0])
	                          ? strtoul((const char *)word.data, &end, 10)
	                          : 0;
	/* RFC 2181 section 8: 31 bits. */
	if (end != (const char *)word.data + word.len || n > INT32_MAX)
		return complain("ttl", word);
	s->request.default_ttl = (uint32_t)n;
	return OK;
}

/* ---- prerequisites and changes ---- */

static enum err run_nxdomain(struct session *s, const char *args)
{
	return request_prereq_name(&s->request, args, false);
}

static enum err run_yxdomain(struct session *s, const char *args)
{
	return request_prereq_name(&s->request, args, true);
}

static enum err run_nxrrset(struct session *s, const char *args)
{
	return request_prereq_set(&s->request, args, false);
}

static enum err run_yxrrset(struct session *s, const char *args)
{
	return request_prereq_set(&s->request, args, true);
}

static enum err run_add(struct session *s, const char *args)
{
	return request_add(&s->request, args);
}

static enum err run_delete(struct session *s, const char *args)
{
	return request_delete(&s->request, args);
}

static enum err run_prereq(struct session *s, const char *args)
{
	static const struct command table[] = {
		{"nxdomain", run_nxdomain},
		{"yxdomain", run_yxdomain},
		{"nxrrset", run_nxrrset},
		{"yxrrset", run_yxrrset},
	};
	return dispatch(s, table, ARRAY_LEN(table), args);
}

static enum err run_update(struct session *s, const char *args)
{
	static const struct command table[] = {
		{"add", run_add},
		{"del", run_delete},
		{"delete", run_delete},
	};
	return dispatch(s, table, ARRAY_LEN(table), args);
}

/* ---- the rest ---- */

static enum err run_show(struct session *s, const char *args UNUSED)
{
	session_show(s);
	return OK;
}

static enum err run_send(struct session *s, const char *args UNUSED)
{
	return session_send(s);
}

static enum err run_answer(struct session *s, const char *args UNUSED)
{
	session_show_answer(s);
	return OK;
}

static enum err run_debug(struct session *s UNUSED, const char *args UNUSED)
{
	notice_enable_debug();
	return OK;
}

static enum err run_quit(struct session *s, const char *args UNUSED)
{
	s->is_over = true;
	return OK;
}

static enum err run_gsstsig(struct session *s UNUSED, const char *args UNUSED)
{
	notice_error("gsstsig not supported");
	return E_INVALID;
}

static enum err run_oldgsstsig(struct session *s UNUSED, const char *args UNUSED)
{
	notice_error("oldgsstsig not supported");
	return E_INVALID;
}

static enum err run_realm(struct session *s UNUSED, const char *args UNUSED)
{
	notice_error("realm not supported");
	return E_INVALID;
}

static const struct command commands[] = {
	{"add", run_add},
	{"answer", run_answer},
	{"class", run_class},
	{"debug", run_debug},
	{"del", run_delete},
	{"delete", run_delete},
	{"exit", run_quit},
	{"gsstsig", run_gsstsig},
	{"key", run_key},
	{"local", run_local},
	{"nxdomain", run_nxdomain},
	{"nxrrset", run_nxrrset},
	{"oldgsstsig", run_oldgsstsig},
	{"origin", run_origin},
	{"prereq", run_prereq},
	{"quit", run_quit},
	{"realm", run_realm},
	{"send", run_send},
	{"server", run_server},
	{"show", run_show},
	{"ttl", run_ttl},
	{"update", run_update},
	{"yxdomain", run_yxdomain},
	{"yxrrset", run_yxrrset},
	{"zone", run_zone},
};

enum err commands_run(struct session *s, const char *line)
{
	line = skip_blank(line);
	size_t len = strlen(line);
	while (len > 0 && isspace((unsigned char)line[len - 1]))
		len--;
	if (len == 0 || line[0] == ';')
		return OK;
	char *copy = mem_printf("%.*s", (int)len, line);
	enum err e = dispatch(s, commands, ARRAY_LEN(commands), copy);
	mem_free(copy);
	return e;
}

char *commands_complete(const char *before)
{
	const char *found = NULL;
	size_t len = strlen(before);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strncmp(commands[i].word, before, len) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = commands[i].word;
	}
	return found != NULL ? mem_printf("%s ", found + len) : NULL;
}
