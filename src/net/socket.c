/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making sockets.  Invariant: a descriptor is handed out complete or closed again.  Decides
 * nothing about privileges, retries, or who reads from the socket.
 */

#include "net/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err failed(struct socket_fault *fault, const char *step)
{
	int errnum = errno;
	if (fault != NULL)
		*fault = (struct socket_fault){.step = step, .errnum = errnum};
	return err_from_errno(errnum);
}

static bool set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) == 0;
}

bool socket_is_wildcard(const struct addr *a)
{
	static const uint8_t zeros[16];
	struct span octets = addr_octets(a);
	return octets.len > 0 && memcmp(octets.data, zeros, octets.len) == 0;
}

/* Options that sockets of both kinds share; all but reuse and v6only are wishes. */
static enum err set_common(int fd, const struct addr *at, const struct socket_options *o,
                           struct socket_fault *fault)
{
	if (addr_family(at) == AF_INET6 && !set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1))
		return failed(fault, "IPV6_V6ONLY");
	if (o->reuse_port && !set(fd, SOL_SOCKET, SO_REUSEPORT, 1))
		return failed(fault, "SO_REUSEPORT");
	if (o->free_bind && !set(fd, IPPROTO_IP, IP_FREEBIND, 1))
		return failed(fault, "IP_FREEBIND");
	if (o->receive_size > 0 && !set(fd, SOL_SOCKET, SO_RCVBUFFORCE, o->receive_size))
		set(fd, SOL_SOCKET, SO_RCVBUF, o->receive_size);
	if (o->send_size > 0 && !set(fd, SOL_SOCKET, SO_SNDBUFFORCE, o->send_size))
		set(fd, SOL_SOCKET, SO_SNDBUF, o->send_size);
	return OK;
}

/* UDP datagrams are never marked "do not fragment", and what ICMP claims about paths is ignored. */
static void ignore_path_mtu(int fd, int family)
{
	if (family == AF_INET)
		set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
	else
		set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT);
}

/* A wildcard address: the kernel is to say which one a datagram came to. */
static enum err want_destination(int fd, const struct addr *at, struct socket_fault *fault)
{
	if (!socket_is_wildcard(at))
		return OK;
	bool ok = addr_family(at) == AF_INET ? set(fd, IPPROTO_IP, IP_PKTINFO, 1)
	                                     : set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
	return ok ? OK : failed(fault, "IP_PKTINFO");
}

static enum err set_udp(int fd, const struct addr *at, const struct socket_options *o,
                        struct socket_fault *fault)
{
	TRY(set_common(fd, at, o, fault));
	ignore_path_mtu(fd, addr_family(at));
	return want_destination(fd, at, fault);
}

enum err socket_bind_udp(int *fd, const struct addr *at, const struct socket_options *options,
                         struct socket_fault *fault)
{
	static const struct socket_options none;
	if (addr_family(at) != AF_INET && addr_family(at) != AF_INET6) {
		errno = EAFNOSUPPORT;
		failed(fault, "socket");
		return E_INVALID;
	}
	int s = socket(addr_family(at), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s < 0)
		return failed(fault, "socket");
	enum err e = set_udp(s, at, options != NULL ? options : &none, fault);
	if (e == OK && bind(s, &at->sa, addr_len(at)) != 0)
		e = failed(fault, "bind");
	if (e != OK)
		close(s);
	else
		*fd = s;
	return e;
}

