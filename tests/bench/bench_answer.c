/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Microbenchmark of zone building and answering without sockets: a root-like zone of 1,500
 * delegations with glue, and a TLD-like zone of 1,000,000.  Prints nanoseconds per record and per
 * answer (one by one, and in batches), instructions where the kernel lets itself be asked, and
 * octets of memory per record.
 *
 *   bench_answer [NAMES]
 *   bench_answer --cases         names of the cases that answer_instructions counts
 *   bench_answer --case NAME     answer COUNTED queries of one in batches of 16, print how many
 */

#include "base/clock.h"
#include "base/mem.h"
#include "base/vec.h"
#include "dns/rrtype.h"
#include "server/answer/answer.h"
#include "server/zone/builder.h"

#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { QUERIES = 1 << 16, ROUNDS = 10, QUERY_ROOM = 64, REPLY_ROOM = 1232 };

/* splitmix64: the same zone on every machine */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

static int instructions_open(void)
{
	struct perf_event_attr a = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(a),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.exclude_kernel = 1,
	};
	return (int)syscall(SYS_perf_event_open, &a, 0, -1, -1, 0);
}

static uint64_t instructions_read(int fd)
{
	uint64_t n = 0;
	if (fd < 0 || read(fd, &n, sizeof(n)) != (ssize_t)sizeof(n))
		return 0;
	return n;
}

/* A pronounceable, unique label for a number; returns its length. */
static size_t label_make(uint8_t *out, uint64_t i, uint64_t salt)
{
	static const char consonants[] = "bcdfghjklmnprstvz", vowels[] = "aeiou";
	uint64_t h = mix(i * 2 + salt * 1000003);
	size_t n = 0;
	for (unsigned k = 0; k < 1 + h % 4; k++) {
		unsigned s = (unsigned)(h >> (7 * k)) % 85;
		out[n++] = (uint8_t)consonants[s / 5];
		out[n++] = (uint8_t)vowels[s % 5];
	}
	char digits[24];
	int d = snprintf(digits, sizeof(digits), "%s%llx", h & 0x100000000 ? "-" : "",
	                 (unsigned long long)i);
	memcpy(out + n, digits, (size_t)d);
	return n + (size_t)d;
}

struct feed {
	VEC(struct zone_record) records;
	uint8_t *octets;
	size_t used;
	uint8_t apex[8];
	size_t apex_len;
};

static uint8_t *octets_put(struct feed *f, const void *data, size_t len)
{
	uint8_t *at = f->octets + f->used;
	memcpy(at, data, len);
	f->used += len;
	return at;
}

static void record_put(struct feed *f, const uint8_t *owner, uint16_t type, const void *rdata,
                       size_t len)
{
	struct zone_record r = {owner, span_of(rdata, len), 3600, type};
	VEC_PUSH(&f->records, r);
}

/* prefix, one label, suffix: a name in the feed's memory */
static uint8_t *name_put(struct feed *f, const char *prefix, uint64_t i, uint64_t salt,
                         const uint8_t *suffix, size_t suffix_len, size_t *len)
{
	uint8_t label[64];
	uint8_t n = (uint8_t)label_make(label, i, salt);
	uint8_t *at = octets_put(f, prefix, strlen(prefix));
	octets_put(f, &n, 1);
	octets_put(f, label, n);
	octets_put(f, suffix, suffix_len);
	*len = (size_t)(f->octets + f->used - at);
	return at;
}

static void feed_begin(struct feed *f, const uint8_t *apex, size_t names)
{
	static const uint8_t soa[] = {1,  'a', 0, 1, 'b', 0, 0,  0,   0, 1, 0, 0, 28,
	                              32, 0,   0, 3, 132, 0, 18, 117, 0, 0, 0, 3, 132};
	f->octets = mem_alloc(names * 320 + 4096);
	f->apex_len = name_len(apex);
	memcpy(f->apex, apex, f->apex_len);
	record_put(f, f->apex, RR_SOA, soa, sizeof(soa));
	record_put(f, f->apex, RR_NS, "\1a", 3);
}

