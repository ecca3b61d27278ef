/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store's cost over bare LMDB: puts in turns of 64 and gets, each measured both ways on the
 * same kind of environment.  Short runs of either alternate, so that what else the machine does
 * falls on both; prints the middle of their costs and of their ratios.
 */

#include "base/clock.h"
#include "base/mem.h"
#include "base/wire.h"
#include "store/store_lmdb.h"

#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ENTRIES = 196608,
	TURN = 64,
	CHUNK = 2048,
	CHUNKS = ENTRIES / CHUNK,
	ROUNDS = 5,
	KEY_LEN = 26,
	VALUE_LEN = 40,
	MAP = 256 << 20
};

static void key_of(uint8_t key[KEY_LEN], uint32_t i)
{
	/* Spread over the tree, as names are. */
	memset(key, 'k', KEY_LEN);
	wire_set_u32(key, i * UINT32_C(2654435761));
}

static void must(bool good)
{
	if (!good)
		abort();
}

static double ours_put(struct store *s, uint32_t from)
{
	uint8_t key[KEY_LEN], value[VALUE_LEN] = {0};
	int64_t begin = clock_mono().ns;
	for (uint32_t i = from; i < from + CHUNK; i += TURN) {
		must(store_begin(s, STORE_WRITE) == OK);
		for (uint32_t k = i; k < i + TURN; k++) {
			key_of(key, k);
			must(store_put(s, span_of(key, KEY_LEN), span_of(value, VALUE_LEN)) == OK);
		}
		must(store_commit(s) == OK);
	}
	return (double)(clock_mono().ns - begin) / CHUNK;
}

static double ours_get(struct store *s, uint32_t from)
{
	uint8_t key[KEY_LEN];
	struct span v;
	int64_t begin = clock_mono().ns;
	for (uint32_t i = from; i < from + CHUNK; i += TURN) {
		must(store_begin(s, STORE_READ) == OK);
		for (uint32_t k = i; k < i + TURN; k++) {
			key_of(key, k);
			must(store_get(s, span_of(key, KEY_LEN), &v) == OK);
		}
		store_abort(s);
	}
	return (double)(clock_mono().ns - begin) / CHUNK;
}

static double raw_put(MDB_env *env, MDB_dbi dbi, uint32_t from)
{
	uint8_t key[KEY_LEN], value[VALUE_LEN] = {0};
	int64_t begin = clock_mono().ns;
	for (uint32_t i = from; i < from + CHUNK; i += TURN) {
		MDB_txn *txn;
		must(mdb_txn_begin(env, NULL, 0, &txn) == 0);
		for (uint32_t k = i; k < i + TURN; k++) {
			MDB_val kv = {KEY_LEN, key}, vv = {VALUE_LEN, value};
			key_of(key, k);
			must(mdb_put(txn, dbi, &kv, &vv, 0) == 0);
		}
		must(mdb_txn_commit(txn) == 0);
	}
	return (double)(clock_mono().ns - begin) / CHUNK;
}

static double raw_get(MDB_env *env, MDB_dbi dbi, uint32_t from)
{
	uint8_t key[KEY_LEN];
	MDB_txn *txn;
	must(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) == 0);
	mdb_txn_reset(txn);
	int64_t begin = clock_mono().ns;
	for (uint32_t i = from; i < from + CHUNK; i += TURN) {
		must(mdb_txn_renew(txn) == 0);
		for (uint32_t k = i; k < i + TURN; k++) {
			MDB_val kv = {KEY_LEN, key}, vv;
			key_of(key, k);
			must(mdb_get(txn, dbi, &kv, &vv) == 0);
		}
		mdb_txn_reset(txn);
	}
	double ns = (double)(clock_mono().ns - begin) / CHUNK;
	mdb_txn_abort(txn);
	return ns;
}

static MDB_env *raw_open(const char *path, MDB_dbi *dbi)
{
	MDB_env *env;
	MDB_txn *txn;
	mkdir(path, 0700);
	must(mdb_env_create(&env) == 0 && mdb_env_set_mapsize(env, MAP) == 0 &&
	     mdb_env_set_maxdbs(env, 2) == 0 &&
	     mdb_env_open(env, path, MDB_NOTLS | MDB_NOSYNC | MDB_WRITEMAP, 0600) == 0 &&
	     mdb_txn_begin(env, NULL, 0, &txn) == 0 &&
	     mdb_dbi_open(txn, "entries", MDB_CREATE, dbi) == 0 && mdb_txn_commit(txn) == 0);
	return env;
}

static void remove_folder(const char *path)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		char *file = mem_printf("%s/%s", path, files[i]);
		unlink(file);
		mem_free(file);
	}
	rmdir(path);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Costs of the same chunks both ways, next to each other in time. */
struct costs {
	double ours[ROUNDS * CHUNKS], raw[ROUNDS * CHUNKS], ratio[ROUNDS * CHUNKS];
	size_t count;
};

static void put_cost(struct costs *c, double ours, double raw)
{
	c->ours[c->count] = ours;
	c->raw[c->count] = raw;
	c->ratio[c->count++] = ours / raw;
}

static double middle(double *numbers, size_t count)
{
	qsort(numbers, count, sizeof(double), compare);
	return numbers[count / 2];
}

static void say(const char *what, struct costs *c, double bar)
{
	double ratio = middle(c->ratio, c->count);
	printf("%s: ours %.0f ns, LMDB %.0f ns, ratio %.2f   at most %.1f: %s\n", what,
	       middle(c->ours, c->count), middle(c->raw, c->count), ratio, bar,
	       ratio <= bar ? "met" : "NOT MET");
}

static void measure(const char *ours, const char *raw, struct costs *puts, struct costs *gets)
{
	struct store *s;
	MDB_dbi dbi;
	struct store_lmdb_options o = {.path = ours, .max_size = MAP, .durability = STORE_CACHE};
	must(store_lmdb_open(&s, &o, NULL) == OK);
	MDB_env *env = raw_open(raw, &dbi);
	for (uint32_t from = 0; from < ENTRIES; from += CHUNK) {
		double mine = ours_put(s, from);
		put_cost(puts, mine, raw_put(env, dbi, from));
	}
	for (uint32_t from = 0; from < ENTRIES; from += CHUNK) {
		double mine = ours_get(s, from);
		put_cost(gets, mine, raw_get(env, dbi, from));
	}
	store_close(s);
	mdb_env_close(env);
	remove_folder(ours);
	remove_folder(raw);
}

int main(void)
{
	static struct costs puts, gets;
	char *ours = mem_printf("/tmp/bowline-bench-ours-%d", (int)getpid());
	char *raw = mem_printf("/tmp/bowline-bench-raw-%d", (int)getpid());
	for (int round = 0; round < ROUNDS; round++)
		measure(ours, raw, &puts, &gets);
	say("put", &puts, 1.2);
	say("get", &gets, 1.1);
	mem_free(ours);
	mem_free(raw);
	return 0;
}
