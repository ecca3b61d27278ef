/* SPDX-License-Identifier: BSD-2-Clause */
/* Socket addresses as values: IPv4, IPv6 and UNIX paths, their text, and address prefixes. */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

struct addr {
	union {
		struct sockaddr sa;
		struct sockaddr_in in4;
		struct sockaddr_in6 in6;
		struct sockaddr_un un; /* path empty: no address */
	};
};

/* Octets of the sockaddr in use, for bind and connect. */
socklen_t addr_len(const struct addr *a) PURE;

/* AF_INET, AF_INET6, AF_UNIX, or AF_UNSPEC when unset. */
static inline int addr_family(const struct addr *a)
{
	return a->sa.sa_family;
}

/* Port in host order; 0 for UNIX paths. */
uint16_t addr_port(const struct addr *a) PURE;
void addr_set_port(struct addr *a, uint16_t port);

/* The 4 or 16 octets of the address, borrowed; empty for UNIX paths. */
struct span addr_octets(const struct addr *a);

/* Same family, address and (when with_port) port; scope ids too for link-local IPv6. */
bool addr_equal(const struct addr *a, const struct addr *b, bool with_port) PURE;

/* An address from octets (4 or 16) and a port. */
struct addr addr_from_octets(struct span octets, uint16_t port);

/* A copy of a kernel-filled sockaddr. */
struct addr addr_from_sockaddr(const struct sockaddr *sa);

/*
 * Parse "1.2.3.4", "::1", "fe80::1%eth0" or "/path", each (but paths) with an optional port behind
 * '@' or '#'.
 *
 * default_port  used when the text has none
 * E_ADDR  neither an address nor an absolute path;  E_RANGE  port above 65535;
 * E_NAME_LONG  path too long for a socket
 */
MUST_USE enum err addr_parse(struct addr *out, struct span text, uint16_t default_port);

/* Append "1.2.3.4@53", "::1@53" or the path; without "@port" when with_port is false. */
void addr_print(struct text *t, const struct addr *a, bool with_port);

/* An address range: prefix or first-last. */
struct addr_range {
	int family;
	uint8_t first[16];
	uint8_t last[16];
	char path[108]; /* AF_UNIX: the exact path */
};

/*
 * Parse "addr", "addr/len", "addr-addr" or an absolute UNIX path.
 *
 * E_ADDR  not an address, families differ, or first above last;  E_RANGE  prefix too long
 */
MUST_USE enum err addr_range_parse(struct addr_range *out, struct span text);
bool addr_range_has(const struct addr_range *r, const struct addr *a) PURE;
