/* SPDX-License-Identifier: BSD-2-Clause */
/* Record data as text: the tokens that go in, and the style in which it comes out. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

/*
 * One token of a record's text, as the zone scanner cut it: escapes still in place.  An unquoted
 * token goes on through a quoted part directly behind "=", quotes included: alpn="h2,h3" is one
 * token (RFC 9460 section 2.1).
 */
struct rdata_token {
	const uint8_t *text; /* without the quotes */
	uint32_t len;
	bool quoted;
};

/* What rdata_parse reads and, on failure, says. */
struct rdata_text {
	const struct rdata_token *at; /* next token; moved as fields are read */
	const struct rdata_token *end;
	const uint8_t *origin;   /* for relative names; NULL: they are errors */
	const char *fault_field; /* out: name of the field that failed, "preference"; else NULL */
	const struct rdata_token *fault_token; /* out: token that failed; may be `end` */
};

/* How rdata_print prints. */
struct rdata_style {
	bool multiline;   /* parentheses, one field per line where it helps, comments (key id) */
	bool generic;     /* \# LEN HEX for every type */
	bool omit_crypto; /* keys and signatures as "[omitted]"; keys in one line as "[id = 2371]"
	                   */
};
