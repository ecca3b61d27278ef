/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scanning one file on several threads.
 *
 *   file   |--serial--|--chunk--|--chunk--|--chunk--|$ORIGIN ...
 *   slots                [0]       [1]       [2]      a ring; cut in order, consumed in order
 *
 * A chunk begins with a line that names its owner and holds no line that begins with "$", so that
 * all it takes from the text before it is the origin, $TTL and, rarely, the last TTL.  Workers scan
 * it in the belief that no parenthesis is open there.  The reading thread is the only one that
 * knows: it consumes chunks in order while the belief held, and else scans the place again itself,
 * with the reader's own scanner, which is at every moment in the state of a single one.
 *
 * Invariant: no slot is read or written by two threads at once; a slot's state changes under the
 * lock only.  The sink is called by the reading thread alone, without the lock.
 */
#include "zonefile/reader.h"

#include <pthread.h>

enum {
	CHUNK = 256 << 10,
	CUT_SEARCH = 4 * CHUNK, /* how far a chunk may grow in search of a line to end before */
	SERIAL_STEP = 64 << 10,
	THREADS_MAX = 16,
};

enum slot_state { SLOT_FREE, SLOT_QUEUED, SLOT_RUNNING, SLOT_DONE };

struct slot {
	enum slot_state state;
	const uint8_t *begin, *end;
	struct zf_state before; /* believed */
	struct zf_scan scan;
	struct zf_block *blocks; /* records, in order; scan.out is the last */
	struct zf_block *spare;  /* emptied blocks of earlier chunks */
	enum zf_end result;
};

struct pool {
	struct zf_reader *reader;
	pthread_mutex_t lock;
	pthread_cond_t work; /* a slot was queued, or quit */
	pthread_cond_t done; /* a slot was finished */
	bool quit;
	unsigned count; /* slots */
	unsigned first; /* oldest slot in use */
	unsigned used;
	const uint8_t *cut;  /* where the next chunk begins */
	const uint8_t *stop; /* a "$" line, or a place without lines to cut at: serial from there */
	pthread_t threads[THREADS_MAX];
	unsigned thread_count;
	struct slot slots[];
};

static struct zf_block *block_take(struct slot *slot)
{
	struct zf_block *b = slot->spare;
	if (b != NULL)
		slot->spare = b->next;
	else
		b = mem_alloc(sizeof(*b));
	zf_block_reset(b);
	return b;
}

/* A worker's flush: keep the block, go on in another. */
static enum err keep(struct zf_scan *s)
{
	struct zf_block *next = block_take(s->flush_arg);
	s->out->next = next;
	s->out = next;
	return OK;
}

static void slot_scan(struct slot *slot)
{
	struct zf_scan *s = &slot->scan;
	slot->blocks = s->out = block_take(slot);
	s->state = slot->before;
	s->reports = 0;
	s->used_last_ttl = s->saw_ttl = false;
	s->owner_at = NULL;
	s->flush_err = OK;
	zf_scan_set(s, slot->begin, slot->end, 0);
	slot->result = zf_scan_run(s, slot->end);
}

/* Give a chunk's blocks back to its slot. */
static void slot_clear(struct slot *slot)
{
	while (slot->blocks != NULL) {
		struct zf_block *b = slot->blocks;
		slot->blocks = b->next;
		b->next = slot->spare;
		slot->spare = b;
	}
}

/* The oldest queued slot, now running; NULL when there is none. Under the lock. */
static struct slot *slot_claim(struct pool *p)
{
	for (unsigned i = 0; i < p->used; i++) {
		struct slot *slot = &p->slots[(p->first + i) % p->count];
		if (slot->state == SLOT_QUEUED) {
			slot->state = SLOT_RUNNING;
			return slot;
		}
	}
	return NULL;
}

/* Scan a claimed slot; the lock is held on entry and on return. */
static void slot_work(struct pool *p, struct slot *slot)
{
	pthread_mutex_unlock(&p->lock);
	slot_scan(slot);
	pthread_mutex_lock(&p->lock);
	slot->state = SLOT_DONE;
	pthread_cond_signal(&p->done);
}

