/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What reading a text says, as text: a line "OWNER TTL TYPE RDATA" per record and a line
 * "! CODE FILE:LINE:COLUMN FIELD" per report, "!!" when fatal.
 */
#pragma once

#include "support.h"

#include "base/mem.h"
#include "dns/rdata.h"
#include "zonefile/zonefile.h"

#include <string.h>

static inline enum err transcript_records(void *arg, const struct zf_batch *batch)
{
	struct text *t = arg;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *r = &batch->records[i];
		assert_int_equal(name_len(r->owner), r->owner_len);
		assert_int_equal(r->class_, CLASS_IN);
		name_print(t, r->owner);
		text_printf(t, " %u ", r->ttl);
		rrtype_print(t, r->type);
		text_put_char(t, ' ');
		rdata_print(t, r->type, span_of(r->rdata, r->rdata_len), NULL);
		text_put_char(t, '\n');
	}
	return OK;
}

static inline void transcript_error(void *arg, const struct zf_error *e)
{
	struct text *t = arg;
	text_printf(t, "%s %s %s:%u:%u %s\n", e->fatal ? "!!" : "!", err_name(e->code), e->file,
	            e->line, e->column, e->field != NULL ? e->field : "-");
}

/* The transcript of a text; freed by the caller. */
static inline char *transcript_of(struct span text, const struct zf_source *source,
                                  const struct zf_options *options)
{
	struct text t;
	text_init(&t);
	text_put(&t, "");
	text_reserve(&t, 1);
	const struct zf_sink sink = {
		.arg = &t, .records = transcript_records, .error = transcript_error};
	enum err e = zf_read_text(source, text, "main", options, &sink);
	t.buf[t.len] = '\0';
	assert_int_equal(e, strstr(t.buf, "! E_") != NULL ? E_MALFORMED : OK);
	return t.buf;
}

/* Read text at the origin "z." with a default TTL of 9, and compare the transcript. */
static inline void assert_reads(const char *text, const char *expected)
{
	static const uint8_t origin[] = {1, 'z', 0};
	const struct zf_options options = {.origin = origin, .default_ttl = 9};
	/* A copy of the exact size, so that a sanitizer sees reads behind the end. */
	size_t len = strlen(text);
	uint8_t *copy = mem_dup(text, len > 0 ? len : 1);
	char *got = transcript_of(span_of(copy, len), NULL, &options);
	assert_string_equal(got, expected);
	mem_free(got);
	mem_free(copy);
}

/* Pseudo-random numbers for cases that have to be repeatable. */
static inline uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}
