/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the interactive mode as words: blanks separate, quotes and backslashes keep together. */
#pragma once

#include "base/text.h"
#include "base/vec.h"

#include <stdbool.h>

/* Words of a line. Owner: the caller; line_free. */
struct line {
	VEC(char *) words;
	bool open_word; /* the last word goes up to the end: it may be completed */
	char quote;     /* that the last word ends in, not closed yet; 0: none */
};

/*
 * Cut a text.  Within "" a backslash keeps the next octet, within '' nothing does.
 *
 * returns false when a quote is not closed; the words are there nevertheless
 */
bool line_split(struct line *out, const char *text);
void line_free(struct line *l);

/*
 * Append octets so that they go on with a word as they are.
 *
 * quote  within which the word is; 0: none
 */
void line_put(struct text *t, struct span octets, char quote);
