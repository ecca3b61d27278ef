/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The database of all journals and the thread that writes it.  Whoever wants something written
 * queues a request and waits.  The thread takes all that wait, carries them out in one turn,
 * commits once and acknowledges each: while it commits the next ones gather, so a burst costs one
 * sync, and a lone request waits for nobody.
 *
 * Invariant: a turn that is committed holds whole requests only.  A request that fails ends the
 * turn; the others are carried out again without it.
 */

#include "server/journal/journal.h"

#include "base/background.h"
#include "base/list.h"
#include "build_config.h"
#include "server/journal/chain.h"
#include "store/format.h"
#include "store/store_lmdb.h"

enum { BATCH_MAX = 64 };

struct request {
	struct list link;
	enum err (*run)(struct store *s, void *arg);
	void *arg;
	enum err result;
	bool done;
};

struct journal {
	struct store *store;
	pthread_mutex_t store_lock; /* one turn at a time */
	struct background writer;
	pthread_cond_t served;
	struct list queue; /* under the writer's lock */
	bool read_only;
};

static const struct store_format format = {
	.kind = "journal", .number = CHAIN_FORMAT, .version = BOWLINE_VERSION};

/* Carry out requests in one turn; the index of one that failed, or count. */
static size_t turn_run(struct journal *j, struct request **batch, size_t count)
{
	enum err e = store_begin(j->store, STORE_WRITE);
	size_t i = 0;
	for (; i < count && e == OK; i++) {
		if (batch[i]->result != OK)
			continue;
		e = batch[i]->run(j->store, batch[i]->arg);
		if (e != OK)
			break;
	}
	if (e != OK) {
		store_abort(j->store);
		/* Beginning failed for all, running for one. */
		for (size_t k = i < count ? i : 0; k < (i < count ? i + 1 : count); k++)
			batch[k]->result = e;
		return i;
	}
	e = store_commit(j->store);
	for (size_t k = 0; k < count && e != OK; k++)
		batch[k]->result = batch[k]->result == OK ? e : batch[k]->result;
	return count;
}

static void batch_run(struct journal *j, struct request **batch, size_t count)
{
	pthread_mutex_lock(&j->store_lock);
	while (turn_run(j, batch, count) < count)
		continue;
	pthread_mutex_unlock(&j->store_lock);
}

static void write_requests(void *arg)
{
	struct journal *j = arg;
	struct request *batch[BATCH_MAX];
	pthread_mutex_lock(&j->writer.lock);
	while (!j->writer.ending || !list_is_empty(&j->queue)) {
		size_t count = 0;
		if (list_is_empty(&j->queue)) {
			background_wait(&j->writer);
			continue;
		}
		while (count < BATCH_MAX && !list_is_empty(&j->queue)) {
			struct request *r = LIST_ITEM(j->queue.next, struct request, link);
			list_remove(&r->link);
			batch[count++] = r;
		}
		pthread_mutex_unlock(&j->writer.lock);
		batch_run(j, batch, count);
		pthread_mutex_lock(&j->writer.lock);
		for (size_t i = 0; i < count; i++)
			batch[i]->done = true;
		pthread_cond_broadcast(&j->served);
	}
	pthread_mutex_unlock(&j->writer.lock);
}

enum err journal_open(struct journal **out, const struct journal_options *options,
                      struct text *error)
{
	const struct store_lmdb_options lmdb = {
		.path = options->path,
		.max_size = options->max_size,
		.durability = options->robust ? STORE_ROBUST : STORE_ASYNCHRONOUS,
		.read_only = options->read_only,
	};
	struct store *store;
	TRY(store_lmdb_open(&store, &lmdb, error));
	enum err e = store_format_check(store, &format, error);
	if (e != OK) {
		store_close(store);
		return e;
	}
	struct journal *j = mem_zalloc(sizeof(*j));
	j->store = store;
	j->read_only = options->read_only;
	pthread_mutex_init(&j->store_lock, NULL);
	pthread_cond_init(&j->served, NULL);
	list_init(&j->queue);
	background_init(&j->writer);
	if (!j->read_only)
		background_start(&j->writer, "journal writer", write_requests, j);
	*out = j;
	return OK;
}

void journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	background_end(&j->writer);
	store_close(j->store);
	pthread_cond_destroy(&j->served);
	pthread_mutex_destroy(&j->store_lock);
	mem_free(j);
}

