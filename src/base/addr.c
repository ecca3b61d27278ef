/* SPDX-License-Identifier: BSD-2-Clause */
/* Socket addresses.  Texts are parsed by inet_pton, so only forms every platform agrees on pass. */

#include "base/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdlib.h>

socklen_t addr_len(const struct addr *a)
{
	switch (a->sa.sa_family) {
	case AF_INET:
		return sizeof(a->in4);
	case AF_INET6:
		return sizeof(a->in6);
	case AF_UNIX:
		return sizeof(a->un);
	default:
		return 0;
	}
}

uint16_t addr_port(const struct addr *a)
{
	if (a->sa.sa_family == AF_INET)
		return ntohs(a->in4.sin_port);
	return a->sa.sa_family == AF_INET6 ? ntohs(a->in6.sin6_port) : 0;
}

void addr_set_port(struct addr *a, uint16_t port)
{
	if (a->sa.sa_family == AF_INET)
		a->in4.sin_port = htons(port);
	else if (a->sa.sa_family == AF_INET6)
		a->in6.sin6_port = htons(port);
}

struct span addr_octets(const struct addr *a)
{
	if (a->sa.sa_family == AF_INET)
		return span_of(&a->in4.sin_addr, 4);
	if (a->sa.sa_family == AF_INET6)
		return span_of(&a->in6.sin6_addr, 16);
	return span_of(NULL, 0);
}

bool addr_equal(const struct addr *a, const struct addr *b, bool with_port)
{
	if (a->sa.sa_family != b->sa.sa_family)
		return false;
	if (a->sa.sa_family == AF_UNIX)
		return strncmp(a->un.sun_path, b->un.sun_path, sizeof(a->un.sun_path)) == 0;
	if (a->sa.sa_family == AF_INET6 && a->in6.sin6_scope_id != b->in6.sin6_scope_id)
		return false;
	return span_equal(addr_octets(a), addr_octets(b)) &&
	       (!with_port || addr_port(a) == addr_port(b));
}

struct addr addr_from_octets(struct span octets, uint16_t port)
{
	struct addr a;
	memset(&a, 0, sizeof(a));
	if (octets.len == 4) {
		a.in4.sin_family = AF_INET;
		memcpy(&a.in4.sin_addr, octets.data, 4);
	} else if (octets.len == 16) {
		a.in6.sin6_family = AF_INET6;
		memcpy(&a.in6.sin6_addr, octets.data, 16);
	}
	addr_set_port(&a, port);
	return a;
}

struct addr addr_from_sockaddr(const struct sockaddr *sa)
{
	struct addr a;
	memset(&a, 0, sizeof(a));
	a.sa.sa_family = sa->sa_family;
	memcpy(&a, sa, addr_len(&a));
	return a;
}

/* Decimal port of 1-5 digits. */
static enum err parse_port(uint16_t *out, struct span text)
{
	uint32_t v = 0;
	if (text.len == 0 || text.len > 5)
		return E_RANGE;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return E_ADDR;
		v = v * 10 + (text.data[i] - '0');
	}
	if (v > UINT16_MAX)
		return E_RANGE;
	*out = (uint16_t)v;
	return OK;
}

/* Address octets without port: "1.2.3.4", "::1", "fe80::1%eth0". */
static enum err parse_host(struct addr *out, struct span text)
{
	char buf[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
	if (text.len == 0 || text.len >= sizeof(buf))
		return E_ADDR;
	memcpy(buf, text.data, text.len);
	buf[text.len] = '\0';
	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, buf, &out->in4.sin_addr) == 1) {
		out->in4.sin_family = AF_INET;
		return OK;
	}
	char *scope = strchr(buf, '%');
	if (scope != NULL)
		*scope++ = '\0';
	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET6, buf, &out->in6.sin6_addr) != 1)
		return E_ADDR;
	out->in6.sin6_family = AF_INET6;
	if (scope != NULL) {
		unsigned index = if_nametoindex(scope);
		if (index == 0)
			index = (unsigned)strtoul(scope, NULL, 10);
		if (index == 0)
			return E_ADDR;
		out->in6.sin6_scope_id = index;
	}
	return OK;
}

