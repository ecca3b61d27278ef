/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ChaCha20 generator with fast key erasure: each refill makes 16 blocks, the first 32 octets of
 * which become the next key, so that a read of the state later reveals nothing given out before.
 * Invariant: state lives in a page marked MADV_WIPEONFORK; `ready` reads 0 in a child.
 */

#include "base/rand.h"

#include "base/mem.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

enum { BLOCK = 64, BLOCKS = 16, KEY = 32, RESEED_AFTER = 1 << 14 };

struct generator {
	uint32_t ready;
	uint32_t refills;
	uint32_t replaying;
	size_t used; /* octets of pool given out */
	uint8_t key[KEY];
	uint8_t pool[BLOCK * BLOCKS];
};

static __thread struct generator *mine;
static pthread_key_t cleanup_key;
static pthread_once_t cleanup_once = PTHREAD_ONCE_INIT;

static inline uint32_t rotate(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

#define QUARTER(a, b, c, d)                                                                        \
	do {                                                                                       \
		a += b;                                                                            \
		d = rotate(d ^ a, 16);                                                             \
		c += d;                                                                            \
		b = rotate(b ^ c, 12);                                                             \
		a += b;                                                                            \
		d = rotate(d ^ a, 8);                                                              \
		c += d;                                                                            \
		b = rotate(b ^ c, 7);                                                              \
	} while (0)

/* One ChaCha20 block (RFC 8439 section 2.3) with an all-zero nonce. */
static void chacha_block(uint8_t out[BLOCK], const uint8_t key[KEY], uint32_t counter)
{
	uint32_t in[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
	memcpy(&in[4], key, KEY);
	in[12] = counter;
	uint32_t x[16];
	memcpy(x, in, sizeof(x));
	for (int i = 0; i < 10; i++) {
		QUARTER(x[0], x[4], x[8], x[12]);
		QUARTER(x[1], x[5], x[9], x[13]);
		QUARTER(x[2], x[6], x[10], x[14]);
		QUARTER(x[3], x[7], x[11], x[15]);
		QUARTER(x[0], x[5], x[10], x[15]);
		QUARTER(x[1], x[6], x[11], x[12]);
		QUARTER(x[2], x[7], x[8], x[13]);
		QUARTER(x[3], x[4], x[9], x[14]);
	}
	for (int i = 0; i < 16; i++)
		x[i] += in[i];
	memcpy(out, x, BLOCK);
}

static void kernel_octets(void *out, size_t len)
{
	uint8_t *p = out;
	while (len > 0) {
		ssize_t n = getrandom(p, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			mem_exhausted(len);
		p += n;
		len -= (size_t)n;
	}
}

static void release(void *state)
{
	mem_wipe(state, sizeof(struct generator));
	munmap(state, sizeof(struct generator));
}

static void make_cleanup_key(void)
{
	pthread_key_create(&cleanup_key, release);
}

static struct generator *obtain(void)
{
	if (LIKELY(mine != NULL))
		return mine;
	pthread_once(&cleanup_once, make_cleanup_key);
	void *page = mmap(NULL, sizeof(struct generator), PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		mem_exhausted(sizeof(struct generator));
	/* A kernel without it (before 4.14) is not one we run on; without the mark a child would
	 * repeat its parent's numbers, so refuse to go on. */
	if (madvise(page, sizeof(struct generator), MADV_WIPEONFORK) != 0)
		mem_exhausted(sizeof(struct generator));
	pthread_setspecific(cleanup_key, page);
	mine = page;
	return mine;
}

static void refill(struct generator *g)
{
	if (!g->ready || (!g->replaying && g->refills >= RESEED_AFTER)) {
		kernel_octets(g->key, KEY);
		g->ready = 1;
		g->refills = 0;
	}
	for (uint32_t i = 0; i < BLOCKS; i++)
		chacha_block(g->pool + (size_t)i * BLOCK, g->key, i);
	memcpy(g->key, g->pool, KEY);
	memset(g->pool, 0, KEY);
	g->used = KEY;
	g->refills++;
}

void rand_octets(void *out, size_t len)
{
	struct generator *g = obtain();
	uint8_t *p = out;
	while (len > 0) {
		if (UNLIKELY(!g->ready || g->used == sizeof(g->pool)))
			refill(g);
		size_t n = MIN_OF(len, sizeof(g->pool) - g->used);
		memcpy(p, g->pool + g->used, n);
		memset(g->pool + g->used, 0, n);
		g->used += n;
		p += n;
		len -= n;
	}
}

uint16_t rand_u16(void)
{
	uint16_t v;
	rand_octets(&v, sizeof(v));
	return v;
}

uint32_t rand_u32(void)
{
	uint32_t v;
	rand_octets(&v, sizeof(v));
	return v;
}

uint64_t rand_u64(void)
{
	uint64_t v;
	rand_octets(&v, sizeof(v));
	return v;
}

uint32_t rand_below(uint32_t bound)
{
	uint32_t reject = -bound % bound;
	uint32_t v;
	do {
		v = rand_u32();
	} while (v < reject);
	return v % bound;
}

void rand_replay(uint64_t seed)
{
	struct generator *g = obtain();
	memset(g, 0, sizeof(*g));
	if (seed == 0)
		return;
	memcpy(g->key, &seed, sizeof(seed));
	g->ready = 1;
	g->replaying = 1;
	g->used = sizeof(g->pool);
}
