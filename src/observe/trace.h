/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Typed trace events: what a deciding room did and why, kept in a ring of bounded memory and made
 * into text only when somebody reads it.
 *
 * Owner: the caller of trace_new.  Thread: one at a time.
 */
#pragma once

#include "base/addr.h"
#include "base/clock.h"

enum trace_kind {
#define TRACE(name, word) name,
#include "observe/trace.def"
#undef TRACE
	TRACE_KINDS,
};

/* What an event carries besides its kind; zero members are absent. */
struct trace_about {
	const uint8_t *name; /* domain name in wire form, valid */
	uint16_t type;       /* record type */
	struct span address; /* 4 or 16 octets */
	const char *text;    /* static */
	bool has_number;
	int32_t number;
};

struct trace_event {
	int64_t at_ns; /* monotonic */
	uint32_t request;
	enum trace_kind kind;
	uint16_t type;
	uint8_t name_len;
	uint8_t address_len;
	bool has_number;
	int32_t number;
	const char *text;
	uint8_t address[16];
	uint8_t name[255];
};

struct trace;

/* A ring of the last `count` events, count > 0. */
struct trace *trace_new(size_t count);
void trace_free(struct trace *t);

/*
 * Record an event, overwriting the oldest when the ring is full.  A NULL ring records nothing and
 * costs a comparison.
 */
void trace_add(struct trace *t, struct mono now, uint32_t request, enum trace_kind kind,
               const struct trace_about *about);

/* Events recorded since the start, those overwritten included. */
uint64_t trace_total(const struct trace *t);

/* Event number i of those kept, oldest first; NULL past the end. */
const struct trace_event *trace_at(const struct trace *t, size_t i);

/*
 * Append one line of text without line end: "2.041 example.com. TYPE1 ...".
 *
 * begin  time that is shown as 0
 * print_type  appends the word of a record type; NULL: TYPEnnn
 */
void trace_print(struct text *out, const struct trace_event *e, struct mono begin,
                 void (*print_type)(struct text *, uint16_t));

/* All kept events of one request (0: of all), a line each. */
void trace_print_request(struct text *out, const struct trace *t, uint32_t request,
                         void (*print_type)(struct text *, uint16_t));