/* A cut with `hosts` name servers; glue: below the cut, with addresses. */
static void cut_put(struct feed *f, uint64_t i, unsigned hosts, bool glue)
{
	size_t len, host_len;
	uint8_t *owner = name_put(f, "", i, 0, f->apex, f->apex_len, &len);
	uint8_t *host[4];
	for (unsigned k = 0; k < hosts; k++) {
		char prefix[8];
		snprintf(prefix, sizeof(prefix), "\3ns%u", k + 1);
		if (glue) {
			host[k] = octets_put(f, prefix, 4);
			octets_put(f, owner, len);
			host_len = 4 + len;
		} else {
			host[k] = name_put(f, prefix, mix(i) % 5000, 9,
			                   (const uint8_t *)"\7example", 9, &host_len);
		}
		record_put(f, owner, RR_NS, host[k], host_len);
	}
	for (unsigned k = 0; glue && k < hosts; k++) {
		uint8_t address[16] = {
			0x20,      1, 0xd, 0xb8, (uint8_t)i, (uint8_t)(i >> 8), (uint8_t)(i >> 16),
			(uint8_t)k};
		record_put(f, host[k], RR_A, octets_put(f, address + 4, 4), 4);
		if (hosts > 2)
			record_put(f, host[k], RR_AAAA, octets_put(f, address, 16), 16);
	}
}

static struct zone_version *build(struct feed *f)
{
	struct zone_version *v = NULL;
	struct zone_builder *b = zone_builder_new(f->apex);
	int64_t t0 = clock_mono().ns;
	zone_builder_add_batch(b, f->records.items, f->records.count);
	int64_t t1 = clock_mono().ns;
	if (zone_builder_finish(b, &v) != OK)
		abort();
	int64_t t2 = clock_mono().ns;
	zone_builder_free(b);
	printf("build: %llu records, %llu names; add %.3f s, finish %.3f s, %.0f ns/record; "
	       "%.1f octets/record\n",
	       (unsigned long long)v->record_count, (unsigned long long)v->name_count,
	       (double)(t1 - t0) / 1e9, (double)(t2 - t1) / 1e9,
	       (double)(t2 - t0) / (double)v->record_count,
	       (double)zone_version_bytes(v) / (double)v->record_count);
	return v;
}

/* Queries: three in four for www below a delegation, one for a name that is not there. */
static void queries_make(struct feed *f, uint8_t (*wire)[QUERY_ROOM], struct answer_query *q,
                         size_t names, uint8_t *replies, bool edns)
{
	static const uint8_t opt[] = {0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0};
	for (size_t i = 0; i < QUERIES; i++) {
		uint64_t h = mix(i + 77);
		uint8_t *p = wire[i];
		memset(p, 0, QUERY_ROOM);
		p[1] = (uint8_t)i;
		p[5] = 1;
		p[11] = edns;
		size_t at = 12;
		if (h >> 32 & 3) {
			memcpy(p + at, "\3www", 4);
			at += 4;
			p[at] = (uint8_t)label_make(p + at + 1, h % names, 0);
		} else {
			p[at] = (uint8_t)label_make(p + at + 1, h % names, 5);
		}
		at += p[at] + 1u;
		memcpy(p + at, f->apex, f->apex_len);
		at += f->apex_len;
		p[at + 1] = RR_A;
		p[at + 3] = CLASS_IN;
		at += 4;
		if (edns) {
			memcpy(p + at, opt, sizeof(opt));
			at += sizeof(opt);
		}
		q[i] = (struct answer_query){
			.query = span_of(p, at),
			.reply = replies + (i % ANSWER_BATCH) * REPLY_ROOM,
			.reply_cap = REPLY_ROOM,
		};
	}
}

