/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the interactive mode as words: blanks separate, quotes and backslashes keep together. */
#pragma once

#include "base/vec.h"

#include <stdbool.h>

/* Words of a line. Owner: the caller; line_free. */
struct line {
	VEC(char *) words;
	bool open_word; /* the last word goes up to the end: it may be completed */
};

/*
 * Cut a text.  Within "" a backslash keeps the next octet, within '' nothing does.
 *
 * returns false when a quote is not closed; the words are there nevertheless
 */
bool line_split(struct line *out, const char *text);
void line_free(struct line *l);