static void *worker(void *arg)
{
	struct pool *p = arg;
	pthread_mutex_lock(&p->lock);
	while (!p->quit) {
		struct slot *slot = slot_claim(p);
		if (slot != NULL)
			slot_work(p, slot);
		else
			pthread_cond_wait(&p->work, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* The first line in [from, to) that begins with "$", from itself not counted; NULL if none. */
static const uint8_t *dollar_find(const uint8_t *from, const uint8_t *to)
{
	const uint8_t *p = from + 1;
	while (p < to && (p = memchr(p, '$', (size_t)(to - p))) != NULL) {
		if (p[-1] == '\n')
			return p;
		p++;
	}
	return NULL;
}

/* Does a line that begins so name its own owner? */
static bool starts_record(uint8_t c)
{
	return zf_kinds[c] == ZF_ORDINARY && c != '\r' && c != '$';
}

/* A line start from `from` on, before `to`, at which a chunk may begin; NULL if none. */
static const uint8_t *line_find(const uint8_t *from, const uint8_t *to)
{
	const uint8_t *p = from;
	while (p < to && (p = memchr(p, '\n', (size_t)(to - p))) != NULL) {
		p++;
		if (p < to && starts_record(*p))
			return p;
	}
	return NULL;
}

/* Cut the next chunk into a free slot; false when it has to be serial from p->cut on. */
static bool chunk_cut(struct pool *p)
{
	const struct zf_scan *s = &p->reader->scan;
	const uint8_t *limit = s->cursor.limit, *begin = p->cut;
	if (begin >= limit || !starts_record(*begin))
		return false;
	size_t left = (size_t)(limit - begin);
	const uint8_t *most = begin + MIN_OF(left, (size_t)CUT_SEARCH);
	const uint8_t *end = left > CHUNK ? line_find(begin + CHUNK, most) : NULL;
	if (end == NULL)
		end = most;
	const uint8_t *dollar = dollar_find(begin, end);
	if (dollar != NULL)
		end = dollar;
	else if (end == most && most != limit)
		return false;
	struct slot *slot = &p->slots[(p->first + p->used) % p->count];
	slot->begin = begin;
	slot->end = p->cut = end;
	slot->before = s->state;
	slot->state = SLOT_QUEUED;
	p->used++;
	pthread_cond_signal(&p->work);
	return true;
}

/* Did the chunk begin where and as the worker believed? */
static bool slot_holds(const struct pool *p, const struct slot *slot)
{
	const struct zf_scan *s = &p->reader->scan;
	if (s->line_start != slot->begin || s->state.epoch != slot->before.epoch)
		return false;
	return !slot->scan.used_last_ttl || s->state.last_ttl == slot->before.last_ttl;
}

/* Take over a finished chunk: its records to the sink, its state to the reader's scanner. */
static enum zf_end slot_deliver(struct pool *p, struct slot *slot)
{
	struct zf_reader *r = p->reader;
	struct zf_scan *s = &r->scan, *done = &slot->scan;
	if (zf_scan_flush(s) != OK)
		return ZF_END_STOP;
	for (struct zf_block *b = slot->blocks; b != NULL; b = b->next) {
		s->flush_err = zf_reader_deliver(r, b, s->line + 1);
		if (s->flush_err != OK)
			return ZF_END_STOP;
	}
	uint32_t last_ttl = done->saw_ttl ? done->state.last_ttl : s->state.last_ttl;
	s->state = done->state;
	s->state.last_ttl = last_ttl;
	zf_scan_set(s, done->line_start, s->cursor.limit, s->line + done->line);
	/* A record that goes on behind the chunk: the next step of the reader's scanner reads it.
	 */
	return slot->result == ZF_END_CUT ? ZF_END_PLACE : slot->result;
}

/* Wait until the oldest slot is done, scanning others meanwhile. Under the lock. */
static struct slot *oldest_done(struct pool *p)
{
	struct slot *slot = &p->slots[p->first];
	while (slot->state != SLOT_DONE) {
		struct slot *other = slot_claim(p);
		if (other != NULL)
			slot_work(p, other);
		else
			pthread_cond_wait(&p->done, &p->lock);
	}
	return slot;
}

/* Consume the oldest chunk, or what of it the reader's scanner has not yet passed. */
static enum zf_end consume(struct pool *p)
{
	struct zf_scan *s = &p->reader->scan;
	struct slot *slot = oldest_done(p);
	pthread_mutex_unlock(&p->lock);
	enum zf_end end = ZF_END_PLACE;
	if (slot_holds(p, slot))
		end = slot_deliver(p, slot);
	if (end == ZF_END_PLACE && s->line_start < slot->end)
		end = zf_scan_run(s, slot->end);
	slot_clear(slot);
	pthread_mutex_lock(&p->lock);
	slot->state = SLOT_FREE;
	p->first = (p->first + 1) % p->count;
	p->used--;
	return end;
}

/* One step of the reading thread. Under the lock. */
static enum zf_end step(struct pool *p)
{
	struct zf_scan *s = &p->reader->scan;
	if (p->used == 0 && p->cut < s->line_start)
		p->cut = s->line_start; /* a record ran over the place of the cut */
	while (p->used < p->count && chunk_cut(p))
		;
	if (p->used > 0)
		return consume(p);
	size_t left = (size_t)(s->cursor.limit - s->line_start);
	pthread_mutex_unlock(&p->lock);
	enum zf_end end = zf_scan_run(s, s->line_start + MIN_OF(left, (size_t)SERIAL_STEP));
	pthread_mutex_lock(&p->lock);
	p->cut = s->line_start;
	return end;
}

/* Forget what is queued and wait for what is running. Under the lock. */
static void drain(struct pool *p)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct slot *slot = &p->slots[i];
		while (slot->state == SLOT_RUNNING)
			pthread_cond_wait(&p->done, &p->lock);
		slot->state = SLOT_FREE;
	}
	p->used = 0;
}

static struct pool *pool_new(struct zf_reader *r)
{
	unsigned threads = MIN_OF(r->options->threads, (unsigned)THREADS_MAX);
	unsigned count = 2 * threads + 2;
	struct pool *p = mem_zalloc(sizeof(*p) + count * sizeof(p->slots[0]));
	p->reader = r;
	p->count = count;
	p->cut = r->scan.line_start;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	pthread_cond_init(&p->done, NULL);
	for (unsigned i = 0; i < count; i++) {
		zf_scan_init(&p->slots[i].scan, r->options, NULL, keep, &p->slots[i]);
		p->slots[i].scan.speculative = true;
	}
	/* Without threads the reading one does all the work itself. */
	while (p->thread_count + 1 < threads &&
	       pthread_create(&p->threads[p->thread_count], NULL, worker, p) == 0)
		p->thread_count++;
	return p;
}

static void pool_free(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	drain(p);
	p->quit = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->thread_count; i++)
		pthread_join(p->threads[i], NULL);
	for (unsigned i = 0; i < p->count; i++) {
		struct slot *slot = &p->slots[i];
		slot_clear(slot);
		while (slot->spare != NULL) {
			struct zf_block *b = slot->spare;
			slot->spare = b->next;
			mem_free(b);
		}
		zf_scan_deinit(&slot->scan);
	}
	pthread_cond_destroy(&p->done);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->lock);
	mem_free(p);
}

enum zf_end zf_parallel_run(struct zf_reader *r)
{
	struct pool *p = pool_new(r);
	enum zf_end end = ZF_END_PLACE;
	pthread_mutex_lock(&p->lock);
	while (end == ZF_END_PLACE && r->scan.line_start < r->scan.cursor.limit)
		end = step(p);
	pthread_mutex_unlock(&p->lock);
	pool_free(p);
	return end;
}
