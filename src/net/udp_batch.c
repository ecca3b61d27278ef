/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Datagrams in batches.  Invariant: message headers point into the batch's own memory at all
 * times, so a receive only resets the lengths the kernel overwrites.  Knows nothing of DNS and
 * decides nothing about replies.
 */

#include "net/udp_batch.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>

enum {
	CACHE_LINE = 64,
	CONTROL_SIZE = CMSG_SPACE(sizeof(struct in6_pktinfo)),
};

union control {
	struct cmsghdr align;
	uint8_t octets[CONTROL_SIZE];
};

struct udp_batch_memory {
	struct mmsghdr in[UDP_BATCH_MAX];
	struct iovec iov[UDP_BATCH_MAX];
	union control control[UDP_BATCH_MAX];
	struct mmsghdr out[UDP_BATCH_MAX]; /* what does not change is set once */
	struct iovec out_iov[UDP_BATCH_MAX];
	union control out_control[UDP_BATCH_MAX];
	size_t receive_size;
	uint8_t *octets;
};

/* An odd number of cache lines: buffers of a batch then start in different cache sets. */
static size_t stride_of(size_t size)
{
	size_t lines = (size + CACHE_LINE - 1) / CACHE_LINE;
	return (lines | 1) * CACHE_LINE;
}

struct udp_batch *udp_batch_new(size_t receive_size, size_t reply_size)
{
	struct udp_batch *b = mem_zalloc(sizeof(*b));
	struct udp_batch_memory *m = mem_zalloc(sizeof(*m));
	size_t in_stride = stride_of(receive_size), out_stride = stride_of(reply_size);
	b->memory = m;
	m->receive_size = receive_size;
	m->octets = mem_alloc(UDP_BATCH_MAX * (in_stride + out_stride));
	for (size_t i = 0; i < UDP_BATCH_MAX; i++) {
		uint8_t *in = m->octets + i * in_stride;
		b->packets[i].data = span_of(in, 0);
		b->packets[i].reply = m->octets + UDP_BATCH_MAX * in_stride + i * out_stride;
		b->packets[i].reply_cap = reply_size;
		m->iov[i] = (struct iovec){.iov_base = in, .iov_len = receive_size};
		m->in[i].msg_hdr = (struct msghdr){
			.msg_name = &b->packets[i].peer,
			.msg_namelen = sizeof(struct addr),
			.msg_iov = &m->iov[i],
			.msg_iovlen = 1,
			.msg_control = &m->control[i],
			.msg_controllen = CONTROL_SIZE,
		};
		m->out[i].msg_hdr = (struct msghdr){.msg_iov = &m->out_iov[i], .msg_iovlen = 1};
	}
	return b;
}

void udp_batch_free(struct udp_batch *b)
{
	if (b == NULL)
		return;
	mem_free(b->memory->octets);
	mem_free(b->memory);
	mem_free(b);
}

/* Where a datagram was sent to, by its control messages. */
static void read_local(struct udp_packet *p, struct msghdr *h)
{
	p->local.sa.sa_family = AF_UNSPEC;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo info;
			memcpy(&info, CMSG_DATA(c), sizeof(info));
			p->local.in4 = (struct sockaddr_in){
				.sin_family = AF_INET,
				.sin_addr = info.ipi_addr,
			};
		} else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
			struct in6_pktinfo info;
			memcpy(&info, CMSG_DATA(c), sizeof(info));
			p->local.in6 = (struct sockaddr_in6){
				.sin6_family = AF_INET6,
				.sin6_addr = info.ipi6_addr,
				/* A link-local address means nothing without its link. */
				.sin6_scope_id = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr)
			                                 ? info.ipi6_ifindex
			                                 : 0,
			};
		}
	}
}

enum err udp_batch_receive(struct udp_batch *b, int fd)
{
	struct udp_batch_memory *m = b->memory;
	/* Only what the last receive changed needs to be put back. */
	for (unsigned i = 0; i < b->count; i++) {
		m->in[i].msg_hdr.msg_namelen = sizeof(struct addr);
		m->in[i].msg_hdr.msg_controllen = CONTROL_SIZE;
	}
	int n = recvmmsg(fd, m->in, UDP_BATCH_MAX, MSG_DONTWAIT, NULL);
	if (n <= 0) {
		b->count = 0;
		return errno == EAGAIN || errno == EINTR ? E_AGAIN : err_from_errno(errno);
	}
	b->count = (unsigned)n;
	struct mmsghdr *h = m->in;
	for (struct udp_packet *p = b->packets, *end = p + n; p < end; p++, h++) {
		p->data.len = MIN_OF((size_t)h->msg_len, m->receive_size);
		p->truncated = (h->msg_hdr.msg_flags & MSG_TRUNC) != 0;
		p->reply_len = 0;
		if (h->msg_hdr.msg_controllen > 0)
			read_local(p, &h->msg_hdr);
		else
			p->local.sa.sa_family = AF_UNSPEC;
	}
	return OK;
}

