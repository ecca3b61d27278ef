/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What DNSSEC costs beside its cryptography: hashing names for NSEC3, making the octets that are
 * signed as a share of a P-256 signature, and signing in batches on several threads.
 *
 * usage: bench_sec [MILLISECONDS]      (per figure; default 1000)
 */

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "dns/rrtype.h"
#include "sec/nsec3.h"
#include "sec/rrsig.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	NAMES = 1024,
	TURNS = 200,
	WARM_UP = 64,
	DEFAULT_MS = 1000,
	BATCH = 2048,
	THREADS_MAX = 4,
	SET = 13
};

static void must(bool good)
{
	if (!good)
		abort();
}

/* Anything that takes an argument `count` times. */
typedef void work_fn(void *arg, int count);

/* Nanoseconds of one, the least of many turns: what else runs on the core only adds. */
static double cost(work_fn *work, void *arg, int ms)
{
	int64_t begin = clock_mono().ns;
	work(arg, WARM_UP);
	double least = (double)(clock_mono().ns - begin) / WARM_UP;
	int count = (int)((double)ms * 1e6 / (TURNS * least)) + 1;
	for (size_t i = 0; i < TURNS; i++) {
		begin = clock_mono().ns;
		work(arg, count);
		double once = (double)(clock_mono().ns - begin) / count;
		least = once < least ? once : least;
	}
	return least;
}

/* ---- NSEC3 ---- */

struct hashing {
	struct name names[NAMES];
	struct nsec3_params params;
	unsigned sum; /* so that nothing is optimised away */
};

static void hash_names(void *arg, int count)
{
	struct hashing *h = arg;
	uint8_t hash[NSEC3_HASH_LEN];
	for (int i = 0; i < count; i++) {
		nsec3_name_hash(hash, &h->params, h->names[i % NAMES].wire);
		h->sum += hash[0];
	}
}

static void bench_nsec3(int ms)
{
	static struct hashing h;
	for (int i = 0; i < NAMES; i++) {
		char text[48];
		snprintf(text, sizeof(text), "host%04d.example.com.", i);
		must(name_parse_str(&h.names[i], text) == OK);
	}
	static const struct {
		uint16_t iterations;
		uint8_t salt;
	} rows[] = {{0, 0}, {0, 8}, {10, 0}, {50, 8}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		h.params = (struct nsec3_params){.algorithm = NSEC3_SHA1,
		                                 .iterations = rows[i].iterations,
		                                 .salt = span_of("saltsalt", rows[i].salt)};
		double ns = cost(hash_names, &h, ms);
		printf("nsec3 hash, %u iterations, %u octets of salt: %.1f ns", rows[i].iterations,
		       rows[i].salt, ns);
		if (i == 0)
			printf("   at most 60: %s", ns <= 60 ? "met" : "NOT MET");
		printf("\n");
	}
	must(h.sum != 1);
}

/* ---- the octets that are signed ---- */

struct signing {
	struct rrsig_maker maker;
	struct rrset set;
	struct crypto_signer *signer;
	uint8_t head[64];
	size_t head_len;
};

static void sign_octets(void *arg, int count)
{
	struct signing *s = arg;
	uint8_t signature[CRYPTO_SIGNATURE_MAX_LEN];
	for (int i = 0; i < count; i++)
		must(crypto_sign(s->signer, canonical_octets(&s->maker.memory), signature) == OK);
}

/* All of the making of a signature but the cryptography. */
static void make_octets(void *arg, int count)
{
	struct signing *s = arg;
	for (int i = 0; i < count; i++) {
		canonical_reset(&s->maker.memory);
		canonical_put(&s->maker.memory, span_of(s->head, s->head_len));
		canonical_put_set(&s->maker.memory, &s->set, s->set.owner, s->set.ttl);
	}
}

static void make_signatures(void *arg, int count)
{
	struct signing *s = arg;
	uint8_t octets[512];
	for (int i = 0; i < count; i++) {
		struct wire_writer w = wire_writer_of(octets, sizeof(octets));
		must(rrsig_write(&w, &s->maker, &s->set) == OK);
	}
}

