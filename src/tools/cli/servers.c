/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Servers as users write them.  Names are looked up by the system's own resolver: a tool that
 * tests servers should not depend on itself to find them.
 */

#include "tools/cli/servers.h"

#include <netdb.h>
#include <stdio.h>

enum { RESOLV_CONF_LINES = 1000, RESOLV_CONF_SERVERS = 16 };

static enum err copy(char *out, size_t cap, struct span text)
{
	if (text.len >= cap || memchr(text.data, '\0', text.len) != NULL)
		return E_SPACE;
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
	return OK;
}

bool server_service_is_valid(struct span text)
{
	uint32_t number = 0;
	if (text.len == 0 || text.len >= SERVER_SERVICE_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return true; /* a word: the services database decides */
		number = number * 10 + (text.data[i] - '0');
		if (number > UINT16_MAX)
			return false;
	}
	return true;
}

/* Where the host ends and a port may begin; *skip is the length of what separates them. */
static enum err find_port(struct span text, size_t *end, size_t *skip)
{
	const uint8_t *close = memchr(text.data, ']', text.len);
	if (text.data[0] == '[') {
		if (close == NULL)
			return E_ADDR;
		*end = (size_t)(close - text.data);
		*skip = *end + 1 == text.len ? 1 : 2;
		return *skip == 1 || strchr("@#:", text.data[*end + 1]) != NULL ? OK : E_ADDR;
	}
	size_t colons = 0, colon = text.len, at = text.len;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '@' || text.data[i] == '#')
			at = i;
		if (text.data[i] == ':') {
			colons++;
			colon = i;
		}
	}
	/* One colon separates a port; more belong to an IPv6 address. */
	if (at == text.len && colons == 1)
		at = colon;
	*end = at;
	*skip = 1;
	return OK;
}

enum err server_arg_parse(struct server_arg *out, struct span text)
{
	size_t end = 0, skip = 0;
	*out = (struct server_arg){{0}, {0}};
	if (text.len == 0)
		return E_ADDR;
	if (text.data[0] == '/')
		return copy(out->host, sizeof(out->host), text);
	TRY(find_port(text, &end, &skip));
	struct span host = span_of(text.data, end);
	if (host.data[0] == '[')
		host = span_skip(host, 1);
	if (host.len == 0)
		return E_ADDR;
	TRY(copy(out->host, sizeof(out->host), host));
	if (end + skip > text.len || (skip == 1 && text.data[end] == ']'))
		return OK;
	struct span service = span_skip(text, end + skip);
	if (!server_service_is_valid(service))
		return E_RANGE;
	return copy(out->service, sizeof(out->service), service);
}

/* The address in a line "nameserver ADDRESS"; false for any other line. */
static bool parse_line(struct server_arg *out, struct span line)
{
	static const char word[] = "nameserver";
	size_t at = sizeof(word) - 1;
	if (line.len <= at || memcmp(line.data, word, at) != 0 ||
	    (line.data[at] != ' ' && line.data[at] != '\t'))
		return false;
	while (at < line.len && (line.data[at] == ' ' || line.data[at] == '\t'))
		at++;
	size_t end = at;
	while (end < line.len && line.data[end] > ' ')
		end++;
	struct addr check;
	struct span text = span_of(line.data + at, end - at);
	*out = (struct server_arg){{0}, {0}};
	return addr_parse(&check, text, 0) == OK && addr_family(&check) != AF_UNIX &&
	       copy(out->host, sizeof(out->host), text) == OK;
}

void servers_of_system(struct server_list *out, const char *resolv_conf)
{
	char line[512];
	struct server_arg arg;
	size_t before = out->args.count;
	FILE *f = fopen(resolv_conf, "re");
	for (int i = 0; f != NULL && i < RESOLV_CONF_LINES; i++) {
		if (fgets(line, sizeof(line), f) == NULL ||
		    out->args.count - before == RESOLV_CONF_SERVERS)
			break;
		if (parse_line(&arg, span_str(line)))
			VEC_PUSH(&out->args, arg);
	}
	if (f != NULL)
		fclose(f);
	if (out->args.count > before)
		return;
	VEC_PUSH(&out->args, ((struct server_arg){"::1", ""}));
	VEC_PUSH(&out->args, ((struct server_arg){"127.0.0.1", ""}));
}

static enum err resolve_name(struct addr_list *out, const struct server_arg *arg,
                             const char *service, int family, const char **reason)
{
	struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_DGRAM};
	struct addrinfo *list = NULL;
	int result = getaddrinfo(arg->host, service, &hints, &list);
	if (result != 0) {
		*reason = gai_strerror(result);
		return result == EAI_SERVICE ? E_RANGE : E_ADDRNOTAVAIL;
	}
	for (const struct addrinfo *ai = list; ai != NULL; ai = ai->ai_next)
		if (ai->ai_family == AF_INET || ai->ai_family == AF_INET6)
			VEC_PUSH(&out->addrs, addr_from_sockaddr(ai->ai_addr));
	freeaddrinfo(list);
	return OK;
}

enum err server_resolve(struct addr_list *out, const struct server_arg *arg, const char *service,
                        int family, const char **reason)
{
	if (arg->host[0] != '/')
		return resolve_name(out, arg, arg->service[0] != '\0' ? arg->service : service,
		                    family, reason);
	struct addr a;
	enum err e = addr_parse(&a, span_str(arg->host), 0);
	if (e == OK)
		VEC_PUSH(&out->addrs, a);
	*reason = err_text(e);
	return e;
}
