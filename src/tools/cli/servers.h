/* SPDX-License-Identifier: BSD-2-Clause */
/* Which server a tool is told to ask: its argument, the system's list, and the addresses. */
#pragma once

#include "base/addr.h"
#include "base/err.h"
#include "base/span.h"
#include "base/vec.h"

enum { SERVER_HOST_MAX = 256, SERVER_SERVICE_MAX = 32 };

/* A server as written; by value. */
struct server_arg {
	char host[SERVER_HOST_MAX];       /* name, address, or path when it begins with '/' */
	char service[SERVER_SERVICE_MAX]; /* port number or service name; empty = the tool's */
};

struct server_list {
	VEC(struct server_arg) args;
};

struct addr_list {
	VEC(struct addr) addrs;
};

/*
 * Parse "host", "host@port", "host#port", "host:port", "[v6]:port", "v6@port" or "/path".
 *
 * E_ADDR   empty host, or a bracket that does not close
 * E_RANGE  empty port, or a number above 65535
 * E_SPACE  longer than any name, path or service can be
 */
MUST_USE enum err server_arg_parse(struct server_arg *out, struct span text);

/* Is the service empty, a number up to 65535, or a word? */
bool server_service_is_valid(struct span text);

/*
 * Append the servers of a resolv.conf (its "nameserver" lines), or ::1 and 127.0.0.1 when there
 * are none.
 */
void servers_of_system(struct server_list *out, const char *resolv_conf);

/*
 * Append the addresses of a server: one for an address or path, all for a name.
 *
 * service  used when the argument has none;  family  AF_UNSPEC, AF_INET or AF_INET6
 * reason   why it failed, a static string
 * E_ADDRNOTAVAIL  no such name, or none of the family;  E_RANGE  unknown service
 */
MUST_USE enum err server_resolve(struct addr_list *out, const struct server_arg *arg,
                                 const char *service, int family, const char **reason);
