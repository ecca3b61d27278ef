/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queries over UDP, a bounded number of them unanswered at any time: each answer lets the next one
 * out, so the server is never flooded and always busy.
 *
 *   bench_udp_load [-r] [-d] ADDRESS PORT FILE SECONDS [WINDOW]
 *
 *   -r  ask for recursion;  -d  EDNS with the DO bit
 *   FILE  lines of name and type, asked in turn, again and again
 *
 * Prints what was sent, answered and lost, the seconds, mean octets, and answers by RCODE.  The
 * identifier of a query is its slot and a count, so that an answer too late for its slot is not
 * taken for another.
 */
#include "base/clock.h"
#include "base/vec.h"
#include "base/wire.h"
#include "dns/name.h"
#include "dns/rrtype.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	WINDOW_DEFAULT = 128,
	WINDOW_MAX = 1024, /* a power of two */
	BATCH = 64,
	ROOM = 4096,
	HEADER = 12,
	QUERY_MAX = HEADER + NAME_MAX_LEN + 4 + 11,
	SOCKET_BUFFER = 4 << 20,
	EDNS_SIZE = 1232,
	SECONDS_MAX = 60,
	QUERIES_MAX = 1000000,
};

#define LOST_AFTER_NS INT64_C(500000000)

struct query {
	uint16_t len;
	uint8_t wire[QUERY_MAX];
};

struct load {
	int fd;
	VEC(struct query) queries;
	size_t next;
	unsigned window, free_count;
	uint16_t free[WINDOW_MAX];
	uint16_t ids[WINDOW_MAX];  /* of the query in the slot */
	int64_t since[WINDOW_MAX]; /* ns; 0: free */
	uint64_t sent, answered, lost, truncated, octets, rcodes[16];
};

static struct mmsghdr out[BATCH], in[BATCH];
static struct iovec out_pieces[BATCH], in_pieces[BATCH];
static uint8_t out_octets[BATCH][QUERY_MAX], in_octets[BATCH][ROOM];

static bool query_make(struct query *q, char *line, bool recursion, bool dnssec)
{
	struct name name;
	uint16_t type;
	char *save, *owner = strtok_r(line, " \t\n", &save), *word = strtok_r(NULL, " \t\n", &save);
	if (owner == NULL || word == NULL || name_parse_str(&name, owner) != OK ||
	    rrtype_parse(&type, span_str(word)) != OK)
		return false;
	uint8_t *p = q->wire;
	memset(p, 0, sizeof(q->wire));
	p[2] = recursion ? 1 : 0;
	p[5] = 1;
	p[11] = dnssec ? 1 : 0;
	memcpy(p + HEADER, name.wire, name.len);
	size_t at = HEADER + (size_t)name.len;
	wire_set_u16(p + at, type);
	wire_set_u16(p + at + 2, CLASS_IN);
	at += 4;
	if (dnssec) { /* RFC 6891 section 6.1.2, RFC 3225 section 3 */
		wire_set_u16(p + at + 1, RR_OPT);
		wire_set_u16(p + at + 3, EDNS_SIZE);
		p[at + 7] = 0x80;
		at += 11;
	}
	q->len = (uint16_t)at;
	return true;
}

static bool queries_read(struct load *l, const char *path, bool recursion, bool dnssec)
{
	char line[2048];
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return false;
	while (l->queries.count < QUERIES_MAX && fgets(line, sizeof(line), f) != NULL) {
		struct query q;
		if (query_make(&q, line, recursion, dnssec))
			VEC_PUSH(&l->queries, q);
	}
	fclose(f);
	return l->queries.count > 0;
}

static int socket_open(const char *address, const char *port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
	int size = SOCKET_BUFFER;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	return connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 ? fd : -1;
}

static void batch_send(struct load *l, int64_t now)
{
	unsigned count = 0;
	for (; count < BATCH && l->free_count > 0; count++) {
		unsigned slot = l->free[--l->free_count];
		const struct query *q = &l->queries.items[l->next];
		l->next = (l->next + 1) % l->queries.count;
		l->ids[slot] = (uint16_t)(l->ids[slot] + WINDOW_MAX);
		l->since[slot] = now;
		memcpy(out_octets[count], q->wire, q->len);
		wire_set_u16(out_octets[count], l->ids[slot]);
		out_pieces[count] = (struct iovec){out_octets[count], q->len};
		out[count].msg_hdr = (struct msghdr){.msg_iov = &out_pieces[count],
		                                     .msg_iovlen = 1};
	}
	/* What the kernel does not take now counts as lost when its time is over. */
	if (count > 0)
		(void)sendmmsg(l->fd, out, count, 0);
	l->sent += count;
}