/* Ask that a datagram leaves from `local`; sets the control part of h. */
static ALWAYS_INLINE void write_local(struct msghdr *h, union control *control,
                                      const struct addr *local)
{
	h->msg_control = NULL;
	h->msg_controllen = 0;
	if (addr_family(local) == AF_UNSPEC)
		return;
	memset(control, 0, sizeof(*control));
	h->msg_control = control;
	h->msg_controllen = sizeof(*control);
	struct cmsghdr *c = CMSG_FIRSTHDR(h);
	if (addr_family(local) == AF_INET) {
		struct in_pktinfo info = {.ipi_spec_dst = local->in4.sin_addr};
		c->cmsg_level = IPPROTO_IP;
		c->cmsg_type = IP_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof(info));
		memcpy(CMSG_DATA(c), &info, sizeof(info));
		h->msg_controllen = CMSG_SPACE(sizeof(info));
	} else {
		struct in6_pktinfo info = {
			.ipi6_addr = local->in6.sin6_addr,
			.ipi6_ifindex = local->in6.sin6_scope_id,
		};
		c->cmsg_level = IPPROTO_IPV6;
		c->cmsg_type = IPV6_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof(info));
		memcpy(CMSG_DATA(c), &info, sizeof(info));
		h->msg_controllen = CMSG_SPACE(sizeof(info));
	}
}

/* One sendmmsg, or more when one fails; returns how many were lost. */
static unsigned send_headers(int fd, struct mmsghdr *headers, unsigned count, enum err *why)
{
	unsigned lost = 0;
	for (unsigned at = 0; at < count;) {
		int n = sendmmsg(fd, headers + at, count - at, MSG_DONTWAIT);
		if (n > 0) {
			at += (unsigned)n;
		} else if (errno == EAGAIN || errno == ENOBUFS) {
			*why = E_AGAIN;
			return lost + count - at;
		} else if (errno != EINTR) {
			/* This one cannot be sent; the others may. */
			*why = err_from_errno(errno);
			lost++;
			at++;
		}
	}
	return lost;
}

/* Up to UDP_BATCH_MAX datagrams; returns how many were lost. */
static unsigned send_some(int fd, const struct udp_datagram *items, unsigned count, enum err *why)
{
	struct mmsghdr headers[UDP_BATCH_MAX];
	struct iovec iov[UDP_BATCH_MAX];
	union control control[UDP_BATCH_MAX];
	for (unsigned i = 0; i < count; i++) {
		const struct udp_datagram *d = &items[i];
		iov[i].iov_base = (void *)(uintptr_t)d->data.data;
		iov[i].iov_len = d->data.len;
		headers[i].msg_hdr = (struct msghdr){
			.msg_name = (void *)(uintptr_t)d->peer,
			.msg_namelen = addr_len(d->peer),
			.msg_iov = &iov[i],
			.msg_iovlen = 1,
		};
		write_local(&headers[i].msg_hdr, &control[i], d->local);
	}
	return send_headers(fd, headers, count, why);
}

unsigned udp_send_all(int fd, const struct udp_datagram *items, size_t count)
{
	enum err why = OK;
	unsigned lost = 0;
	for (size_t at = 0; at < count; at += UDP_BATCH_MAX)
		lost += send_some(fd, items + at,
		                  (unsigned)MIN_OF(count - at, (size_t)UDP_BATCH_MAX), &why);
	return lost;
}

void udp_batch_send(struct udp_batch *b, int fd)
{
	struct udp_batch_memory *m = b->memory;
	enum err why = OK;
	struct mmsghdr *out = m->out;
	struct iovec *iov = m->out_iov;
	union control *control = m->out_control;
	const struct mmsghdr *in = m->in;
	for (struct udp_packet *p = b->packets, *end = p + b->count; p < end; p++, in++) {
		if (p->reply_len == 0)
			continue;
		iov->iov_base = p->reply;
		iov->iov_len = p->reply_len;
		out->msg_hdr.msg_name = &p->peer;
		out->msg_hdr.msg_namelen = in->msg_hdr.msg_namelen;
		write_local(&out->msg_hdr, control, &p->local);
		out++;
		iov++;
		control++;
	}
	unsigned count = (unsigned)(out - m->out);
	b->unsent = count > 0 ? send_headers(fd, m->out, count, &why) : 0;
}

bool udp_wait(int fd, int stop_fd, int timeout_ms)
{
	struct pollfd fds[2] = {
		{.fd = fd, .events = POLLIN},
		{.fd = stop_fd, .events = POLLIN},
	};
	return poll(fds, 2, timeout_ms) <= 0 || fds[1].revents == 0;
}

enum err udp_send(int fd, const struct addr *peer, const struct addr *local, struct span data)
{
	struct udp_datagram one = {.peer = peer, .local = local, .data = data};
	enum err why = OK;
	return send_some(fd, &one, 1, &why) == 0 ? OK : why;
}
