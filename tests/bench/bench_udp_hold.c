/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queries over UDP at a steady rate, whatever the server does: what is lost, how long answers
 * take, and whether an answer mixes two versions of a zone.
 *
 *   bench_udp_hold [-d] [-m SEED] ADDRESS PORT FILE SECONDS RATE
 *
 *   -d  EDNS with the DO bit
 *   -m  spoil queries: octets changed, cut or made up; only that the server lives is of interest
 *   FILE  lines of name and type, asked in turn, again and again
 *
 * A zone that is reloaded while this runs should have an alias whose target begins with a label
 * "v" and the serial and does not exist: its answer then has the serial twice, in the target and
 * in the SOA.  Prints one line; "lost" are those without an answer after two seconds.  SIGTERM ends
 * it before its time.
 */
#include "base/clock.h"
#include "base/vec.h"
#include "base/wire.h"
#include "dns/msg.h"
#include "dns/name.h"
#include "dns/rrtype.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	IDS = 65536,
	ROOM = 4096,
	QUERY_MAX = MSG_HEADER_LEN + NAME_MAX_LEN + 4 + 11,
	SPOILT_MAX = 600,
	SOCKET_BUFFER = 8 << 20,
	EDNS_SIZE = 1232,
	RATE_MAX = 500000,
	QUERIES_MAX = 1000000,
	BUCKET_US = 10,
	BUCKETS = 200001,
};

#define LOST_AFTER_NS INT64_C(2000000000)

struct query {
	uint16_t len;
	uint8_t wire[QUERY_MAX];
};

struct hold {
	int fd;
	VEC(struct query) queries;
	int64_t since[IDS]; /* when the query with the id was sent; 0: answered */
	uint64_t sent, answered, lost, mixed, versions;
	uint32_t last_serial;
	uint64_t spoil; /* state of the generator; 0: do not */
	uint32_t buckets[BUCKETS];
};

static volatile sig_atomic_t ended;

static void end_early(int sig)
{
	(void)sig;
	ended = 1;
}

