/* SPDX-License-Identifier: BSD-2-Clause */
/* Trace events in a ring.  Invariant: event n lies at n modulo the ring's size. */

#include "observe/trace.h"

#include "base/ip.h"
#include "base/mem.h"

#include <assert.h>

struct trace {
	uint64_t total;
	size_t size;
	struct trace_event events[];
};

static const char *const words[TRACE_KINDS] = {
#define TRACE(name, word) [name] = word,
#include "observe/trace.def"
#undef TRACE
};

struct trace *trace_new(size_t count)
{
	assert(count > 0);
	struct trace *t = mem_zalloc(sizeof(*t) + count * sizeof(struct trace_event));
	t->size = count;
	return t;
}

void trace_free(struct trace *t)
{
	mem_free(t);
}

/* Octets of a valid name. */
static size_t wire_name_len(const uint8_t *name)
{
	size_t len = 0;
	while (name[len] != 0)
		len += name[len] + 1u;
	return len + 1;
}

void trace_add(struct trace *t, struct mono now, uint32_t request, enum trace_kind kind,
               const struct trace_about *about)
{
	if (t == NULL)
		return;
	struct trace_event *e = &t->events[t->total++ % t->size];
	e->at_ns = now.ns;
	e->request = request;
	e->kind = kind;
	e->type = about->type;
	e->text = about->text;
	e->has_number = about->has_number;
	e->number = about->number;
	e->name_len = 0;
	if (about->name != NULL) {
		e->name_len = (uint8_t)wire_name_len(about->name);
		memcpy(e->name, about->name, e->name_len);
	}
	e->address_len = (uint8_t)MIN_OF(about->address.len, sizeof(e->address));
	if (e->address_len > 0)
		memcpy(e->address, about->address.data, e->address_len);
}

uint64_t trace_total(const struct trace *t)
{
	return t->total;
}

const struct trace_event *trace_at(const struct trace *t, size_t i)
{
	size_t kept = t->total < t->size ? (size_t)t->total : t->size;
	return i < kept ? &t->events[(t->total - kept + i) % t->size] : NULL;
}

/* A dot in a label is told from the dot behind it. */
static void print_label(struct text *out, struct span label)
{
	for (size_t i = 0; i < label.len; i++) {
		if (label.data[i] == '.')
			text_put(out, "\\.");
		else
			text_put_escaped(out, span_of(label.data + i, 1));
	}
	text_put_char(out, '.');
}

static void print_name(struct text *out, const struct trace_event *e)
{
	text_put_char(out, ' ');
	if (e->name_len == 1)
		text_put_char(out, '.');
	for (size_t at = 0; at + 1 < e->name_len; at += e->name[at] + 1u)
		print_label(out, span_of(e->name + at + 1, e->name[at]));
}

void trace_print(struct text *out, const struct trace_event *e, struct mono begin,
                 void (*print_type)(struct text *, uint16_t))
{
	int64_t us = (e->at_ns - begin.ns) / 1000;
	text_printf(out, "[%u] %lld.%03lld ms %s", e->request, (long long)(us / 1000),
	            (long long)(us % 1000), words[e->kind]);
	if (e->name_len > 0)
		print_name(out, e);
	if (e->type != 0) {
		text_put_char(out, ' ');
		if (print_type != NULL)
			print_type(out, e->type);
		else
			text_printf(out, "TYPE%u", e->type);
	}
	if (e->address_len > 0)
		text_put_char(out, ' ');
	if (e->address_len == 4)
		ip4_print(out, e->address);
	else if (e->address_len == 16)
		ip6_print(out, e->address);
	if (e->text != NULL)
		text_printf(out, " %s", e->text);
	if (e->has_number)
		text_printf(out, " %d", e->number);
}

void trace_print_request(struct text *out, const struct trace *t, uint32_t request,
                         void (*print_type)(struct text *, uint16_t))
{
	const struct trace_event *e;
	struct mono begin = {0};
	bool first = true;
	for (size_t i = 0; (e = trace_at(t, i)) != NULL; i++) {
		if (request != 0 && e->request != request)
			continue;
		if (first)
			begin.ns = e->at_ns;
		first = false;
		trace_print(out, e, begin, print_type);
		text_put_char(out, '\n');
	}
}
