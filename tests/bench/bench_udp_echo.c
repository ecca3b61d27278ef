/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least a UDP server can do: take datagrams in batches and send each back as an answer.  What
 * it costs per datagram is the kernel's share of every server's figure.
 *
 *   bench_udp_echo ADDRESS PORT      (IPv4; runs until it is ended)
 */
#include "base/attr.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
	BATCH = 64,
	ROOM = 4096,
	SOCKET_BUFFER = 4 << 20,
	FLAGS_AT = 2,
	ANSWER = 0x84, /* QR and AA, RFC 1035 section 4.1.1 */
};

static struct mmsghdr messages[BATCH];
static struct iovec pieces[BATCH];
static struct sockaddr_in peers[BATCH];
static uint8_t octets[BATCH][ROOM];

static int socket_open(const char *address, const char *port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
	int size = SOCKET_BUFFER, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	return bind(fd, (struct sockaddr *)&to, sizeof(to)) == 0 ? fd : -1;
}

static void batch_echo(int fd)
{
	for (unsigned i = 0; i < BATCH; i++) {
		pieces[i] = (struct iovec){octets[i], ROOM};
		messages[i].msg_hdr = (struct msghdr){.msg_name = &peers[i],
		                                      .msg_namelen = sizeof(peers[i]),
		                                      .msg_iov = &pieces[i],
		                                      .msg_iovlen = 1};
	}
	int count = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
	for (int i = 0; i < count; i++) {
		pieces[i].iov_len = messages[i].msg_len;
		octets[i][FLAGS_AT] |= ANSWER;
	}
	for (int done = 0, sent = 1; done < count && sent > 0; done += sent)
		sent = sendmmsg(fd, messages + done, (unsigned)(count - done), 0);
}

int main(int argc, char **argv)
{
	int fd = argc == 3 ? socket_open(argv[1], argv[2]) : -1;
	if (fd < 0) {
		fprintf(stderr, "usage: bench_udp_echo ADDRESS PORT (free to be bound)\n");
		return 1;
	}
	for (;;)
		batch_echo(fd);
}
