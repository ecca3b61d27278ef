/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys and values.  What comes out of the store is checked like anything from outside: lengths, and
 * that records are records.
 */

#include "server/journal/record.h"

#include "base/wire.h"

#include <string.h>

enum kind { KIND_META = 1, KIND_ZONE, KIND_CHANGESET, KIND_SERIAL, KIND_END };

enum {
	KEY_MAX = NAME_MAX_LEN + 1 + 8 + 4,
	HEAD_LEN = 4 + 4 + 8 + 8,
	META_LEN = 4 + 4 * 4 + 6 * 8,
	FLAG_ZONE = 1,
	FLAG_FLUSHED = 2,
	FLAG_MERGED = 4,
};

struct key {
	uint8_t octets[KEY_MAX];
	size_t len;
};

static void key_begin(struct key *k, const uint8_t *zone, enum kind kind)
{
	k->len = name_len(zone);
	memcpy(k->octets, zone, k->len);
	k->octets[k->len++] = (uint8_t)kind;
}

static void key_u32(struct key *k, uint32_t v)
{
	wire_set_u32(k->octets + k->len, v);
	k->len += 4;
}

static void key_u64(struct key *k, uint64_t v)
{
	wire_set_u64(k->octets + k->len, v);
	k->len += 8;
}

static struct span key_span(const struct key *k)
{
	return span_of(k->octets, k->len);
}

/* Keys of one thing differ in their last four octets only: the number of the chunk. */
static void key_set_chunk(struct key *k, uint32_t chunk)
{
	wire_set_u32(k->octets + k->len - 4, chunk);
}

static struct key changeset_key(const uint8_t *zone, uint64_t seq)
{
	struct key k;
	key_begin(&k, zone, KIND_CHANGESET);
	key_u64(&k, seq);
	key_u32(&k, 0);
	return k;
}

enum err chain_meta_get(struct store *s, const uint8_t *zone, struct chain_meta *m)
{
	struct key k;
	struct span value;
	key_begin(&k, zone, KIND_META);
	TRY(store_get(s, key_span(&k), &value));
	struct wire_reader r = wire_reader_of(value);
	uint32_t flags = wire_read_u32(&r);
	*m = (struct chain_meta){
		.has_zone = (flags & FLAG_ZONE) != 0,
		.has_flushed = (flags & FLAG_FLUSHED) != 0,
		.merged = (flags & FLAG_MERGED) != 0,
	};
	m->zone.value = wire_read_u32(&r);
	m->first.value = wire_read_u32(&r);
	m->last.value = wire_read_u32(&r);
	m->flushed.value = wire_read_u32(&r);
	m->zone_stored_s = (int64_t)wire_read_u64(&r);
	m->first_seq = wire_read_u64(&r);
	m->next_seq = wire_read_u64(&r);
	m->flushed_seq = wire_read_u64(&r);
	m->zone_usage = wire_read_u64(&r);
	m->usage = wire_read_u64(&r);
	return wire_done(&r) == OK && m->first_seq <= m->next_seq ? OK : E_CORRUPT;
}

enum err chain_meta_put(struct store *s, const uint8_t *zone, const struct chain_meta *m)
{
	struct key k;
	uint8_t value[META_LEN];
	struct wire_writer w = wire_writer_of(value, sizeof(value));
	wire_write_u32(&w, (m->has_zone ? FLAG_ZONE : 0u) | (m->has_flushed ? FLAG_FLUSHED : 0u) |
	                           (m->merged ? FLAG_MERGED : 0u));
	wire_write_u32(&w, m->zone.value);
	wire_write_u32(&w, m->first.value);
	wire_write_u32(&w, m->last.value);
	wire_write_u32(&w, m->flushed.value);
	wire_write_u64(&w, (uint64_t)m->zone_stored_s);
	wire_write_u64(&w, m->first_seq);
	wire_write_u64(&w, m->next_seq);
	wire_write_u64(&w, m->flushed_seq);
	wire_write_u64(&w, m->zone_usage);
	wire_write_u64(&w, m->usage);
	key_begin(&k, zone, KIND_META);
	return store_put(s, key_span(&k), wire_written(&w));
}