enum err addr_parse(struct addr *out, struct span text, uint16_t default_port)
{
	if (text.len > 0 && text.data[0] == '/') {
		memset(out, 0, sizeof(*out));
		out->un.sun_family = AF_UNIX;
		if (text.len >= sizeof(out->un.sun_path))
			return E_NAME_LONG;
		memcpy(out->un.sun_path, text.data, text.len);
		return OK;
	}
	uint16_t port = default_port;
	size_t host = 0;
	while (host < text.len && text.data[host] != '@' && text.data[host] != '#')
		host++;
	if (host < text.len)
		TRY(parse_port(&port, span_skip(text, host + 1)));
	TRY(parse_host(out, span_of(text.data, host)));
	addr_set_port(out, port);
	return OK;
}

void addr_print(struct text *t, const struct addr *a, bool with_port)
{
	char buf[INET6_ADDRSTRLEN];
	if (a->sa.sa_family == AF_UNIX) {
		text_put(t, a->un.sun_path);
		return;
	}
	struct span octets = addr_octets(a);
	if (octets.len == 0) {
		text_put(t, "UNSPEC");
		return;
	}
	inet_ntop(a->sa.sa_family, octets.data, buf, sizeof(buf));
	text_put(t, buf);
	if (a->sa.sa_family == AF_INET6 && a->in6.sin6_scope_id != 0) {
		char name[IF_NAMESIZE];
		if (if_indextoname(a->in6.sin6_scope_id, name) != NULL)
			text_printf(t, "%%%s", name);
		else
			text_printf(t, "%%%u", a->in6.sin6_scope_id);
	}
	if (with_port)
		text_printf(t, "@%u", addr_port(a));
}

static enum err range_from_prefix(struct addr_range *out, struct span octets, struct span digits)
{
	uint16_t bits = 0;
	TRY(parse_port(&bits, digits));
	if (bits > octets.len * 8)
		return E_RANGE;
	for (size_t i = 0; i < octets.len; i++) {
		unsigned keep = bits >= (i + 1) * 8 ? 8 : bits <= i * 8 ? 0 : bits - i * 8;
		uint8_t mask = (uint8_t)(0xff00 >> keep);
		out->first[i] = octets.data[i] & mask;
		out->last[i] = octets.data[i] | (uint8_t)~mask;
	}
	return OK;
}

enum err addr_range_parse(struct addr_range *out, struct span text)
{
	memset(out, 0, sizeof(*out));
	if (text.len > 0 && text.data[0] == '/') {
		if (text.len >= sizeof(out->path))
			return E_NAME_LONG;
		out->family = AF_UNIX;
		memcpy(out->path, text.data, text.len);
		return OK;
	}
	size_t cut = 0;
	while (cut < text.len && text.data[cut] != '/' && text.data[cut] != '-')
		cut++;
	struct addr first, last;
	TRY(parse_host(&first, span_of(text.data, cut)));
	struct span octets = addr_octets(&first);
	if (octets.data == NULL)
		return E_ADDR;
	out->family = addr_family(&first);
	if (cut < text.len && text.data[cut] == '/')
		return range_from_prefix(out, octets, span_skip(text, cut + 1));
	last = first;
	if (cut < text.len)
		TRY(parse_host(&last, span_skip(text, cut + 1)));
	if (addr_family(&last) != out->family)
		return E_ADDR;
	memcpy(out->first, octets.data, octets.len);
	memmove(out->last,
	        out->family == AF_INET ? (void *)&last.in4.sin_addr : (void *)&last.in6.sin6_addr,
	        octets.len);
	return memcmp(out->first, out->last, octets.len) <= 0 ? OK : E_ADDR;
}

bool addr_range_has(const struct addr_range *r, const struct addr *a)
{
	if (r->family != addr_family(a))
		return false;
	if (r->family == AF_UNIX)
		return strcmp(r->path, a->un.sun_path) == 0;
	struct span octets = addr_octets(a);
	return octets.data != NULL && memcmp(octets.data, r->first, octets.len) >= 0 &&
	       memcmp(octets.data, r->last, octets.len) <= 0;
}
