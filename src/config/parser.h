/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The syntax of knot.conf: sections at column 0, "item: value" below them, a dash before the first
 * item of each block of a list section.  Knows no section and no item; see schema.h.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum {
	CONF_MAX_KEY = 127,     /* octets of an item's name */
	CONF_MAX_VALUE = 32767, /* octets of a value */
};

/* One line's meaning. Borrows the text. */
struct conf_line {
	struct span key;
	bool top;      /* at column 0 */
	bool dash;     /* begins a block */
	unsigned line; /* from 1 */
};

/*
 * What parsing calls: key once per "key:", then value once per value of it (none, one, or a
 * list's).  An error returned ends parsing.  Values have quotes removed and \" replaced.
 */
struct conf_handler {
	enum err (*key)(void *ctx, const struct conf_line *line);
	enum err (*value)(void *ctx, const struct conf_line *line, struct span value);
	void *ctx;
};

/* Where and on what parsing stopped. */
struct conf_fault {
	unsigned line;
	struct span key; /* borrowed from the text; empty when the line has none */
	struct span value;
};

/*
 * Parse a whole text.
 *
 * fault  filled on failure
 * E_CONF_TAB     a tabulator;  E_CONF_INDENT  columns of a section's items or dashes differ
 * E_MALFORMED    anything else that is no line of the format;  E_RANGE  key or value too long
 * others         what the handler returned
 */
MUST_USE enum err conf_parse(struct span text, const struct conf_handler *handler,
                             struct conf_fault *fault);