static uint64_t usage_of(uint64_t octets)
{
	return octets + (octets / CHUNK_MAX + 1) * CHUNK_COST;
}

uint64_t chain_changeset_usage(const struct zone_changeset *c)
{
	return usage_of(HEAD_LEN + c->removed.octets.count + c->added.octets.count);
}

uint64_t chain_zone_usage(const struct zone_records *r)
{
	return usage_of(r->octets.count);
}

/* Puts pieces behind each other into values of CHUNK_MAX octets. */
struct chunks {
	struct store *s;
	struct key *key;
	uint32_t chunk;
	size_t used;
	uint8_t *value;
	enum err err;
};

static void chunk_close(struct chunks *c)
{
	key_set_chunk(c->key, c->chunk++);
	if (c->err == OK)
		c->err = store_put(c->s, key_span(c->key), span_of(c->value, c->used));
	c->used = 0;
}

static void chunks_put(struct chunks *c, struct span piece)
{
	while (piece.len > 0) {
		size_t n = MIN_OF(piece.len, CHUNK_MAX - c->used);
		memcpy(c->value + c->used, piece.data, n);
		c->used += n;
		piece = span_skip(piece, n);
		if (c->used == CHUNK_MAX)
			chunk_close(c);
	}
}

static struct chunks chunks_begin(struct store *s, struct key *key)
{
	return (struct chunks){.s = s, .key = key, .value = mem_alloc(CHUNK_MAX)};
}

static enum err chunks_end(struct chunks *c)
{
	if (c->used > 0 || c->chunk == 0)
		chunk_close(c);
	mem_free(c->value);
	return c->err;
}

/* All chunks behind each other; *out the caller's. E_NOTFOUND  there is none */
static enum err chunks_get(struct store *s, struct key *key, uint8_t **out, size_t *len)
{
	VEC(uint8_t) all = {0};
	struct span value;
	enum err e = OK;
	for (uint32_t chunk = 0; e == OK; chunk++) {
		key_set_chunk(key, chunk);
		e = store_get(s, key_span(key), &value);
		if (e == E_NOTFOUND && chunk > 0) {
			*out = all.items;
			*len = all.count;
			return OK;
		}
		if (e == OK && value.len > 0) {
			VEC_RESERVE(&all, all.count + value.len);
			memcpy(all.items + all.count, value.data, value.len);
			all.count += value.len;
		}
	}
	VEC_FREE(&all);
	return e;
}

static enum err chunks_delete(struct store *s, struct key *key)
{
	struct key end = *key;
	key_set_chunk(key, 0);
	key_set_chunk(&end, UINT32_MAX);
	return store_delete_range(s, key_span(key), key_span(&end), NULL);
}

static struct span octets_of(const struct zone_records *r)
{
	return span_of(r->octets.items, r->octets.count);
}

static struct key serial_key(const uint8_t *zone, struct serial serial)
{
	struct key k;
	key_begin(&k, zone, KIND_SERIAL);
	key_u32(&k, serial.value);
	return k;
}

enum err chain_changeset_put(struct store *s, const uint8_t *zone, uint64_t seq,
                             const struct zone_changeset *c, int64_t now_s)
{
	struct serial from, to;
	uint8_t head[HEAD_LEN], number[8];
	struct wire_writer w = wire_writer_of(head, sizeof(head));
	TRY(zone_changeset_serials(c, &from, &to));
	wire_write_u32(&w, from.value);
	wire_write_u32(&w, to.value);
	wire_write_u64(&w, (uint64_t)now_s);
	wire_write_u64(&w, c->removed.octets.count);
	struct key k = changeset_key(zone, seq);
	struct chunks chunks = chunks_begin(s, &k);
	chunks_put(&chunks, wire_written(&w));
	chunks_put(&chunks, octets_of(&c->removed));
	chunks_put(&chunks, octets_of(&c->added));
	TRY(chunks_end(&chunks));
	k = serial_key(zone, from);
	wire_set_u64(number, seq);
	return store_put(s, key_span(&k), span_of(number, sizeof(number)));
}

static enum err head_read(struct wire_reader *r, struct chain_head *head, uint64_t *removed)
{
	head->from.value = wire_read_u32(r);
	head->to.value = wire_read_u32(r);
	head->stored_s = (int64_t)wire_read_u64(r);
	*removed = wire_read_u64(r);
	return r->err == OK ? OK : E_CORRUPT;
}

