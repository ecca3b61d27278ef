/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies of questions. */

#include "resolver/modules/policy/policy_mirror.h"

#include "base/mem.h"

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
	if (r->message.len == 0)
		return;
	/* It may be refused: nobody listens there now. */
	ssize_t sent = send(m->fd, r->message.data, r->message.len, MSG_NOSIGNAL);
	(void)sent;
}
