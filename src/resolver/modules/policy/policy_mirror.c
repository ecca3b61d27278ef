/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies of questions. */

#include "resolver/modules/policy/policy_mirror.h"

#include "base/mem.h"
#include "dns/edns.h"
#include "dns/msg_writer.h"

#include <errno.h>
#include <unistd.h>

struct policy_mirror {
	int fd;
};

enum err policy_mirror_new(struct policy_mirror **out, const struct addr *to)
{
	int fd = socket(addr_family(to), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_from_errno(errno);
	/* Connected, the port takes nothing but replies; shut for reading, it keeps none. */
	if (connect(fd, &to->sa, addr_len(to)) != 0) {
		enum err err = err_from_errno(errno);
		close(fd);
		return err;
	}
	(void)shutdown(fd, SHUT_RD);
	*out = mem_zalloc(sizeof(**out));
	(*out)->fd = fd;
	return OK;
}

void policy_mirror_free(void *mirror)
{
	struct policy_mirror *m = mirror;
	close(m->fd);
	mem_free(m);
}

void policy_mirror_send(const struct policy_mirror *m, const struct request *r)
{
	const struct req_client *c = &r->client;
	uint8_t buf[MSG_UDP_MIN], none;
	struct msg_writer w;
	struct edns_writer edns;
	msg_writer_init(&w, buf, sizeof(buf), c->id, c->flags);
	if (msg_put_question(&w, c->qname.wire, c->qtype, c->qclass) != OK)
		return;
	if (c->edns) {
		edns_writer_init(&edns, &none, 0, c->udp_size);
		edns.flags = c->wants_dnssec ? MSG_EDNS_DO : 0;
		if (edns_write(&w, &edns) != OK)
			return;
	}
	size_t len = msg_finish(&w);
	/* It may be refused: nobody listens there now. */
	ssize_t sent = send(m->fd, buf, len, MSG_NOSIGNAL);
	(void)sent;
}