static uint64_t draw(uint64_t *state)
{
	uint64_t x = *state += 0x9E3779B97F4A7C15u;
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

static bool query_make(struct query *q, char *line, bool dnssec)
{
	struct name name;
	uint16_t type;
	char *save, *owner = strtok_r(line, " \t\n", &save), *word = strtok_r(NULL, " \t\n", &save);
	if (owner == NULL || word == NULL || name_parse_str(&name, owner) != OK ||
	    rrtype_parse(&type, span_str(word)) != OK)
		return false;
	uint8_t *p = q->wire;
	memset(p, 0, sizeof(q->wire));
	p[5] = 1;
	p[11] = dnssec ? 1 : 0;
	memcpy(p + MSG_HEADER_LEN, name.wire, name.len);
	size_t at = MSG_HEADER_LEN + (size_t)name.len;
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

static bool queries_read(struct hold *h, const char *path, bool dnssec)
{
	char line[2048];
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return false;
	while (h->queries.count < QUERIES_MAX && fgets(line, sizeof(line), f) != NULL) {
		struct query q;
		if (query_make(&q, line, dnssec))
			VEC_PUSH(&h->queries, q);
	}
	fclose(f);
	return h->queries.count > 0;
}

static int socket_open(const char *address, const char *port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
	int size = SOCKET_BUFFER;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 ? fd : -1;
}

/* A query made worse; its length. */
static size_t spoil(struct hold *h, uint8_t out[SPOILT_MAX], const struct query *q)
{
	size_t len = q->len;
	memcpy(out, q->wire, len);
	uint64_t kind = draw(&h->spoil) % 16;
	if (kind == 0) { /* nothing of it left */
		len = draw(&h->spoil) % SPOILT_MAX;
		for (size_t i = 0; i < len; i++)
			out[i] = (uint8_t)draw(&h->spoil);
		return len;
	}
	if (kind < 4) /* more behind it */
		while (len < SPOILT_MAX && draw(&h->spoil) % 40 != 0)
			out[len++] = (uint8_t)draw(&h->spoil);
	for (uint64_t n = draw(&h->spoil) % 6; n > 0; n--)
		out[draw(&h->spoil) % len] = (uint8_t)draw(&h->spoil);
	if (kind == 4) /* counts of records that are not there, or are */
		out[4 + draw(&h->spoil) % 8] = (uint8_t)(draw(&h->spoil) % 4);
	return kind < 8 ? draw(&h->spoil) % (len + 1) : len;
}

static void query_send(struct hold *h, int64_t now)
{
	const struct query *q = &h->queries.items[h->sent % h->queries.count];
	uint8_t out[SPOILT_MAX];
	size_t len = q->len;
	uint16_t id = (uint16_t)h->sent++;
	if (h->spoil != 0)
		len = spoil(h, out, q);
	else
		memcpy(out, q->wire, len);
	if (len >= 2)
		wire_set_u16(out, id);
	if (h->since[id] != 0)
		h->lost++;
	h->since[id] = now;
	/* Loss on the way out is loss too: it is counted when no answer comes. */
	(void)send(h->fd, out, len, 0);
}

/* Both versions that an answer shows; false when it does not show two. */
static bool serials_read(struct span reply, uint32_t *in_name, uint32_t *in_soa)
{
	struct msg m;
	struct msg_rr rr;
	bool has_name = false, has_soa = false;
	if (msg_parse(&m, reply) != OK)
		return false;
	struct msg_iter it = msg_records(&m);
	while (msg_next(&it, &rr)) {
		const uint8_t *rdata = reply.data + rr.rdata_at;
		if (rr.type == RR_CNAME && rdata[0] < 0x40 && rdata[1] == 'v') {
			*in_name = (uint32_t)strtoul((const char *)rdata + 2, NULL, 10);
			has_name = true;
		} else if (rr.type == RR_SOA && rr.rdata_len >= 20) {
			*in_soa = wire_get_u32(rdata + rr.rdata_len - 20);
			has_soa = true;
		}
	}
	return has_name && has_soa;
}

static bool reply_receive(struct hold *h)
{
	static uint8_t in[ROOM + 1];
	uint32_t name = 0, soa = 0;
	ssize_t len = recv(h->fd, in, ROOM, 0);
	if (len < 0)
		return false;
	in[len] = 0;
	if (len < MSG_HEADER_LEN)
		return true;
	uint16_t id = wire_get_u16(in);
	if (h->since[id] == 0)
		return true;
	int64_t us = (clock_mono().ns - h->since[id]) / 1000;
	h->since[id] = 0;
	h->answered++;
	h->buckets[MIN_OF((size_t)us / BUCKET_US, (size_t)BUCKETS - 1)]++;
	if (h->spoil == 0 && serials_read(span_of(in, (size_t)len), &name, &soa)) {
		h->mixed += name != soa;
		h->versions += soa != h->last_serial;
		h->last_serial = soa;
	}
	return true;
}

static void run(struct hold *h, int64_t seconds, int64_t rate)
{
	int64_t start = clock_mono().ns, now = start, end = start + seconds * NS_PER_S;
	while (now < end && !ended) {
		int64_t due = (now - start) / 1000 * rate / 1000000;
		for (int burst = 0; (int64_t)h->sent < due && burst < 64; burst++)
			query_send(h, now);
		while (reply_receive(h))
			continue;
		now = clock_mono().ns;
		if ((now - start) / 1000 * rate / 1000000 <= (int64_t)h->sent) {
			struct pollfd p = {.fd = h->fd, .events = POLLIN};
			poll(&p, 1, 1);
			now = clock_mono().ns;
		}
	}
	for (end = now + LOST_AFTER_NS; now < end && h->answered + h->lost < h->sent;) {
		struct pollfd p = {.fd = h->fd, .events = POLLIN};
		poll(&p, 1, 10);
		while (reply_receive(h))
			continue;
		now = clock_mono().ns;
	}
	h->lost = h->sent - h->answered;
}

static unsigned percentile_us(const struct hold *h, double part)
{
	uint64_t below = 0;
	for (unsigned i = 0; i < BUCKETS; i++) {
		below += h->buckets[i];
		if ((double)below >= part * (double)h->answered)
			return (i + 1) * BUCKET_US;
	}
	return BUCKETS * BUCKET_US;
}

int main(int argc, char **argv)
{
	static struct hold h;
	bool dnssec = false;
	signal(SIGTERM, end_early);
	for (int c; (c = getopt(argc, argv, "dm:")) != -1;) {
		dnssec |= c == 'd';
		if (c == 'm')
			h.spoil = strtoull(optarg, NULL, 10) | 1;
	}
	argv += optind;
	argc -= optind;
	int64_t seconds = argc == 5 ? strtoll(argv[3], NULL, 10) : 0;
	int64_t rate = argc == 5 ? strtoll(argv[4], NULL, 10) : 0;
	if (seconds < 1 || rate < 1 || rate > RATE_MAX) {
		fprintf(stderr, "usage: bench_udp_hold [-d] [-m SEED] ADDRESS PORT FILE SECONDS "
		                "RATE\n");
		return 1;
	}
	h.fd = socket_open(argv[0], argv[1]);
	if (h.fd < 0 || !queries_read(&h, argv[2], dnssec)) {
		fprintf(stderr, "bench_udp_hold: no such address, or no queries in %s\n", argv[2]);
		return 1;
	}
	run(&h, seconds, rate);
	printf("sent %llu answered %llu lost %llu mixed %llu versions %llu p50_us %u p99_us %u "
	       "max_us %u\n",
	       (unsigned long long)h.sent, (unsigned long long)h.answered,
	       (unsigned long long)h.lost, (unsigned long long)h.mixed,
	       (unsigned long long)h.versions, percentile_us(&h, 0.5), percentile_us(&h, 0.99),
	       percentile_us(&h, 1));
	VEC_FREE(&h.queries);
	return 0;
}
