/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Readers and writers of big-endian octets with a sticky error: read or write all fields, then
 * ask once.  After the first failure every further call does nothing and reads give zero.
 *
 * Both borrow their buffer; neither allocates.  One thread at a time.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/span.h"

static inline uint16_t wire_get_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t wire_get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t wire_get_u48(const uint8_t *p)
{
	return (uint64_t)wire_get_u16(p) << 32 | wire_get_u32(p + 2);
}

static inline uint64_t wire_get_u64(const uint8_t *p)
{
	return (uint64_t)wire_get_u32(p) << 32 | wire_get_u32(p + 4);
}

static inline void wire_set_u16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline void wire_set_u32(uint8_t *p, uint32_t v)
{
	wire_set_u16(p, (uint16_t)(v >> 16));
	wire_set_u16(p + 2, (uint16_t)v);
}

static inline void wire_set_u48(uint8_t *p, uint64_t v)
{
	wire_set_u16(p, (uint16_t)(v >> 32));
	wire_set_u32(p + 2, (uint32_t)v);
}

static inline void wire_set_u64(uint8_t *p, uint64_t v)
{
	wire_set_u32(p, (uint32_t)(v >> 32));
	wire_set_u32(p + 4, (uint32_t)v);
}

struct wire_reader {
	const uint8_t *data;
	size_t pos;
	size_t len;
	enum err err;
};

static inline struct wire_reader wire_reader_of(struct span s)
{
	return (struct wire_reader){.data = s.data, .len = s.len, .err = OK};
}

static inline size_t wire_left(const struct wire_reader *r)
{
	return r->err == OK ? r->len - r->pos : 0;
}

/* Record a failure unless one is recorded already. */
static inline void wire_fail(struct wire_reader *r, enum err e)
{
	if (r->err == OK)
		r->err = e;
}

/* The next n octets, borrowed from the buffer; NULL (and E_EOF recorded) when fewer are left. */
static inline const uint8_t *wire_read_octets(struct wire_reader *r, size_t n)
{
	if (UNLIKELY(r->err != OK))
		return NULL;
	if (UNLIKELY(r->len - r->pos < n)) {
		r->err = E_EOF;
		return NULL;
	}
	const uint8_t *p = r->data + r->pos;
	r->pos += n;
	return p;
}

static inline uint8_t wire_read_u8(struct wire_reader *r)
{
	const uint8_t *p = wire_read_octets(r, 1);
	return p ? p[0] : 0;
}

static inline uint16_t wire_read_u16(struct wire_reader *r)
{
	const uint8_t *p = wire_read_octets(r, 2);
	return p ? wire_get_u16(p) : 0;
}

static inline uint32_t wire_read_u32(struct wire_reader *r)
{
	const uint8_t *p = wire_read_octets(r, 4);
	return p ? wire_get_u32(p) : 0;
}

static inline uint64_t wire_read_u48(struct wire_reader *r)
{
	const uint8_t *p = wire_read_octets(r, 6);
	return p ? wire_get_u48(p) : 0;
}

static inline uint64_t wire_read_u64(struct wire_reader *r)
{
	const uint8_t *p = wire_read_octets(r, 8);
	return p ? wire_get_u64(p) : 0;
}

/* A span of the next n octets; empty after a failure. */
static inline struct span wire_read_span(struct wire_reader *r, size_t n)
{
	const uint8_t *p = wire_read_octets(r, n);
	return p ? span_of(p, n) : span_of(NULL, 0);
}

/* The recorded result: OK, E_EOF, or what wire_fail recorded.  Octets may be left. */
MUST_USE static inline enum err wire_done(const struct wire_reader *r)
{
	return r->err;
}

/* As wire_done, and E_TRAILING when octets are left. */
MUST_USE static inline enum err wire_finish(const struct wire_reader *r)
{
	if (r->err == OK && r->pos != r->len)
		return E_TRAILING;
	return r->err;
}

struct wire_writer {
	uint8_t *data;
	size_t pos;
	size_t cap;
	enum err err;
};

static inline struct wire_writer wire_writer_of(void *data, size_t cap)
{
	return (struct wire_writer){.data = data, .cap = cap, .err = OK};
}

/* Room for n octets at the end, to be filled by the caller; NULL (and E_SPACE recorded) if none. */
static inline uint8_t *wire_reserve(struct wire_writer *w, size_t n)
{
	if (UNLIKELY(w->err != OK))
		return NULL;
	if (UNLIKELY(w->cap - w->pos < n)) {
		w->err = E_SPACE;
		return NULL;
	}
	uint8_t *p = w->data + w->pos;
	w->pos += n;
	return p;
}

static inline void wire_write_octets(struct wire_writer *w, const void *data, size_t n)
{
	uint8_t *p = wire_reserve(w, n);
	if (p != NULL && n > 0)
		memcpy(p, data, n);
}

static inline void wire_write_span(struct wire_writer *w, struct span s)
{
	wire_write_octets(w, s.data, s.len);
}

static inline void wire_write_u8(struct wire_writer *w, uint8_t v)
{
	uint8_t *p = wire_reserve(w, 1);
	if (p != NULL)
		p[0] = v;
}

static inline void wire_write_u16(struct wire_writer *w, uint16_t v)
{
	uint8_t *p = wire_reserve(w, 2);
	if (p != NULL)
		wire_set_u16(p, v);
}

static inline void wire_write_u32(struct wire_writer *w, uint32_t v)
{
	uint8_t *p = wire_reserve(w, 4);
	if (p != NULL)
		wire_set_u32(p, v);
}

static inline void wire_write_u48(struct wire_writer *w, uint64_t v)
{
	uint8_t *p = wire_reserve(w, 6);
	if (p != NULL)
		wire_set_u48(p, v);
}

static inline void wire_write_u64(struct wire_writer *w, uint64_t v)
{
	uint8_t *p = wire_reserve(w, 8);
	if (p != NULL)
		wire_set_u64(p, v);
}

/* What has been written so far. */
static inline struct span wire_written(const struct wire_writer *w)
{
	return span_of(w->data, w->pos);
}