static enum err write_wait(struct journal *j, enum err (*run)(struct store *s, void *arg),
                           void *arg)
{
	struct request r = {.run = run, .arg = arg};
	if (j->read_only)
		return E_PERM;
	pthread_mutex_lock(&j->writer.lock);
	list_append(&j->queue, &r.link);
	background_wake(&j->writer);
	while (!r.done)
		pthread_cond_wait(&j->served, &j->writer.lock);
	pthread_mutex_unlock(&j->writer.lock);
	return r.result;
}

/* What is to be written; members by request. */
struct write_args {
	const uint8_t *zone;
	const struct zone_changeset *changes;
	const struct zone_records *records;
	const struct journal_limits *limits;
	struct serial serial;
	int64_t now_s;
};

static enum err run_insert(struct store *s, void *arg)
{
	const struct write_args *a = arg;
	return chain_insert(s, a->zone, a->changes, a->limits, a->now_s);
}

static enum err run_put_zone(struct store *s, void *arg)
{
	const struct write_args *a = arg;
	return chain_put_zone(s, a->zone, a->records, a->limits, a->now_s);
}

static enum err run_flushed(struct store *s, void *arg)
{
	const struct write_args *a = arg;
	return chain_flushed(s, a->zone, a->serial);
}

static enum err run_purge(struct store *s, void *arg)
{
	const struct write_args *a = arg;
	return chain_delete(s, a->zone);
}

enum err journal_insert(struct journal *j, const uint8_t *zone, const struct zone_changeset *c,
                        const struct journal_limits *limits, int64_t now_s)
{
	struct write_args a = {.zone = zone, .changes = c, .limits = limits, .now_s = now_s};
	return write_wait(j, run_insert, &a);
}

enum err journal_put_zone(struct journal *j, const uint8_t *zone,
                          const struct zone_records *records, const struct journal_limits *limits,
                          int64_t now_s)
{
	struct write_args a = {.zone = zone, .records = records, .limits = limits, .now_s = now_s};
	enum err e = write_wait(j, run_put_zone, &a);
	if (e != E_SPACE)
		return e;
	/* What is stored is not the zone any more. */
	TRY(write_wait(j, run_purge, &a));
	return E_SPACE;
}

enum err journal_flushed(struct journal *j, const uint8_t *zone, struct serial serial)
{
	struct write_args a = {.zone = zone, .serial = serial};
	return write_wait(j, run_flushed, &a);
}

enum err journal_purge(struct journal *j, const uint8_t *zone)
{
	struct write_args a = {.zone = zone};
	return write_wait(j, run_purge, &a);
}

static enum err read_begin(struct journal *j)
{
	pthread_mutex_lock(&j->store_lock);
	enum err e = store_begin(j->store, STORE_READ);
	if (e != OK)
		pthread_mutex_unlock(&j->store_lock);
	return e;
}

static void read_end(struct journal *j)
{
	store_abort(j->store);
	pthread_mutex_unlock(&j->store_lock);
}

enum err journal_info(struct journal *j, const uint8_t *zone, struct journal_info *info)
{
	TRY(read_begin(j));
	enum err e = chain_info(j->store, zone, info);
	read_end(j);
	return e;
}

enum err journal_read(struct journal *j, const uint8_t *zone, struct serial from,
                      journal_each_fn each, void *ctx)
{
	TRY(read_begin(j));
	enum err e = chain_read(j->store, zone, from, each, ctx);
	read_end(j);
	return e;
}

enum err journal_read_zone(struct journal *j, const uint8_t *zone, struct zone_records *records,
                           int64_t *stored_s)
{
	struct chain_meta m;
	TRY(read_begin(j));
	enum err e = chain_meta_get(j->store, zone, &m);
	if (e == OK && !m.has_zone)
		e = E_NOTFOUND;
	if (e == OK) {
		*stored_s = m.zone_stored_s;
		e = chain_zone_get(j->store, zone, records);
	}
	read_end(j);
	return e;
}

enum err journal_zones(struct journal *j, enum err (*each)(void *ctx, const uint8_t *zone),
                       void *ctx)
{
	struct name name;
	TRY(read_begin(j));
	enum err e = chain_next_zone(j->store, NULL, &name);
	while (e == OK) {
		e = each(ctx, name.wire);
		if (e == OK)
			e = chain_next_zone(j->store, name.wire, &name);
	}
	read_end(j);
	return e == E_NOTFOUND ? OK : e;
}

enum err journal_usage(struct journal *j, uint64_t *used, uint64_t *limit)
{
	struct store_usage usage;
	TRY(read_begin(j));
	enum err e = store_usage(j->store, &usage);
	read_end(j);
	*used = usage.used;
	*limit = usage.limit;
	return e;
}