/* false: there was nothing to receive. */
static bool batch_receive(struct load *l)
{
	for (unsigned i = 0; i < BATCH; i++) {
		in_pieces[i] = (struct iovec){in_octets[i], ROOM};
		in[i].msg_hdr = (struct msghdr){.msg_iov = &in_pieces[i], .msg_iovlen = 1};
	}
	int count = recvmmsg(l->fd, in, BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < count; i++) {
		const uint8_t *p = in_octets[i];
		unsigned slot = wire_get_u16(p) % WINDOW_MAX;
		if (in[i].msg_len < HEADER || slot >= l->window || l->since[slot] == 0 ||
		    l->ids[slot] != wire_get_u16(p))
			continue;
		l->since[slot] = 0;
		l->free[l->free_count++] = (uint16_t)slot;
		l->answered++;
		l->octets += in[i].msg_len;
		l->truncated += p[2] >> 1 & 1;
		l->rcodes[p[3] & 15]++;
	}
	return count > 0;
}

static void slots_expire(struct load *l, int64_t now)
{
	for (unsigned slot = 0; slot < l->window; slot++) {
		if (l->since[slot] == 0 || now - l->since[slot] < LOST_AFTER_NS)
			continue;
		l->since[slot] = 0;
		l->free[l->free_count++] = (uint16_t)slot;
		l->lost++;
	}
}

/* Returns the seconds until the last answer. */
static double run(struct load *l, int64_t seconds)
{
	int64_t start = clock_mono().ns, now = start, last = start, expired = start;
	int64_t end = start + seconds * 1000000000;
	while (now < end || l->free_count < l->window) {
		if (now < end)
			batch_send(l, now);
		bool received = batch_receive(l);
		now = clock_mono().ns;
		if (received) {
			last = now;
		} else {
			struct pollfd p = {.fd = l->fd, .events = POLLIN};
			poll(&p, 1, 2);
		}
		if (now - expired > LOST_AFTER_NS / 8) {
			slots_expire(l, now);
			expired = now;
		}
	}
	return (double)(last - start) / 1e9;
}

static void print(const struct load *l, double seconds)
{
	printf("sent %llu answered %llu lost %llu truncated %llu seconds %.3f rate %.0f size %.0f",
	       (unsigned long long)l->sent, (unsigned long long)l->answered,
	       (unsigned long long)l->lost, (unsigned long long)l->truncated, seconds,
	       seconds > 0 ? (double)l->answered / seconds : 0,
	       l->answered > 0 ? (double)l->octets / (double)l->answered : 0);
	for (unsigned i = 0; i < ARRAY_LEN(l->rcodes); i++) {
		if (l->rcodes[i] > 0)
			printf(" rcode%u %llu", i, (unsigned long long)l->rcodes[i]);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	static struct load l = {.window = WINDOW_DEFAULT};
	bool recursion = false, dnssec = false;
	for (int c; (c = getopt(argc, argv, "rd")) != -1;) {
		recursion |= c == 'r';
		dnssec |= c == 'd';
	}
	argv += optind;
	argc -= optind;
	int seconds = argc >= 4 ? atoi(argv[3]) : 0;
	if (argc == 5)
		l.window = (unsigned)atoi(argv[4]);
	if (argc < 4 || argc > 5 || seconds < 1 || seconds > SECONDS_MAX || l.window < 1 ||
	    l.window > WINDOW_MAX) {
		fprintf(stderr,
		        "usage: bench_udp_load [-r] [-d] ADDRESS PORT FILE SECONDS [WINDOW]\n");
		return 1;
	}
	l.fd = socket_open(argv[0], argv[1]);
	if (l.fd < 0 || !queries_read(&l, argv[2], recursion, dnssec)) {
		fprintf(stderr, "bench_udp_load: no such address, or no queries in %s\n", argv[2]);
		return 1;
	}
	for (unsigned slot = 0; slot < l.window; slot++) {
		l.ids[slot] = (uint16_t)slot;
		l.free[l.free_count++] = (uint16_t)slot;
	}
	print(&l, run(&l, seconds));
	VEC_FREE(&l.queries);
	return 0;
}