/* A socket file that nobody listens on is left over from an earlier process: remove it. */
static void remove_stale(const struct addr *at)
{
	struct stat st;
	if (lstat(at->un.sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return;
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return;
	if (connect(probe, &at->sa, addr_len(at)) != 0 && errno == ECONNREFUSED)
		unlink(at->un.sun_path);
	close(probe);
}

static enum err set_listener(int fd, const struct addr *at, const struct socket_options *o,
                             struct socket_fault *fault)
{
	if (addr_family(at) == AF_UNIX) {
		remove_stale(at);
		return OK;
	}
	TRY(set_common(fd, at, o, fault));
	if (!set(fd, SOL_SOCKET, SO_REUSEADDR, 1))
		return failed(fault, "SO_REUSEADDR");
	/* Inherited by accepted connections: answers are whole writes, never worth waiting for. */
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	if (o->fast_open > 0)
		set(fd, IPPROTO_TCP, TCP_FASTOPEN, o->fast_open);
	return OK;
}

enum err socket_listen(int *fd, const struct addr *at, const struct socket_options *options,
                       struct socket_fault *fault)
{
	static const struct socket_options none;
	const struct socket_options *o = options != NULL ? options : &none;
	int s = socket(addr_family(at), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s < 0)
		return failed(fault, "socket");
	enum err e = set_listener(s, at, o, fault);
	if (e == OK && bind(s, &at->sa, addr_len(at)) != 0)
		e = failed(fault, "bind");
	if (e == OK && listen(s, o->backlog > 0 ? o->backlog : SOMAXCONN) != 0)
		e = failed(fault, "listen");
	if (e != OK)
		close(s);
	else
		*fd = s;
	return e;
}

static bool take_flags(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
	       fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

enum err socket_adopt(int fd, const struct socket_options *options, struct addr *at, bool *stream,
                      struct socket_fault *fault)
{
	int type = 0;
	socklen_t len = sizeof(type);
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) != 0)
		return failed(fault, "getsockopt");
	*at = socket_local(fd);
	*stream = type == SOCK_STREAM;
	if ((addr_family(at) != AF_INET && addr_family(at) != AF_INET6) || addr_port(at) == 0 ||
	    (type != SOCK_DGRAM && !*stream)) {
		errno = EINVAL;
		failed(fault, "getsockname");
		return E_INVALID;
	}
	if (!take_flags(fd))
		return failed(fault, "fcntl");
	if (!*stream) {
		ignore_path_mtu(fd, addr_family(at));
		return want_destination(fd, at, fault);
	}
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1); /* as in set_listener */
	int backlog = options != NULL && options->backlog > 0 ? options->backlog : SOMAXCONN;
	return listen(fd, backlog) == 0 ? OK : failed(fault, "listen");
}

enum err socket_udp_client(int *fd, int family, const struct addr *from)
{
	int s = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s < 0)
		return err_from_errno(errno);
	ignore_path_mtu(s, family);
	if (from != NULL && bind(s, &from->sa, addr_len(from)) != 0) {
		enum err e = err_from_errno(errno);
		close(s);
		return e;
	}
	*fd = s;
	return OK;
}

enum err socket_connect_stream(int *fd, const struct addr *to, const struct addr *from,
                               bool fast_open)
{
	int s = socket(addr_family(to), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s < 0)
		return err_from_errno(errno);
	if (addr_family(to) != AF_UNIX) {
		set(s, IPPROTO_TCP, TCP_NODELAY, 1);
		if (fast_open)
			set(s, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, 1);
		/* Let the kernel choose the port at connect, per destination, not at bind. */
		if (from != NULL && addr_port(from) == 0)
			set(s, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	}
	if ((from != NULL && bind(s, &from->sa, addr_len(from)) != 0) ||
	    (connect(s, &to->sa, addr_len(to)) != 0 && errno != EINPROGRESS)) {
		enum err e = err_from_errno(errno);
		close(s);
		return e;
	}
	*fd = s;
	return OK;
}

enum err socket_set_filter(int fd, int program)
{
	int nothing = 0;
	if (program >= 0)
		return setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof(program)) == 0
		               ? OK
		               : err_from_errno(errno);
	if (setsockopt(fd, SOL_SOCKET, SO_DETACH_BPF, &nothing, sizeof(nothing)) == 0)
		return OK;
	return errno == ENOENT ? OK : err_from_errno(errno); /* there was none */
}

bool socket_steer_by_processor(int fd, unsigned count)
{
	struct sock_filter code[] = {
		{BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)(SKF_AD_OFF + SKF_AD_CPU)},
		{BPF_ALU | BPF_MOD | BPF_K, 0, 0, count},
		{BPF_RET | BPF_A, 0, 0, 0},
	};
	struct sock_fprog program = {.len = ARRAY_LEN(code), .filter = code};
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof(program)) == 0;
}

typedef int name_fn(int fd, struct sockaddr *restrict sa, socklen_t *restrict len);

static struct addr ask_name(int fd, name_fn *ask)
{
	struct addr a;
	socklen_t len = sizeof(a);
	memset(&a, 0, sizeof(a));
	if (ask(fd, &a.sa, &len) != 0)
		a.sa.sa_family = AF_UNSPEC;
	return a;
}

struct addr socket_local(int fd)
{
	return ask_name(fd, getsockname);
}

struct addr socket_peer(int fd)
{
	return ask_name(fd, getpeername);
}
