/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON (RFC 8259) as tokens in and text out.  The reader checks tokens, its caller their order.
 *
 * Strings are octets: what is not ASCII is taken and given as it is, \uXXXX becomes UTF-8.
 * One thread; nothing is kept but the caller's text.
 */
#pragma once

#include "base/err.h"
#include "base/text.h"

enum json_token {
	JSON_WRONG, /* not JSON */
	JSON_END,   /* of the input */
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER, /* in json_reader.number */
	JSON_STRING, /* in json_reader.string */
	JSON_OBJECT_BEGIN,
	JSON_OBJECT_END,
	JSON_LIST_BEGIN,
	JSON_LIST_END,
	JSON_COMMA,
	JSON_COLON,
};

struct json_reader {
	const char *at;
	const char *end;
	double number;
	struct text string; /* reused from string to string */
};

/* Begin with a text, borrowed until json_reader_deinit. */
void json_reader_init(struct json_reader *r, struct span text);
void json_reader_deinit(struct json_reader *r);

/* The next token, skipping blanks before it. */
enum json_token json_next(struct json_reader *r);

enum { JSON_KEY_MAX = 31 }; /* octets of a key that json_read_object takes */

/* Read the value of a key with r, all of it; false: it is not wanted, or not good. */
typedef bool json_field_fn(void *ctx, const char *key, struct json_reader *r);

/*
 * Read a text that is one object, field by field in their order.
 *
 * returns false when it is anything else, a key is too long or a value was refused
 */
MUST_USE bool json_read_object(struct span text, json_field_fn *field, void *ctx);

/* Append octets as a quoted string. */
void json_put_string(struct text *t, struct span octets);

/* Append a number: whole ones without a fraction; what JSON has no form for as null. */
void json_put_number(struct text *t, double number);
