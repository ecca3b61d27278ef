/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One record per zone, its name as the key.
 *
 *   last_flush 8, next_refresh 8, last_refresh_ok 8, next_expire 8, master_pin 8,
 *   flags 1, notified 4, length 1, last_master as text, next_push 8 if not 0
 *
 * What is put waits for others, a second at most, and is then written in one transaction, which
 * reaches the disk when the kernel writes it: whatever ends the server costs a refresh too many.
 */

#include "server/schedule/timers.h"

#include "base/background.h"
#include "base/mem.h"
#include "base/vec.h"
#include "base/wire.h"
#include "build_config.h"
#include "dns/name.h"
#include "store/format.h"
#include "store/store_lmdb.h"

enum { FORMAT = 1, FLAG_NOTIFIED = 1, WAITING_MAX = 256, WAITING_MS = 1000 };

/* A record that is to be written. */
struct waiting {
	struct name zone;
	uint8_t len;
	uint8_t record[TIMERS_RECORD_MAX];
};

struct timers {
	struct store *store;
	struct background writer; /* its lock is of all */
	VEC(struct waiting) waiting;
	enum err failed; /* of the last writing */
	bool read_only;
};

void zone_timers_set_master(struct zone_timers *t, const struct addr *master)
{
	struct addr *copy = master != NULL ? mem_dup(master, sizeof(*master)) : NULL;
	mem_free(t->last_master);
	t->last_master = copy;
}

void zone_timers_clear(struct zone_timers *t)
{
	mem_free(t->last_master);
	*t = (struct zone_timers){0};
}

size_t timers_record_write(uint8_t out[TIMERS_RECORD_MAX], const struct zone_timers *in)
{
	struct wire_writer w = wire_writer_of(out, TIMERS_RECORD_MAX);
	char buf[128];
	struct text master;
	text_init_fixed(&master, buf, sizeof(buf));
	if (in->last_master != NULL)
		addr_print(&master, in->last_master, true);
	const int64_t times[] = {in->last_flush_s, in->next_refresh_s, in->last_refresh_ok_s,
	                         in->next_expire_s, in->master_pin_s};
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		wire_write_u64(&w, (uint64_t)times[i]);
	wire_write_u8(&w, in->has_notified ? FLAG_NOTIFIED : 0);
	wire_write_u32(&w, in->notified.value);
	wire_write_u8(&w, (uint8_t)master.len);
	wire_write_octets(&w, master.buf, master.len);
	if (in->next_push_s != 0)
		wire_write_u64(&w, (uint64_t)in->next_push_s);
	return w.pos;
}

enum err timers_record_read(struct zone_timers *out, struct span record)
{
	struct wire_reader r = wire_reader_of(record);
	*out = (struct zone_timers){0};
	int64_t *const times[] = {&out->last_flush_s, &out->next_refresh_s, &out->last_refresh_ok_s,
	                          &out->next_expire_s, &out->master_pin_s};
	for (size_t i = 0; i < ARRAY_LEN(times); i++)
		*times[i] = (int64_t)wire_read_u64(&r);
	out->has_notified = (wire_read_u8(&r) & FLAG_NOTIFIED) != 0;
	out->notified.value = wire_read_u32(&r);
	size_t len = wire_read_u8(&r);
	const uint8_t *text = wire_read_octets(&r, len);
	struct addr master;
	if (wire_left(&r) > 0)
		out->next_push_s = (int64_t)wire_read_u64(&r);
	if (r.err != OK || (len > 0 && addr_parse(&master, span_of(text, len), 53) != OK)) {
		*out = (struct zone_timers){0};
		return E_CORRUPT;
	}
	if (len > 0)
		zone_timers_set_master(out, &master);
	return OK;
}

static struct span key_of(const uint8_t *zone)
{
	return span_of(zone, name_len(zone));
}

/* Write what waits, in one turn. Under the lock. */
static enum err waiting_write(struct timers *t)
{
	if (t->waiting.count == 0)
		return OK;
	enum err e = store_begin(t->store, STORE_WRITE);
	for (size_t i = 0; i < t->waiting.count && e == OK; i++) {
		const struct waiting *w = &t->waiting.items[i];
		e = store_put(t->store, key_of(w->zone.wire), span_of(w->record, w->len));
	}
	if (e == OK)
		e = store_commit(t->store);
	else
		store_abort(t->store);
	t->waiting.count = 0;
	t->failed = e;
	return e;
}

static void write_waiting(void *arg)
{
	struct timers *t = arg;
	pthread_mutex_lock(&t->writer.lock);
	while (!t->writer.ending) {
		if (t->waiting.count == 0) {
			background_wait(&t->writer);
			continue;
		}
		struct mono at = mono_add_ms(clock_mono(), WAITING_MS);
		while (!t->writer.ending && t->waiting.count < WAITING_MAX &&
		       background_wait_until(&t->writer, at))
			continue;
		(void)!waiting_write(t); /* told by the next put */
	}
	(void)!waiting_write(t);
	pthread_mutex_unlock(&t->writer.lock);
}

