/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The second level of the resolver's cache: what a name with one address costs to put, to get and
 * to keep.
 *
 *   bench_cache FOLDER [NAMES [NAMES_PER_TURN]]
 *
 * The folder gets a store of 512 MB at most; names come in random order, as clients ask for them.
 */
#include "base/clock.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "resolver/cache/rrcache.h"
#include "store/renewable.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const struct store_format format = {.kind = "cache", .number = 1, .version = "bench"};
static struct rrcache *cache;
static uint32_t count = 1000000, per_turn = 4;
static uint32_t *order;

static long resident_kb(void)
{
	long pages = 0, total;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f == NULL || fscanf(f, "%ld %ld", &total, &pages) != 2)
		pages = 0;
	if (f != NULL)
		fclose(f);
	return pages * sysconf(_SC_PAGESIZE) / 1024;
}

/* Of this process: others may be busy. */
static int64_t cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void shuffle(void)
{
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	for (uint32_t i = count; i > 1; i--) {
		uint32_t k = rand_below(i), t = order[i - 1];
		order[i - 1] = order[k];
		order[k] = t;
	}
}

/* A name of 26 octets, as in the cold-cache figures of the resolver. */
static void name_of(struct name *n, uint32_t i)
{
	char text[40];
	snprintf(text, sizeof(text), "host%07u.example0.com.", i);
	if (name_parse_str(n, text) != OK)
		abort();
}

static void put(uint32_t i, struct wall now)
{
	struct name n;
	uint8_t records[6] = {0, 4};
	wire_set_u32(records + 2, i);
	name_of(&n, i);
	const struct rrset set = {.owner = n.wire,
	                          .type = RR_A,
	                          .class_ = CLASS_IN,
	                          .ttl = 3600,
	                          .count = 1,
	                          .size = 6,
	                          .records = records};
	const struct cache_entry e = {
		.rank = CACHE_RANK_INDET, .count = 1, .ttl = 3600, .sets = &set};
	cache_put(cache, CACHE_KEY(CACHE_SET, n.wire, RR_A), now, &e);
}

static uint32_t get(uint32_t i, uint16_t type, struct arena *arena, struct wall now)
{
	struct name n;
	struct cache_entry e;
	name_of(&n, i);
	arena_reset(arena);
	return cache_get(cache, CACHE_KEY(CACHE_SET, n.wire, type), now, arena, &e);
}

static double each(const char *what, uint32_t (*work)(uint32_t, struct arena *, struct wall))
{
	struct arena arena;
	struct wall now = clock_wall();
	uint32_t sum = 0;
	arena_init(&arena, 0);
	shuffle();
	int64_t start = cpu_ns();
	for (uint32_t i = 0; i < count; i++) {
		sum += work(order[i], &arena, now);
		if (i % per_turn == 0)
			cache_turn_end(cache);
	}
	cache_turn_end(cache);
	double ns = (double)(cpu_ns() - start) / count;
	printf("%-22s %7.0f ns  (%u)\n", what, ns, sum);
	arena_deinit(&arena);
	return ns;
}

static uint32_t do_name(uint32_t i, struct arena *arena, struct wall now)
{
	struct name n;
	(void)arena;
	(void)now;
	name_of(&n, i);
	return n.len;
}

static uint32_t do_put(uint32_t i, struct arena *arena, struct wall now)
{
	(void)arena;
	put(i, now);
	return 1;
}

static uint32_t do_get(uint32_t i, struct arena *arena, struct wall now)
{
	return get(i, RR_A, arena, now);
}

static uint32_t do_miss(uint32_t i, struct arena *arena, struct wall now)
{
	return get(i, RR_AAAA, arena, now);
}

int main(int argc, char **argv)
{
	struct text why;
	struct renewable *file;
	struct cache_options options;
	struct cache_numbers n;
	if (argc < 2) {
		fprintf(stderr, "usage: bench_cache FOLDER [NAMES [NAMES_PER_TURN]]\n");
		return EXIT_FAILURE;
	}
	if (argc > 2)
		count = (uint32_t)strtoul(argv[2], NULL, 10);
	if (argc > 3)
		per_turn = (uint32_t)strtoul(argv[3], NULL, 10);
	order = calloc(count, sizeof(*order));
	const struct renewable_options o = {
		.path = argv[1], .max_size = 512 << 20, .format = &format};
	text_init(&why);
	if (order == NULL || count == 0 || per_turn == 0 || renewable_open(&file, &o, &why) != OK) {
		fprintf(stderr, "%s\n", why.len > 0 ? why.buf : "numbers must be above 0");
		return EXIT_FAILURE;
	}
	cache_options_init(&options);
	cache = cache_new(&options);
	cache_attach(cache, renewable_store(file));
	cache_clear(cache);
	each("making a name", do_name);
	long before = resident_kb();
	each("put", do_put);
	each("get", do_get);
	each("get, not there", do_miss);
	cache_get_numbers(cache, &n);
	printf("in the store           %7.1f octets a name\n", (double)n.bytes / count);
	printf("resident               %7.1f octets a name\n",
	       (double)(resident_kb() - before) * 1024 / count);
	printf("%lu entries, %lu lost\n", (unsigned long)n.entries, (unsigned long)n.lost);
	cache_free(cache);
	renewable_close(file);
	text_deinit(&why);
	free(order);
	return EXIT_SUCCESS;
}