static void bench_octets(struct signing *s, struct arena *arena, size_t records, int ms)
{
	struct name owner;
	uint8_t rdata[64];
	must(name_parse_str(&owner, "Www.Example.COM.") == OK);
	s->set = (struct rrset){.owner = owner.wire, .type = RR_NS, .class_ = CLASS_IN, .ttl = 60};
	for (size_t i = 0; i < records; i++) {
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		/* Last first, so that there is something to sort. */
		char text[48];
		struct name target;
		snprintf(text, sizeof(text), "ns%02zu.Example.net.", records - i);
		must(name_parse_str(&target, text) == OK);
		wire_write_octets(&w, target.wire, target.len);
		must(rrset_add(&s->set, arena, wire_written(&w)) == OK);
	}
	double octets = cost(make_octets, s, ms), bare = cost(sign_octets, s, ms);
	double whole = cost(make_signatures, s, ms);
	printf("octets to sign, %zu records: %.0f ns, P-256 signature %.0f ns: %.1f %%   at most "
	       "10: %s; rrsig_write %.0f ns\n",
	       records, octets, bare, 100 * octets / bare, octets <= bare / 10 ? "met" : "NOT MET",
	       whole);
}

/* ---- batches ---- */

static void bench_batch(uint8_t algorithm, const char *word)
{
	static uint8_t signatures[BATCH][CRYPTO_SIGNATURE_MAX_LEN];
	static struct crypto_sign_job jobs[BATCH];
	static uint8_t data[BATCH][200];
	struct crypto_key *key;
	double one = 0;
	must(crypto_key_generate(&key, algorithm, 0) == OK);
	for (size_t i = 0; i < BATCH; i++)
		jobs[i] = (struct crypto_sign_job){.data = span_of(data[i], sizeof(data[i])),
		                                   .signature = signatures[i]};
	printf("batches of %d, %s:", BATCH, word);
	for (unsigned threads = 1; threads <= THREADS_MAX; threads *= 2) {
		double best = 0;
		for (int round = 0; round < 5; round++) {
			int64_t begin = clock_mono().ns;
			must(crypto_sign_batch(key, NULL, jobs, BATCH, threads) == OK);
			double rate = BATCH * 1e9 / (double)(clock_mono().ns - begin);
			best = rate > best ? rate : best;
		}
		one = threads == 1 ? best : one;
		printf("  %u thread%s %.0f/s (%.2f x)", threads, threads > 1 ? "s" : "", best,
		       best / one);
	}
	printf("\n");
	crypto_key_unref(key);
}

int main(int argc, char **argv)
{
	int ms = argc > 1 ? atoi(argv[1]) : DEFAULT_MS;
	struct signing s = {0};
	struct arena arena;
	struct crypto_key *key;
	struct name zone;
	arena_init(&arena, 0);
	bench_nsec3(ms);
	must(name_parse_str(&zone, "example.com.") == OK);
	must(crypto_key_generate(&key, CRYPTO_ECDSAP256, 0) == OK &&
	     crypto_signer_new(&s.signer, key, NULL) == OK);
	s.maker = (struct rrsig_maker){.zone = zone.wire,
	                               .algorithm = CRYPTO_ECDSAP256,
	                               .signature_len = crypto_key_signature_len(key),
	                               .signer = s.signer};
	s.head_len = RRSIG_HEAD_LEN + zone.len;
	memcpy(s.head + RRSIG_HEAD_LEN, zone.wire, zone.len);
	bench_octets(&s, &arena, 1, ms);
	bench_octets(&s, &arena, 4, ms);
	bench_octets(&s, &arena, SET, ms);
	canonical_deinit(&s.maker.memory);
	crypto_signer_free(s.signer);
	crypto_key_unref(key);
	bench_batch(CRYPTO_ECDSAP256, "P-256");
	bench_batch(CRYPTO_ED25519, "Ed25519");
	bench_batch(CRYPTO_RSASHA256, "RSA-2048");
	arena_deinit(&arena);
	return 0;
}
