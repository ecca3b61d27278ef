/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sockets made ready: bound or connected, non-blocking, close-on-exec, with the options a DNS
 * server or client wants.  Bytes only.  Any thread.
 */
#pragma once

#include "base/addr.h"
#include "base/err.h"

#include <stdbool.h>

struct socket_options {
	bool reuse_port;  /* SO_REUSEPORT: several sockets share the port, the kernel spreads */
	bool free_bind;   /* bind to an address that is not (yet) configured */
	int receive_size; /* SO_RCVBUF; 0 = the kernel's default */
	int send_size;    /* SO_SNDBUF; 0 = the kernel's default */
	int backlog;      /* listeners: waiting connections; 0 = SOMAXCONN */
	int fast_open;    /* listeners: queue of TCP Fast Open (RFC 7413) requests; 0 = off */
};

/* Which step failed and why; for the message to the operator. */
struct socket_fault {
	const char *step; /* "bind"; a static string */
	int errnum;
};

/*
 * Make a UDP socket bound to an address.
 *
 * A wildcard address asks the kernel for each datagram's destination (IP_PKTINFO), so that the
 * reply can leave from the address asked.  Path MTU discovery is off and its cached values are
 * ignored (IP_PMTUDISC_OMIT): forged ICMP cannot make us send fragments that are easy to replace.
 * IPv6 sockets take IPv6 only.
 *
 * *fd     owned by the caller
 * options NULL = none;  fault  filled on failure, may be NULL
 * errors  of err_from_errno: E_ADDRINUSE, E_ADDRNOTAVAIL, E_PERM ...;  E_INVALID  UNIX path
 */
MUST_USE enum err socket_bind_udp(int *fd, const struct addr *at,
                                  const struct socket_options *options, struct socket_fault *fault);

/*
 * Make a listening stream socket: TCP, or UNIX for a path (a stale socket file is replaced).
 *
 * As socket_bind_udp.
 */
MUST_USE enum err socket_listen(int *fd, const struct addr *at,
                                const struct socket_options *options, struct socket_fault *fault);

/*
 * Make a bound socket that another process made ready for use here: a supervisor's, or the service
 * manager's.  It becomes non-blocking and close-on-exec; a stream socket listens from now on.
 *
 * fd       stays the caller's, also on failure
 * *at      gets the address it is bound to;  *stream  TCP, not UDP
 * E_INVALID  no socket of these kinds, or not bound; others of err_from_errno, with fault filled
 */
MUST_USE enum err socket_adopt(int fd, const struct socket_options *options, struct addr *at,
                               bool *stream, struct socket_fault *fault);

/*
 * Make an unconnected UDP socket for queries: errors of the path are reported on it.
 *
 * family  AF_INET or AF_INET6;  from  source address (its port too, 0 = kernel's choice); NULL =
 * any
 */
MUST_USE enum err socket_udp_client(int *fd, int family, const struct addr *from);

/*
 * Make a stream socket for an outgoing connection and begin to connect; it may still be under way.
 *
 * from  as socket_udp_client;  fast_open  send the first octets with the SYN where possible
 */
MUST_USE enum err socket_connect_stream(int *fd, const struct addr *to, const struct addr *from,
                                        bool fast_open);

/*
 * Let a program of the kernel see what arrives on a socket and drop what it likes (SO_ATTACH_BPF).
 *
 * program  descriptor of a loaded one of type socket filter; negative: none any more
 * E_INVALID  it is no such program; others of err_from_errno
 */
MUST_USE enum err socket_set_filter(int fd, int program);

/*
 * Steer what arrives for a group of `count` SO_REUSEPORT sockets by processor: what processor c
 * received goes to socket c modulo count, in the order in which they were bound.
 *
 * fd  any socket of the group, when all of it are bound
 * returns false where the kernel cannot
 */
bool socket_steer_by_processor(int fd, unsigned count);

/* Address the socket is bound to; AF_UNSPEC when unknown. */
struct addr socket_local(int fd);
/* Address of the other end; AF_UNSPEC when not connected. */
struct addr socket_peer(int fd);

/* Is it a wildcard address (0.0.0.0 or ::)? */
bool socket_is_wildcard(const struct addr *a) PURE;
