/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signing a zone of many names, ECDSA P-256 and NSEC3: the rate of the signing stage beside the
 * library's own, and what one change costs.  bench_sign [names [threads]]
 */
#include "base/clock.h"
#include "base/mem.h"
#include "dns/rrtype.h"
#include "server/sign/due.h"
#include "server/sign/gate.h"
#include "server/sign/sign.h"
#include "server/sign/sigs.h"
#include "server/zone/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RAW_JOBS = 40000, RAW_LEN = 120, CHANGES = 200 };

static const uint8_t apex[] = "\7example";

static void must(enum err e, const char *what)
{
	if (e != OK) {
		fprintf(stderr, "%s: %s\n", what, err_text(e));
		exit(1);
	}
}

static double seconds(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t name_write(uint8_t *out, unsigned i)
{
	char label[16];
	int len = snprintf(label, sizeof(label), "h%u", i);
	out[0] = (uint8_t)len;
	memcpy(out + 1, label, (size_t)len);
	memcpy(out + 1 + len, apex, sizeof(apex));
	return (size_t)len + 1 + sizeof(apex);
}

static struct zone_version *zone_make(unsigned names)
{
	static const uint8_t soa[] =
		"\1a\7example\0\1b\7example\0\0\0\0\1\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\54";
	struct zone_builder *b = zone_builder_new(apex);
	struct zone_record r = {
		.owner = apex, .type = RR_SOA, .ttl = 3600, .rdata = span_of(soa, sizeof(soa) - 1)};
	struct zone_version *v;
	uint8_t owner[32];
	zone_builder_add(b, &r);
	for (unsigned i = 0; i < names; i++) {
		const uint8_t address[4] = {192, 0, (uint8_t)(i >> 8), (uint8_t)i};
		name_write(owner, i);
		r = (struct zone_record){
			.owner = owner, .type = RR_A, .ttl = 300, .rdata = span_of(address, 4)};
		zone_builder_add(b, &r);
	}
	must(zone_builder_finish(b, &v), "zone");
	zone_builder_free(b);
	return v;
}

static double raw_rate(const struct crypto_key *pair, unsigned threads)
{
	static uint8_t data[RAW_LEN], signatures[RAW_JOBS][64];
	struct crypto_sign_job *jobs = mem_alloc(RAW_JOBS * sizeof(*jobs));
	for (size_t i = 0; i < RAW_JOBS; i++)
		jobs[i] = (struct crypto_sign_job){span_of(data, sizeof(data)), signatures[i]};
	double start = seconds(CLOCK_MONOTONIC);
	must(crypto_sign_batch(pair, NULL, jobs, RAW_JOBS, threads), "raw");
	double rate = RAW_JOBS / (seconds(CLOCK_MONOTONIC) - start);
	mem_free(jobs);
	return rate;
}

/* All signatures of a version whose chain is made: the stage alone. */
static double stage_rate(const struct zone_version *v, const struct sign_input *in)
{
	struct zone_changeset c = {.removed = {.count = 0}};
	const struct sigs_scope scope = {.version = v};
	struct sigs_result result;
	struct zone_iter *it = mem_alloc(sizeof(*it));
	double start = seconds(CLOCK_MONOTONIC);
	struct sigs *s = sigs_new(&scope, in, &c);
	zone_iter_init(it, v);
	for (const struct zone_node *n; (n = zone_next(it)) != NULL;)
		must(sigs_put(s, n), "stage");
	must(sigs_finish(s, &result), "stage");
	double rate = (double)result.made / (seconds(CLOCK_MONOTONIC) - start);
	zone_changeset_deinit(&c);
	mem_free(it);
	return rate;
}

static struct zone_version *change(struct zone_version *v, const struct sign_input *in, unsigned i)
{
	struct sign_result result;
	uint8_t owner[32];
	const uint8_t address[4] = {198, 51, 100, (uint8_t)i};
	struct zone_edit *e = zone_edit_new(v);
	name_write(owner, 10000000 + i);
	const struct zone_record r = {
		.owner = owner, .type = RR_A, .ttl = 300, .rdata = span_of(address, 4)};
	must(zone_edit_add(e, &r), "add");
	must(sign_change(e, v, in, &result), "change");
	must(result.is_whole ? E_FAILED : OK, "change of the whole");
	must(sign_apex(e, v, in, &result), "apex");
	must(sign_gate(zone_edit_view(e), in->now), "gate");
	struct zone_version *next = zone_edit_finish(e);
	zone_version_free(v);
	return next;
}

int main(int argc, char **argv)
{
	unsigned names = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 200000;
	unsigned threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 2;
	uint8_t rdata[100];
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	struct crypto_key *pair;
	struct arena arena;
	struct apex_records records = {
		.dnskey = {.owner = apex, .type = RR_DNSKEY, .class_ = CLASS_IN, .ttl = 3600},
		.cdnskey = {.owner = apex, .type = RR_CDNSKEY, .class_ = CLASS_IN},
		.cds = {.owner = apex, .type = RR_CDS, .class_ = CLASS_IN}};
	arena_init(&arena, 0);
	must(crypto_key_generate(&pair, CRYPTO_ECDSAP256, 0), "key");
	dnskey_rdata_write(&w, DNSKEY_ZONE | DNSKEY_SEP, CRYPTO_ECDSAP256, crypto_key_public(pair));
	must(rrset_add(&records.dnskey, &arena, wire_written(&w)), "key");
	const struct sign_key key = {pair, dnskey_tag(wire_written(&w)), CRYPTO_ECDSAP256, true,
	                             true};
	const struct sign_input in = {.keys = &key,
	                              .key_count = 1,
	                              .apex = &records,
	                              .policy = {.lifetime_s = 1209600,
	                                         .refresh_s = 7200,
	                                         .threads = threads,
	                                         .nsec3 = true},
	                              .now = clock_wall()};
	struct zone_version *v = zone_make(names);
	struct zone_edit *e = zone_edit_new(v);
	struct sign_result result;
	double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	must(sign_zone(e, NULL, &in, &result), "sign");
	must(sign_apex(e, NULL, &in, &result), "apex");
	printf("whole: %.2f s wall, %.2f s CPU\n", seconds(CLOCK_MONOTONIC) - wall,
	       seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
	struct zone_version *next = zone_edit_finish(e);
	zone_version_free(v);
	v = next;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned i = 0; i < CHANGES; i++)
		v = change(v, &in, i);
	printf("change: %.3f ms CPU\n", (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1000 / CHANGES);
	struct due_nodes due = {.list = {0}};
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	due_find(&due, v, in.now, INT64_MIN, false);
	printf("pass for signatures that end soon: %.1f ms CPU\n",
	       (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1000);
	/* In turn, so that a busy machine slows both; signatures of no key make all due. */
	double raw = 0, stage = 0;
	struct sign_key other = key;
	other.tag ^= 1;
	struct sign_input anew = in;
	anew.keys = &other;
	for (unsigned i = 0; i < 3; i++) {
		raw += raw_rate(pair, threads) / 3;
		stage += stage_rate(v, &anew) / 3;
	}
	printf("rate: library %.0f/s, stage %.0f/s, ratio %.2f\n", raw, stage, stage / raw);
	zone_version_free(v);
	crypto_key_unref(pair);
	arena_deinit(&arena);
	return 0;
}