enum err timers_open(struct timers **out, const struct timers_options *options, struct text *error)
{
	static const struct store_format format = {
		.kind = "timers", .number = FORMAT, .version = BOWLINE_VERSION};
	const struct store_lmdb_options lmdb = {
		.path = options->path,
		.max_size = options->max_size,
		.durability = STORE_ASYNCHRONOUS,
		.read_only = options->read_only,
	};
	struct store *store;
	TRY(store_lmdb_open(&store, &lmdb, error));
	enum err e = store_format_check(store, &format, error);
	if (e != OK) {
		store_close(store);
		return e;
	}
	struct timers *t = mem_zalloc(sizeof(*t));
	t->store = store;
	t->read_only = options->read_only;
	background_init(&t->writer);
	if (!t->read_only)
		background_start(&t->writer, "timer writer", write_waiting, t);
	*out = t;
	return OK;
}

void timers_close(struct timers *t)
{
	if (t == NULL)
		return;
	background_end(&t->writer);
	store_close(t->store);
	VEC_FREE(&t->waiting);
	mem_free(t);
}

/* The record of a zone that waits; NULL: none. Under the lock. */
static struct waiting *waiting_find(struct timers *t, const uint8_t *zone)
{
	for (size_t i = 0; i < t->waiting.count; i++) {
		if (name_equal(t->waiting.items[i].zone.wire, zone))
			return &t->waiting.items[i];
	}
	return NULL;
}

enum err timers_get(struct timers *t, const uint8_t *zone, struct zone_timers *out)
{
	struct span record;
	*out = (struct zone_timers){0};
	pthread_mutex_lock(&t->writer.lock);
	const struct waiting *w = waiting_find(t, zone);
	enum err e = w != NULL ? OK : store_begin(t->store, STORE_READ);
	if (w != NULL) {
		e = timers_record_read(out, span_of(w->record, w->len));
	} else if (e == OK) {
		e = store_get(t->store, key_of(zone), &record);
		if (e == OK)
			e = timers_record_read(out, record);
		store_abort(t->store);
	}
	pthread_mutex_unlock(&t->writer.lock);
	return e == E_NOTFOUND ? OK : e;
}

enum err timers_put(struct timers *t, const uint8_t *zone, const struct zone_timers *in)
{
	struct waiting fresh = {.len = 0};
	if (t->read_only)
		return E_PERM;
	name_copy(&fresh.zone, zone);
	fresh.len = (uint8_t)timers_record_write(fresh.record, in);
	pthread_mutex_lock(&t->writer.lock);
	struct waiting *w = waiting_find(t, zone);
	if (w != NULL)
		*w = fresh;
	else
		VEC_PUSH(&t->waiting, fresh);
	if (t->waiting.count == 1 || t->waiting.count >= WAITING_MAX)
		background_wake(&t->writer);
	enum err e = t->failed;
	pthread_mutex_unlock(&t->writer.lock);
	return e;
}

enum err timers_sync(struct timers *t)
{
	pthread_mutex_lock(&t->writer.lock);
	enum err e = waiting_write(t);
	pthread_mutex_unlock(&t->writer.lock);
	return e;
}

enum err timers_purge(struct timers *t, const uint8_t *zone)
{
	pthread_mutex_lock(&t->writer.lock);
	struct waiting *w = waiting_find(t, zone);
	if (w != NULL)
		*w = t->waiting.items[--t->waiting.count];
	enum err e = store_begin(t->store, STORE_WRITE);
	if (e == OK) {
		e = store_delete(t->store, key_of(zone));
		if (e == OK)
			e = store_commit(t->store);
		else
			store_abort(t->store);
	}
	pthread_mutex_unlock(&t->writer.lock);
	return e == E_NOTFOUND ? OK : e;
}

/* The first key that is not below `from`, copied. */
static enum err next_zone(struct timers *t, struct span from, struct name *out)
{
	struct span key;
	size_t len;
	TRY(store_get_greater_equal(t->store, from, &key, NULL));
	if (name_check(key, &len) != OK || len != key.len)
		return E_CORRUPT;
	name_copy(out, key.data);
	return OK;
}

enum err timers_zones(struct timers *t, enum err (*each)(void *ctx, const uint8_t *zone), void *ctx)
{
	struct name name;
	uint8_t from[NAME_MAX_LEN + 1] = {0};
	size_t len = 1;
	pthread_mutex_lock(&t->writer.lock);
	enum err e = waiting_write(t);
	if (e == OK)
		e = store_begin(t->store, STORE_READ);
	while (e == OK) {
		e = next_zone(t, span_of(from, len), &name);
		if (e == OK)
			e = each(ctx, name.wire);
		/* No name is another's prefix: the next key is behind this one and a zero. */
		memcpy(from, name.wire, e == OK ? name.len : 0u);
		len = e == OK ? name.len + 1u : len;
		from[len - 1] = 0;
	}
	store_abort(t->store);
	pthread_mutex_unlock(&t->writer.lock);
	return e == E_NOTFOUND ? OK : e;
}
