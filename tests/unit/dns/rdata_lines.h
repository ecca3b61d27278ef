/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of field kinds share: a record's text goes in, its octets in hexadecimal come out,
 * or the error and the field at fault.  Tokens are cut at blanks; quotes as the scanner cuts them.
 */
#pragma once

#include "support.h"

#include "base/err.h"
#include "base/hex.h"
#include "base/mem.h"
#include "dns/rdata.h"

#include <string.h>

enum { LINE_TOKENS = 64, LINE_OCTETS = 4096 };

/* Octets of a hexadecimal string, in `room`. */
static inline struct span line_octets(uint8_t room[LINE_OCTETS], const char *hex)
{
	size_t len;
	assert_true(strlen(hex) / 2 <= LINE_OCTETS);
	assert_ok(hex_parse(room, &len, span_str(hex)));
	return span_of(room, len);
}

/* The text becomes these octets, and they are good data. */
static inline void assert_octets(uint16_t type, const char *line, const char *hex)
{
	uint8_t got[LINE_OCTETS];
	struct wire_writer w = wire_writer_of(got, sizeof(got));
	enum err err = rdata_parse_line(&w, type, span_str(line), NULL);
	if (err != OK)
		fail_msg("%s: %s", line, err_name(err));
	struct text t;
	text_init(&t);
	hex_print(&t, wire_written(&w), true);
	if (strcmp(t.len > 0 ? t.buf : "", hex) != 0)
		fail_msg("%s: got %s, want %s", line, t.buf, hex);
	text_deinit(&t);
	assert_ok(rdata_check(type, wire_written(&w)));
}

/* The text is refused, with this error, in this field; nothing is written. */
static inline void assert_refused(uint16_t type, const char *line, enum err want, const char *field)
{
	struct rdata_token tokens[LINE_TOKENS];
	uint8_t got[LINE_OCTETS];
	size_t count = 0;
	for (const char *at = line; *at != '\0';) {
		bool quoted = *at == '"';
		at += quoted;
		size_t len = strcspn(at, quoted ? "\"" : " ");
		assert_true(count < LINE_TOKENS);
		tokens[count++] = (struct rdata_token){(const uint8_t *)at, (uint32_t)len, quoted};
		at += len + (quoted && at[len] == '"');
		at += strspn(at, " ");
	}
	struct wire_writer w = wire_writer_of(got, sizeof(got));
	struct rdata_text in = {.at = tokens, .end = tokens + count};
	enum err err = rdata_parse(&w, type, &in);
	if (err != want)
		fail_msg("%s: got %s, want %s", line, err_name(err), err_name(want));
	if ((in.fault_field == NULL) != (field == NULL) ||
	    (field != NULL && strcmp(in.fault_field, field) != 0))
		fail_msg("%s: at fault is %s, not %s", line, in.fault_field, field);
	assert_int_equal(w.pos, 0);
}

/* The check of these octets, in a buffer of exactly their size, ends so. */
static inline void assert_checks(uint16_t type, const char *hex, enum err want)
{
	uint8_t room[LINE_OCTETS];
	struct span octets = line_octets(room, hex);
	uint8_t *exact = mem_dup(octets.data, octets.len > 0 ? octets.len : 1);
	enum err err = rdata_check(type, span_of(exact, octets.len));
	mem_free(exact);
	if (err != want)
		fail_msg("%s: got %s, want %s", hex, err_name(err), err_name(want));
}

/* The octets are printed like this. */
static inline void assert_styled(uint16_t type, const char *hex, const struct rdata_style *style,
                                 const char *want)
{
	uint8_t room[LINE_OCTETS];
	struct text t;
	text_init(&t);
	rdata_print(&t, type, line_octets(room, hex), style);
	assert_string_equal(t.len > 0 ? t.buf : "", want);
	text_deinit(&t);
}

static inline void assert_line(uint16_t type, const char *hex, const char *want)
{
	assert_styled(type, hex, NULL, want);
}