enum err chain_head_get(struct store *s, const uint8_t *zone, uint64_t seq, struct chain_head *head)
{
	struct key k = changeset_key(zone, seq);
	struct span value;
	uint64_t removed, octets;
	TRY(store_get(s, key_span(&k), &value));
	struct wire_reader r = wire_reader_of(value);
	TRY(head_read(&r, head, &removed));
	octets = value.len;
	for (uint32_t chunk = 1; value.len == CHUNK_MAX; chunk++) {
		key_set_chunk(&k, chunk);
		enum err e = store_get(s, key_span(&k), &value);
		if (e == E_NOTFOUND)
			break;
		if (e != OK)
			return e;
		octets += value.len;
	}
	head->usage = usage_of(octets);
	return OK;
}

enum err chain_changeset_get(struct store *s, const uint8_t *zone, uint64_t seq,
                             struct zone_changeset *c, struct chain_head *head)
{
	struct key k = changeset_key(zone, seq);
	uint8_t *octets = NULL;
	size_t len = 0;
	uint64_t removed;
	TRY(chunks_get(s, &k, &octets, &len));
	struct wire_reader r = wire_reader_of(span_of(octets, len));
	enum err e = head_read(&r, head, &removed);
	head->usage = usage_of(len);
	if (e == OK && removed > wire_left(&r))
		e = E_CORRUPT;
	if (e == OK && (zone_records_read(&c->removed, span_of(octets + HEAD_LEN, removed)) != OK ||
	                zone_records_read(&c->added, span_of(octets + HEAD_LEN + removed,
	                                                     len - HEAD_LEN - removed)) != OK))
		e = E_CORRUPT;
	mem_free(octets);
	return e;
}

enum err chain_changeset_delete(struct store *s, const uint8_t *zone, uint64_t seq)
{
	struct chain_head head;
	TRY(chain_head_get(s, zone, seq, &head));
	struct key k = changeset_key(zone, seq);
	TRY(chunks_delete(s, &k));
	k = serial_key(zone, head.from);
	return store_delete(s, key_span(&k));
}

static struct key zone_key(const uint8_t *zone)
{
	struct key k;
	key_begin(&k, zone, KIND_ZONE);
	key_u32(&k, 0);
	return k;
}

enum err chain_zone_put(struct store *s, const uint8_t *zone, const struct zone_records *records)
{
	struct key k = zone_key(zone);
	TRY(chunks_delete(s, &k));
	struct chunks chunks = chunks_begin(s, &k);
	chunks_put(&chunks, octets_of(records));
	return chunks_end(&chunks);
}

enum err chain_zone_get(struct store *s, const uint8_t *zone, struct zone_records *r)
{
	struct key k = zone_key(zone);
	uint8_t *octets = NULL;
	size_t len = 0;
	TRY(chunks_get(s, &k, &octets, &len));
	enum err e = zone_records_read(r, span_of(octets, len));
	mem_free(octets);
	return e == OK ? OK : E_CORRUPT;
}

enum err chain_find(struct store *s, const uint8_t *zone, struct serial from, uint64_t *seq)
{
	struct key k = serial_key(zone, from);
	struct span value;
	TRY(store_get(s, key_span(&k), &value));
	if (value.len != 8)
		return E_CORRUPT;
	*seq = wire_get_u64(value.data);
	return OK;
}

enum err chain_delete(struct store *s, const uint8_t *zone)
{
	struct key from, to;
	key_begin(&from, zone, KIND_META);
	key_begin(&to, zone, KIND_END);
	return store_delete_range(s, key_span(&from), key_span(&to), NULL);
}

enum err chain_next_zone(struct store *s, const uint8_t *after, struct name *out)
{
	struct key k = {.octets = {0}, .len = 1};
	struct span found;
	size_t len;
	if (after != NULL)
		key_begin(&k, after, KIND_END);
	TRY(store_get_greater_equal(s, key_span(&k), &found, NULL));
	if (name_check(found, &len) != OK || found.len == len)
		return E_CORRUPT;
	name_copy(out, found.data);
	return OK;
}
