/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sockets of workers.  UDP: one per worker and address, SO_REUSEPORT.  TCP: the same with
 * tcp-reuseport, else one per address that the workers share by duplicates.
 */

#include "server/main/listeners.h"

#include "net/socket.h"
#include "report/log.h"

#include <fcntl.h>
#include <unistd.h>

/*
 * Room for what arrives while a worker waits for its processor, 200 ms of 50,000 queries a second:
 * on a busy machine that happens during loads.  The kernel doubles and bounds it.
 */
enum { UDP_RECEIVE = 4 << 20, UDP_SEND = 1 << 20, FAST_OPEN_QUEUE = 16 };

static enum err report(const struct addr *a, const char *kind, const struct socket_fault *fault,
                       enum err e)
{
	char buf[128];
	struct text t;
	text_init_fixed(&t, buf, sizeof(buf));
	addr_print(&t, a, true);
	log_line(SEV_ERROR, LOG_SERVER, NULL, "cannot bind address %s %s (%s, %s)", buf, kind,
	         fault->step != NULL ? fault->step : "socket", err_text(e));
	return e;
}

static enum err bind_udp_one(struct listeners *l, const struct addr *at,
                             const struct socket_options *options)
{
	struct socket_fault fault = {0};
	int fd = -1;
	if (addr_family(at) == AF_UNIX)
		return OK;
	enum err e = socket_bind_udp(&fd, at, options, &fault);
	if (e != OK)
		return report(at, "UDP", &fault, e);
	VEC_PUSH(&l->udp, fd);
	return OK;
}

static enum err bind_udp(struct listeners *l, const struct server_conf *conf)
{
	struct socket_options options = {.reuse_port = conf->udp_workers > 1,
	                                 .receive_size = UDP_RECEIVE,
	                                 .send_size = UDP_SEND};
	for (unsigned w = 0; w < conf->udp_workers; w++) {
		for (size_t i = 0; i < conf->listen_count; i++)
			TRY(bind_udp_one(l, &conf->listen[i], &options));
		if (w == 0)
			l->udp_per_worker = l->udp.count;
	}
	return OK;
}

/* shared: the socket of the first worker, to be duplicated; -1 = bind one. */
static enum err bind_tcp_one(struct listeners *l, const struct addr *at, int shared,
                             const struct socket_options *options)
{
	struct socket_fault fault = {0};
	int fd = -1;
	enum err e = OK;
	if (shared < 0)
		e = socket_listen(&fd, at, options, &fault);
	else
		fd = fcntl(shared, F_DUPFD_CLOEXEC, 0);
	if (e == OK && fd < 0)
		e = E_LIMIT;
	if (e != OK)
		return report(at, addr_family(at) == AF_UNIX ? "UNIX" : "TCP", &fault, e);
	VEC_PUSH(&l->tcp, fd);
	return OK;
}

static enum err bind_tcp(struct listeners *l, const struct server_conf *conf)
{
	struct socket_options options = {.reuse_port = conf->tcp_reuseport,
	                                 .fast_open = FAST_OPEN_QUEUE};
	for (unsigned w = 0; w < conf->tcp_workers; w++) {
		for (size_t i = 0; i < conf->listen_count; i++) {
			const struct addr *at = &conf->listen[i];
			bool own = w == 0 || (conf->tcp_reuseport && addr_family(at) != AF_UNIX);
			TRY(bind_tcp_one(l, at, own ? -1 : l->tcp.items[i], &options));
		}
	}
	l->tcp_per_worker = conf->listen_count;
	return OK;
}

/* The group of an address is steered through the first worker's socket. */
static void steer(const int *sockets, size_t per_worker, unsigned workers)
{
	for (size_t i = 0; i < per_worker && workers > 1; i++) {
		if (!socket_steer_by_processor(sockets[i], workers))
			log_line(SEV_WARNING, LOG_SERVER, NULL,
			         "socket affinity is not supported by the system");
	}
}

static void steer_all(struct listeners *l, const struct server_conf *conf)
{
	steer(l->udp.items, l->udp_per_worker, conf->udp_workers);
	for (size_t i = 0; i < l->tcp_per_worker && conf->tcp_reuseport; i++) {
		if (addr_family(&conf->listen[i]) != AF_UNIX)
			steer(l->tcp.items + i, 1, conf->tcp_workers);
	}
}

enum err listeners_bind(struct listeners *out, const struct server_conf *conf)
{
	*out = (struct listeners){.udp_per_worker = 0};
	enum err e = bind_udp(out, conf);
	if (e == OK)
		e = bind_tcp(out, conf);
	if (e == OK && conf->socket_affinity)
		steer_all(out, conf);
	if (e != OK)
		listeners_close(out);
	return e;
}

void listeners_close(struct listeners *l)
{
	for (size_t i = 0; i < l->udp.count; i++)
		close(l->udp.items[i]);
	for (size_t i = 0; i < l->tcp.count; i++)
		close(l->tcp.items[i]);
	VEC_FREE(&l->udp);
	VEC_FREE(&l->tcp);
}