static void measure(struct zone_table *table, struct answer_query *q, size_t batch)
{
	struct answer_options options = {.udp_max = REPLY_ROOM};
	struct answer_scratch *s = answer_scratch_new();
	int fd = instructions_open();
	uint64_t octets = 0, best_ns = UINT64_MAX, instructions = 0;
	for (unsigned r = 0; r < ROUNDS; r++) {
		uint64_t i0 = instructions_read(fd);
		int64_t t0 = clock_mono().ns;
		for (size_t i = 0; i < QUERIES; i += batch)
			answer_batch(s, table, &options, q + i, batch);
		best_ns = MIN_OF(best_ns, (uint64_t)(clock_mono().ns - t0));
		instructions = instructions_read(fd) - i0;
	}
	for (size_t i = 0; i < QUERIES; i++)
		octets += q[i].reply_len;
	printf("  batches of %2zu: %4.0f ns/answer, %.0f instructions, %.0f octets\n", batch,
	       (double)best_ns / QUERIES, (double)instructions / QUERIES, (double)octets / QUERIES);
	if (fd >= 0)
		close(fd);
	answer_scratch_free(s);
}

/* What tests/bench/answer_instructions counts: the same work each time. */
static const struct {
	const char *name;
	size_t names;
	bool root_like, edns;
} cases[] = {
	{"root", 1500, true, false},
	{"root-edns", 1500, true, true},
	{"tld", 20000, false, false},
	{"tld-edns", 20000, false, true},
};
enum { COUNTED = 16384, COUNTED_BATCH = 16 };

static void count(struct zone_table *table, struct answer_query *q)
{
	struct answer_options options = {.udp_max = REPLY_ROOM};
	struct answer_scratch *s = answer_scratch_new();
	for (size_t i = 0; i < COUNTED; i += COUNTED_BATCH)
		answer_batch(s, table, &options, q + i, COUNTED_BATCH);
	printf("%d\n", COUNTED);
	answer_scratch_free(s);
}

/* counted: EDNS or not; -1: measure time instead */
static void run(const char *title, const uint8_t *apex, size_t names, bool root_like, int counted)
{
	struct feed f = {.used = 0};
	feed_begin(&f, apex, names);
	for (size_t i = 0; i < names; i++)
		cut_put(&f, i, root_like ? 4 : 2, root_like || i % 20 == 0);
	printf("%s\n", title);
	struct zone_slot *slot = slot_new(1, apex);
	if (slot_publish(slot, build(&f)) != NULL)
		abort();
	VEC_FREE(&f.records);
	mem_free(f.octets);
	struct zone_table *table = zone_table_new(&slot, 1);
	uint8_t(*wire)[QUERY_ROOM] = mem_calloc(QUERIES, QUERY_ROOM);
	struct answer_query *q = mem_calloc(QUERIES, sizeof(*q));
	uint8_t *replies = mem_calloc(ANSWER_BATCH, REPLY_ROOM);
	queries_make(&f, wire, q, names, replies, counted != 0);
	if (counted >= 0) {
		count(table, q);
	} else {
		measure(table, q, 1);
		measure(table, q, 16);
		measure(table, q, 64);
	}
	mem_free(replies);
	mem_free(q);
	mem_free(wire);
	zone_table_free(table);
	slot_free(slot);
}

static int run_case(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (strcmp(cases[i].name, name) != 0)
			continue;
		run(name, (const uint8_t *)(cases[i].root_like ? "" : "\3tld"), cases[i].names,
		    cases[i].root_like, cases[i].edns);
		return 0;
	}
	fprintf(stderr, "no case '%s'\n", name);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "--case") == 0)
		return run_case(argv[2]);
	if (argc > 1 && strcmp(argv[1], "--cases") == 0) {
		for (size_t i = 0; i < ARRAY_LEN(cases); i++)
			printf("%s\n", cases[i].name);
		return 0;
	}
	size_t names = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	run("root-like, 1500 delegations with glue", (const uint8_t *)"", 1500, true, -1);
	run("TLD-like", (const uint8_t *)"\3tld", names, false, -1);
	return 0;
}
